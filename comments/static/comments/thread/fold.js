/** Branches fold away below their first comment, and stay so as long as the window is open. */

export const depthOf = (item) => Number(/depth-(\d+)/.exec(item.className)?.[1] ?? 2);

/** The server writes a button for each branch that it sends; only a script can use it. */
export function bringFolds(thread) {
  const { section, signal, place, find } = thread;
  place.folded ??= new Set(place.window.read("folded").split(" "));
  const clicked = ({ target }) => {
    const button = target.closest?.(".comment-fold");
    if (button) fold(thread, button.closest("li"), button.ariaExpanded === "true");
  };
  section.addEventListener("click", clicked, { signal });
  tend(thread, (left) => {
    // The answer to what one did to a comment knows nothing of its branch.
    for (const item of left) {
      const button = item.id && item.querySelector(".comment-fold");
      const now = button && find(`#${item.id}`);
      if (now && !now.querySelector(".comment-fold")) now.querySelector(".comment-actions, .comment-body").append(button);
    }
    layOut(thread);
  });
}

/** Call now, and whenever comments came into the list or left it; it gets those that left. */
export function tend({ section, signal }, change) {
  const observer = new MutationObserver((records) => {
    const ours = records.filter(({ target }) => target.matches(".comments, .comments-shown, .comment-list"));
    if (ours.length) change(ours.flatMap(({ removedNodes }) => [...removedNodes]));
  });
  observer.observe(section, { childList: true, subtree: true });
  signal.addEventListener("abort", () => observer.disconnect());
  change([]);
}

/** Open the branches that a comment is in. */
export function unfold(thread, item) {
  let depth = depthOf(item);
  for (let above = item; depth > 1 && above; above = above.previousElementSibling) {
    if (depthOf(above) >= depth) continue;
    depth = depthOf(above);
    fold(thread, above, false);
  }
}

function fold(thread, { id }, isFolded) {
  const { folded, window } = thread.place;
  folded[isFolded ? "add" : "delete"](id);
  window.write("folded", [...folded].join(" "));
  layOut(thread);
}

function layOut({ section, place }) {
  let above = Infinity;
  for (const item of section.querySelectorAll(".comment-list > li")) {
    item.hidden = depthOf(item) > above;
    if (item.hidden) continue;
    const isFolded = place.folded.has(item.id);
    above = isFolded ? depthOf(item) : Infinity;
    const button = item.querySelector(".comment-fold");
    if (button) Object.assign(button, { hidden: false, ariaExpanded: `${!isFolded}` });
  }
}
