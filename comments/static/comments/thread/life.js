/** A thread that works without scripts gets what they add. */
import { ask } from "./calls.js";
import { bringFolds } from "./fold.js";
import { bringList } from "./list.js";
import { bringNews } from "./news.js";
import { bringReply } from "./reply.js";

/** What is there for whoever reads. Each takes the elements it needs and stands alone. */
const READING = [bringReply, bringList, bringFolds, bringNews];

/**
 * Bring a `section.comments` to life; `root` is the document or the shadow root that it stands in. Each part gets the
 * thread, those of `first` before those for readers:
 *
 * - root, section, place (place.js), and `signal`, which ends with the section: all listening goes by it
 * - ask(url, options): calls.js, by who is signed in, ended by the signal
 * - find(selector) and comment(id): within the section
 * - say(text): read out by screen readers
 * - renew(page): the section of another answer takes the place of this one, and comes to life; returns the new thread,
 *   or null where the answer has none
 * - stop(): ends the signal
 * - bring(parts): gives it to parts that come later, too; one that fails does not keep the others from it
 * - tell(name, detail): an event `comments:NAME` for the page around
 */
export function bringToLife({ root, section, place, first, renewed = () => {}, tell = () => {} }) {
  const controller = new AbortController();
  const { signal } = controller;
  const thread = {
    root,
    section,
    place,
    signal,
    tell,
    ask: (url, options) => ask(url, { signal, headers: place.headers(), ...options }),
    find: (selector) => section.querySelector(selector),
    // Some ids come out of addresses and storages, where anybody may have written anything.
    comment: (id) => section.querySelector(`#comment-${CSS.escape(id)}`),
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
      const next = bringToLife({ root, section: fresh, place, first, renewed, tell });
      if (focused) fresh.querySelector(`#${CSS.escape(focused)}`)?.focus({ preventScroll: true });
      renewed(next);
      return next;
    },
    stop: () => controller.abort(),
    bring(parts) {
      for (const bring of parts) {
        try {
          bring(thread);
        } catch (error) {
          // A server of another version may have sent HTML in which this part does not find what it needs.
          reportError(error);
        }
      }
    },
  };
  thread.bring([...first, ...READING]);
  return thread;
}
