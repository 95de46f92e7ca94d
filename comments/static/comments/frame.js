/** Our page of a thread in a frame: it tells the page around how high it is, and takes its theme. Messages: docs/embedding.md. */

const root = document.documentElement;
const { framedBy } = root.dataset;

if (parent === window) {
  root.classList.remove("is-framed");
} else {
  const tell = () => parent.postMessage({ comments: { height: Math.ceil(root.getBoundingClientRect().height) } }, framedBy);
  new ResizeObserver(tell).observe(root);
  addEventListener("message", ({ source, origin, data }) => {
    const theme = data?.comments?.theme;
    if (source !== parent || origin !== framedBy || !["auto", "light", "dark"].includes(theme)) return;
    root.style.colorScheme = theme === "auto" ? "" : theme;
  });
  // The page has its links leave the frame, since few pages let themselves be framed. These stay.
  const stay = (element) => element && (element.target ||= "_self");
  addEventListener("submit", ({ target }) => stay(target), true);
  addEventListener("click", ({ target }) => stay(target.closest?.("a[href^='#']")), true);
}
