/** Branches fold away below their first comment, and stay so as long as the window is open. */
import { depthOf, numberIn, tend } from "./list.js";

const KIND = "folded";

/** The server writes a button for each branch that it sends; only a script can use it. */
export function bringFolds(thread) {
  const { section, signal, place, comment, find } = thread;
  const folded = new Set(place.window.read(KIND).split(" ").filter(Boolean).map(Number));
  const lay = () => {
    let above = Infinity;
    for (const item of find(".comment-list")?.children ?? []) {
      item.hidden = depthOf(item) > above;
      if (item.hidden) continue;
      const isFolded = folded.has(numberIn(item));
      above = isFolded ? depthOf(item) : Infinity;
      const button = item.querySelector(".comment-fold");
      if (!button) continue;
      button.hidden = false;
      button.setAttribute("aria-expanded", String(!isFolded));
    }
  };
  const fold = (id, isFolded) => {
    if (isFolded) folded.add(id);
    else folded.delete(id);
    place.window.write(KIND, [...folded].join(" "));
  };
  section.addEventListener("click", ({ target }) => {
    const button = target.closest?.(".comment-fold");
    if (!button) return;
    fold(numberIn(button.closest("li")), button.getAttribute("aria-expanded") === "true");
    lay();
  }, { signal });
  // What somebody is led to is shown.
  section.addEventListener("comment-found", ({ target }) => {
    let depth = depthOf(target);
    for (let item = target.previousElementSibling; item && depth > 1; item = item.previousElementSibling) {
      if (depthOf(item) >= depth) continue;
      depth = depthOf(item);
      fold(numberIn(item), false);
    }
    lay();
  }, { signal });
  tend(thread, (left) => {
    // The answer to what one did to a comment knows nothing of its branch.
    for (const item of left) {
      const button = item.querySelector?.(".comment-fold");
      const now = button && comment(numberIn(item));
      if (now && !now.querySelector(".comment-fold")) (now.querySelector(".comment-actions") ?? now.querySelector(".comment-body")).append(button);
    }
    lay();
  });
}
