/** What all clicks have in common that are answered in place. */

/** A click that is meant for the link itself, not for another tab or window. */
export const isPlain = (event) => !(event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey);

/** A sentence below what did not work; "" takes it away. What was typed stays where it is. */
export function sayFailed(from, sentence) {
  const row = from.closest(".comment-act-form") ?? from.closest(".comment-actions") ?? from;
  const there = row.nextElementSibling;
  if (there?.matches(".comment-act-failed")) there.remove();
  if (sentence) row.after(Object.assign(document.createElement("p"), { className: "comment-act-failed", textContent: sentence }));
}
