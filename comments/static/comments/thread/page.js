/** What pages of our own load: a page may have several threads. */
import { bringArrived } from "./arrived.js";
import { DOING } from "./doing.js";
import { bringToLife } from "./life.js";
import { placeOf } from "./place.js";

const sections = [...document.querySelectorAll("section.comments")];
// Arriving at one's own comment concerns the thread that it is in.
const target = document.getElementById(location.hash.slice(1))?.closest("section.comments");
sections.sort((one, other) => (other === target) - (one === target));
const own = new Set();
for (const section of sections) {
  const consents = () => section.querySelector("[name=wp-comment-cookies-consent]")?.checked ?? false;
  bringToLife({ root: document, section, first: [bringArrived, ...DOING], place: placeOf(section.dataset.thread, { consents, own }) });
}
// Only in browsers that were at the desk.
if (sections.length && wasAtDesk()) {
  import(sections[0].dataset.staffScript).then(({ bringDeskLinks }) => sections.forEach(bringDeskLinks));
}

function wasAtDesk() {
  try {
    return localStorage.getItem("comments-desk");
  } catch {
    return null;
  }
}

// Going to the address's fragment takes the focus away, and may come after this script.
addEventListener("load", () => document.querySelector(".comments .comment-errors")?.focus());
