/** The desk without page loads. All of it works without this: forms and links are those that the server wrote. */
import * as cards from "./cards.js";
import * as compact from "./compact.js";
import * as decide from "./decide.js";
import * as keys from "./keys.js";
import * as lease from "./lease.js";
import * as live from "./live.js";
import * as outbox from "./outbox.js";
import { facts } from "./page.js";
import * as progress from "./progress.js";
import * as rows from "./rows.js";
import * as said from "./said.js";

const isPlain = (event) => event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);

/** Rows open their card, and links to parts of the card open these, without leaving the page. */
function click(event) {
  const link = event.target.closest("a[data-part], .desk-list .desk-row");
  if (!link || !isPlain(event) || !cards.element()) return;
  event.preventDefault();
  if (!link.dataset.part) return cards.open(Number(link.dataset.id), { push: true });
  cards.toggle(link.dataset.part);
  if (["reject", "aside"].includes(link.dataset.part)) lease.hold(cards.currentId());
}

/** A reply is being written. */
function toggled(event) {
  if (!event.target.matches?.(".desk-card .strip") || !event.target.open) return;
  lease.hold(cards.currentId());
  event.target.querySelector("textarea")?.focus();
}

function back() {
  const id = Number(/comment\/(\d+)\//.exec(location.pathname)?.[1]);
  if (id) cards.open(id);
  else location.reload();
}

/** In this browser the comments on pages of ours lead here: see staff.js. */
function leaveAddress() {
  try {
    localStorage.setItem("comments-desk", facts.addresses.page_link);
  } catch {
    // Nothing may be kept here.
  }
}

document.documentElement.classList.add("has-script");
leaveAddress();
// First the keys: shown, they make the bar wider, which then scrolls to where one is.
keys.start();
said.start();
lease.start();
cards.start(outbox.isSent, (item) => lease.opened(item.id));
decide.start({ onStale: live.start() });
compact.start();
rows.fill(cards.currentId());
progress.start();
document.addEventListener("click", click);
document.addEventListener("toggle", toggled, true);
addEventListener("popstate", back);
