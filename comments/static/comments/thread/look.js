/** How the element looks before its thread does, and what it takes from the page around. */

/** The states of the element that say on what it stands. */
export const THEMES = ["light", "dark"];

/** Milliseconds until comments are shown without their styles, where these do not come. */
const STYLES_DEADLINE = 4000;

/** A page that hides or unsets everything cannot take these away: what is important in a shadow root wins. */
const SHEET = `
:host { display: block !important; min-block-size: var(--comments-min-height, 24rem) }
:host([hidden]) { display: none !important }
:host(:state(shown)) { min-block-size: 0; padding-block-start: 1em }
:host(:state(light)) { color-scheme: light !important }
:host(:state(dark)) { color-scheme: dark !important }
`;

export function baseSheet() {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(SHEET);
  return sheet;
}

/** A function that puts a stylesheet into `root`, in place of the last one, and resolves as soon as it is there. */
export function stylesOf(root) {
  let link = null;
  let isThere = null;
  return (href) => {
    if (link?.href === href) return isThere;
    const former = link;
    link = Object.assign(document.createElement("link"), { rel: "stylesheet", href });
    isThere = new Promise((resolve) => {
      for (const end of ["load", "error"]) link.addEventListener(end, resolve);
      setTimeout(resolve, STYLES_DEADLINE);
    }).then(() => former?.remove());
    root.prepend(link);
    return isThere;
  };
}

/** What switches a page to dark: a class or an attribute up there, the system; and both may take a while. */
export function watchInk(element, follow, signal) {
  const observer = new MutationObserver(follow);
  for (const around of [document.documentElement, document.body]) observer.observe(around, { attributes: true });
  signal.addEventListener("abort", () => observer.disconnect());
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", follow, { signal });
  document.addEventListener("transitionend", ({ target }) => target.contains?.(element) && follow(), { signal });
}

/** Light text stands on something dark, whatever the page says of its color-scheme. */
export function inkAround(element) {
  const [red, green, blue] = getComputedStyle(element).color.match(/[\d.]+/g).map(Number);
  return 0.299 * red + 0.587 * green + 0.114 * blue > 140 ? "dark" : "light";
}
