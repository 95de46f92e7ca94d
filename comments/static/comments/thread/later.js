/** Readers of pages elsewhere load what one does in a thread with the first thing they do there, and accounts if need be. */
import { isPlain } from "./clicks.js";
import { DOING_PATH, SHARED } from "./served.js";

/** What this window keeps of something that was begun here. */
const BEGUN = ["draft", "reply"];
const FIRST_SIGNS = ["pointerdown", "focusin", "click", "submit"];

const coming = {};
/** A browser may remember that an address failed. */
let failures = 0;

/** What the file of ours at this path makes of what it shares with the element. */
export function loaded({ service }, path) {
  coming[path] ??= import(`${service}${path}?${failures}`).then((file) => file.default(SHARED()));
  coming[path].catch(() => {
    delete coming[path];
    failures += 1;
  });
  return coming[path];
}

/**
 * What is pressed before the file is there waits for it. If it does not come, links and buttons do what they do alone, a
 * comment stays in its form, which says so, and what is done next asks for the file again.
 */
export function bringDoingLater(thread) {
  const { section, place, signal } = thread;
  const held = [];
  const waiting = new AbortController();
  let isBegun = false;
  let isAlone = false;
  const begin = async () => {
    try {
      const doing = await loaded(place, DOING_PATH);
      if (!signal.aborted) thread.bring(doing);
      waiting.abort();
    } catch (error) {
      isAlone = true;
      reportError(error);
    }
    if (!signal.aborted) for (const release of held.splice(0)) release();
    isBegun = isAlone = false;
  };
  const sign = (event) => {
    if (isAlone) return;
    // An event forgets in the end what it was about.
    const { type, target, submitter } = event;
    const link = type === "click" && isPlain(event) && target.closest?.("a[data-act]");
    if (link || type === "submit") {
      event.preventDefault();
      held.push(() => {
        const line = isAlone && target.querySelector(".comment-form-status");
        if (link) link.click();
        else if (line) line.textContent = target.dataset.down;
        else target.requestSubmit(submitter);
      });
    }
    if (!isBegun) begin();
    isBegun = true;
  };
  for (const type of FIRST_SIGNS) section.addEventListener(type, sign, { signal: waiting.signal });
  // Readers' parts must know by now which comments are own ones; own.js, which follows them, comes too late.
  const own = `${place.window.read("waiting")} ${place.device.read("waiting")}`;
  for (const [id] of own.matchAll(/\b\d+(?=:)/g)) place.own.add(id);
  if (place.own.size || BEGUN.some((kind) => place.window.read(kind)) || place.site.read("commenter") || place.account.read("identity")) sign(new Event("begun"));
}
