/** Reply in place: the form moves below the comment, and back with "Cancel reply". */
import { isPlain } from "./clicks.js";

/** A title as nodes, with the name by itself: its letters must not turn those around it. */
function titled(title, name) {
  const place = title.lastIndexOf(name);
  if (!name || place < 0) return [title];
  const alone = Object.assign(document.createElement("bdi"), { textContent: name });
  return [title.slice(0, place), alone, title.slice(place + name.length)];
}

/** The links go on working without this: they load the page with the form prepared. */
export function bringReply(thread) {
  const { section, find, comment, place, signal } = thread;
  const clicked = (event) => {
    if (!isPlain(event)) return;
    const link = event.target.closest?.(".comment-reply-link");
    const form = find(".comment-form");
    if (link && form) {
      event.preventDefault();
      reply(thread, form, link);
      form.comment.focus();
    } else if (thread.home && event.target.closest?.(".comment-reply-cancel")) {
      event.preventDefault();
      const answered = comment(form.comment_parent.value);
      goHome(thread);
      answered?.querySelector(".comment-reply-link")?.focus();
    }
  };
  section.addEventListener("click", clicked, { signal });
  // A reply that was being written when the window left the page goes on where it was.
  const link = comment(place.window.read("reply"))?.querySelector(".comment-reply-link");
  if (link && find(".comment-form")?.comment_parent.value === "0") reply(thread, find(".comment-form"), link);
}

function reply(thread, form, { dataset, parentElement }) {
  const respond = form.closest(".comment-respond");
  const item = parentElement.closest("li");
  const title = respond.querySelector(".comment-reply-to");
  const cancel = respond.querySelector(".comment-reply-cancel");
  if (!thread.home) {
    const mark = Object.assign(document.createElement("div"), { hidden: true });
    respond.before(mark);
    // Where the form was and what it said there, while it stands below a comment.
    thread.home = { mark, title: [...title.childNodes], parent: form.comment_parent.value, isCancelHidden: cancel.hidden };
  }
  title.replaceChildren(...titled(dataset.title, item.querySelector(".fn bdi")?.textContent));
  cancel.hidden = false;
  item.querySelector(".comment-body").after(respond);
  answerTo(form, dataset.comment, true);
}

/** Put the form back where the page had it. */
export function goHome(thread) {
  const { home, find } = thread;
  if (!home) return;
  thread.home = null;
  const respond = find(".comment-respond");
  home.mark.replaceWith(respond);
  const form = find(".comment-form");
  if (!form) return;
  respond.querySelector(".comment-reply-to").replaceChildren(...home.title);
  respond.querySelector(".comment-reply-cancel").hidden = home.isCancelHidden;
  answerTo(form, home.parent, false);
}

/** What is written is kept for each comment that is answered: see form.js. */
function answerTo(form, parent, isReply) {
  const before = form.comment_parent.value;
  form.comment_parent.value = parent;
  // What is said of a comment that cannot be answered is not about one that can.
  const unanswerable = form.querySelector(".comment-unanswerable");
  if (unanswerable) unanswerable.hidden = form.comment_as_new.disabled = isReply;
  form.dispatchEvent(new CustomEvent("comments-parent", { bubbles: true, detail: { before } }));
}
