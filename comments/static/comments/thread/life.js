/** A thread that works without scripts gets what they add. */
import { ask } from "./calls.js";
import { PARTS_PATH, SHARED } from "./served.js";

let parts = null;

/** The functions of parts.js, which few readers miss while they read: a file of its own, asked for once. */
function loaded({ service }) {
  parts ??= import(service + PARTS_PATH).then((file) => file.default(SHARED()));
  parts.catch(() => (parts = null));
  return parts;
}

/** What is pressed waits until the parts are there. If they do not come, it does what it does without scripts. */
async function bringParts(thread) {
  const { section, place, signal } = thread;
  const held = [];
  const holding = new AbortController();
  const hold = (event) => {
    const link = event.type === "click" && event.target.closest?.("a[href]");
    if (!(link || event.type === "submit") || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    held.push(() => (link ? link.click() : event.target.requestSubmit(event.submitter)));
  };
  for (const type of ["click", "submit"]) section.addEventListener(type, hold, { signal: holding.signal });
  try {
    const all = await loaded(place);
    if (!signal.aborted) for (const bring of all) bring(thread);
  } catch (error) {
    console.warn(error);
  }
  holding.abort();
  if (!signal.aborted) for (const release of held) release();
}

/**
 * Bring a `section.comments` to life; `root` is the document or the shadow root that it stands in. Each part gets the
 * thread:
 *
 * - root, section, place (place.js), and `signal`, which ends with the section: all listening goes by it
 * - ask(url, options): calls.js, ended by the signal
 * - find(selector) and comment(id): within the section
 * - say(text): read out by screen readers
 * - renew(page): the section of another answer takes the place of this one, and comes to life; returns the new thread,
 *   or null where the answer has none
 * - tell(name, detail): an event `comments:NAME` for the page around; the return value says whether it goes on
 */
export function bringToLife({ root, section, place, renewed = () => {}, tell = () => true }) {
  const controller = new AbortController();
  const { signal } = controller;
  const thread = {
    root,
    section,
    place,
    signal,
    tell,
    ask: (url, options) => ask(url, { signal, ...options }),
    find: (selector) => section.querySelector(selector),
    comment: (id) => section.querySelector(`#comment-${id}`),
    say(text) {
      section.querySelector(".comments-status").textContent = text;
    },
    renew(page) {
      const sections = [...page.querySelectorAll("section.comments")];
      const fresh = sections.find(({ dataset }) => dataset.thread === section.dataset.thread);
      if (!fresh) return null;
      const focused = section.contains(root.activeElement) ? root.activeElement.id : "";
      controller.abort();
      section.replaceWith(fresh);
      const next = bringToLife({ root, section: fresh, place, renewed, tell });
      if (focused) fresh.querySelector(`#${CSS.escape(focused)}`)?.focus({ preventScroll: true });
      renewed(next);
      return next;
    },
    stop: () => controller.abort(),
  };
  bringParts(thread);
  return thread;
}
