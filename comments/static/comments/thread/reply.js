/** Reply in place: the form moves below the comment, and back with "Cancel reply". */

/** A title as nodes, with the name by itself: its letters must not turn those around it. */
function titled(title, name) {
  const place = title.lastIndexOf(name);
  if (!name || place < 0) return [title];
  const alone = Object.assign(document.createElement("bdi"), { textContent: name });
  return [title.slice(0, place), alone, title.slice(place + name.length)];
}

/** The links go on working without this: they load the page with the form prepared. */
export function bringReply({ section, find, signal }) {
  const form = find(".comment-form");
  if (!form) return;
  const respond = form.closest(".comment-respond");
  const cancel = respond.querySelector(".comment-reply-cancel");
  const title = respond.querySelector(".comment-reply-to");
  const home = Object.assign(document.createElement("div"), { hidden: true });
  const before = { title: [...title.childNodes], parent: form.comment_parent.value, cancelHidden: cancel.hidden };
  // What is said of a comment that cannot be answered is not about one that can.
  const unanswerable = form.querySelector(".comment-unanswerable");
  const setAside = (aside) => {
    if (!unanswerable) return;
    unanswerable.hidden = aside;
    form.comment_as_new.disabled = aside;
  };
  let from = null;

  const reply = (link) => {
    if (!home.isConnected) respond.before(home);
    from = link;
    title.replaceChildren(...titled(link.dataset.title, link.closest("li").querySelector(".fn bdi")?.textContent));
    form.comment_parent.value = link.dataset.comment;
    cancel.hidden = false;
    setAside(true);
    link.closest("li").querySelector(".comment-body").after(respond);
    form.comment.focus();
  };
  const goBack = () => {
    home.replaceWith(respond);
    title.replaceChildren(...before.title);
    form.comment_parent.value = before.parent;
    cancel.hidden = before.cancelHidden;
    setAside(false);
    from.focus();
    from = null;
  };
  const clicked = (event) => {
    if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const link = event.target.closest?.(".comment-reply-link");
    if (link) {
      event.preventDefault();
      reply(link);
    } else if (from && event.target.closest?.(".comment-reply-cancel")) {
      event.preventDefault();
      goBack();
    }
  };
  section.addEventListener("click", clicked, { signal });
}
