/** Reply in place: the form moves below the comment, and back with "Cancel reply". */
import { isPlain } from "./clicks.js";

/** By section: where its form was and what it said there, while it stands below a comment. */
const homes = new WeakMap();

/** A title as nodes, with the name by itself: its letters must not turn those around it. */
function titled(title, name) {
  const place = title.lastIndexOf(name);
  if (!name || place < 0) return [title];
  const alone = Object.assign(document.createElement("bdi"), { textContent: name });
  return [title.slice(0, place), alone, title.slice(place + name.length)];
}

/** The links go on working without this: they load the page with the form prepared. */
export function bringReply(thread) {
  const { section, find, comment, signal } = thread;
  const clicked = (event) => {
    if (!isPlain(event)) return;
    const link = event.target.closest?.(".comment-reply-link");
    if (link && find(".comment-form")) {
      event.preventDefault();
      reply(thread, link);
    } else if (homes.has(section) && event.target.closest?.(".comment-reply-cancel")) {
      event.preventDefault();
      const answered = comment(find(".comment-form").comment_parent.value);
      goHome(thread);
      answered?.querySelector(".comment-reply-link")?.focus();
    }
  };
  section.addEventListener("click", clicked, { signal });
}

function reply({ section, find }, link) {
  const form = find(".comment-form");
  const respond = form.closest(".comment-respond");
  const title = respond.querySelector(".comment-reply-to");
  const cancel = respond.querySelector(".comment-reply-cancel");
  if (!homes.has(section)) {
    const mark = Object.assign(document.createElement("div"), { hidden: true });
    respond.before(mark);
    homes.set(section, { mark, title: [...title.childNodes], parent: form.comment_parent.value, cancel: cancel.hidden });
  }
  title.replaceChildren(...titled(link.dataset.title, link.closest("li").querySelector(".fn bdi")?.textContent));
  cancel.hidden = false;
  setAside(form, true);
  link.closest("li").querySelector(".comment-body").after(respond);
  answerTo(form, link.dataset.comment);
  form.comment.focus();
}

/** Put the form back where the page had it. */
export function goHome({ section, find }) {
  const home = homes.get(section);
  if (!home) return;
  homes.delete(section);
  const respond = find(".comment-respond");
  home.mark.replaceWith(respond);
  const form = respond.querySelector(".comment-form");
  if (!form) return;
  respond.querySelector(".comment-reply-to").replaceChildren(...home.title);
  respond.querySelector(".comment-reply-cancel").hidden = home.cancel;
  setAside(form, false);
  answerTo(form, home.parent);
}

/** What is written is kept for each comment that is answered: see form.js. */
function answerTo(form, parent) {
  const before = form.comment_parent.value;
  form.comment_parent.value = parent;
  form.dispatchEvent(new CustomEvent("comments-parent", { bubbles: true, detail: { before } }));
}

/** What is said of a comment that cannot be answered is not about one that can. */
function setAside(form, isAside) {
  const unanswerable = form.querySelector(".comment-unanswerable");
  if (!unanswerable) return;
  unanswerable.hidden = isAside;
  form.comment_as_new.disabled = isAside;
}
