/** What scripts add to a thread that works without them. Each part takes the elements it needs and stands alone. */
import { rememberDraft } from "./draft.js";
import { findComments } from "./permalink.js";
import { moveForm } from "./reply.js";
import { followWaiting } from "./waiting.js";

/** Characters as the server counts them: code points as typed, line breaks as one. */
const lengthOf = (text) => [...text.replace(/\r\n?/g, "\n")].length;

/** Say how many characters are left near the end; refuse to send too many, so that nothing is cut or lost. */
function countCharacters(form) {
  const counter = form.querySelector(".comment-counter");
  const limit = Number(form.dataset.limit);
  const update = () => {
    const left = limit - lengthOf(form.comment.value);
    const near = left < Math.max(20, limit / 10);
    const words = left < 0 ? counter.dataset.over : counter.dataset.left;
    counter.textContent = near ? words.replace("%s", Math.abs(left)) : "";
    counter.classList.toggle("is-over", left < 0);
    form.comment.setCustomValidity(left < 0 ? counter.textContent : "");
  };
  form.comment.addEventListener("input", update);
  update();
}

/** A one-time number, so that sending the same thing twice makes one comment; and the seconds spent on the form. */
function numberSubmissions(form) {
  const opened = performance.now();
  const renew = () => {
    form.form_number.value = crypto.randomUUID?.() ?? Array.from(crypto.getRandomValues(new Uint32Array(4))).join("-");
  };
  renew();
  let sent = false;
  form.addEventListener("input", () => {
    if (sent) renew();
    sent = false;
  });
  form.addEventListener("submit", () => {
    sent = true;
    form.form_seconds.value = ((performance.now() - opened) / 1000).toFixed(1).slice(0, 8);
  });
}

function sendOnCtrlEnter(form) {
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.repeat) {
      event.preventDefault();
      form.requestSubmit(form.querySelector(".submit"));
    }
  });
}

/** Returns the fragment of the visitor's own waiting comment. */
function start(section) {
  const form = section.querySelector(".comment-form");
  if (form) {
    rememberDraft(form);
    countCharacters(form);
    numberSubmissions(form);
    sendOnCtrlEnter(form);
    moveForm(form, section);
  }
  return followWaiting(section);
}

// A page may have several threads. Arriving at one's own comment concerns the thread that it is in.
const own = document.getElementById(location.hash.slice(1))?.closest("section.comments");
const sections = [...document.querySelectorAll("section.comments")];
sections.sort((one, other) => (other === own) - (one === own));
findComments(sections.flatMap(start));
// Going to the address's fragment takes the focus away, and may come after this script.
addEventListener("load", () => document.querySelector(".comments .comment-errors")?.focus());
