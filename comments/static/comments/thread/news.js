/** What is new: since the last visit it is marked, and what comes while one reads is announced and put in place on demand. */
import { isPlain } from "./clicks.js";
import { addressOf, goTo, numberIn, insertComment, sectionAt, still, tend, updateThread } from "./list.js";

/** Seconds until the server is asked again; while nothing is new each is half as long again, up to the longest. */
const FIRST_PAUSE = 30;
const LONGEST_PAUSE = 600;
/** When this window's visit began to count as new, and what this browser has seen. */
const VISIT = "visit";
const SEEN = "seen";

export function bringNews(thread) {
  const { section, signal, place } = thread;
  const visit = place.window.read(VISIT) || place.device.read(SEEN) || section.dataset.latest;
  const keep = () => {
    if (!place.consents()) return;
    place.window.write(VISIT, visit);
    place.device.write(SEEN, section.dataset.latest);
  };
  keep();
  addEventListener("pagehide", keep, { signal });
  const since = Date.parse(visit);
  tend(thread, () => {
    for (const item of section.querySelectorAll("li[data-published]:not(.is-new)")) {
      if (Date.parse(item.dataset.published) <= since || place.own.has(String(numberIn(item)))) continue;
      item.classList.add("is-new");
      item.querySelector(".comment-new").hidden = false;
    }
  });
  const observer = new IntersectionObserver(([{ isIntersecting }]) => {
    if (!isIntersecting) return;
    observer.disconnect();
    watchNews(thread);
  });
  observer.observe(section);
  signal.addEventListener("abort", () => observer.disconnect());
}

/** Ask as long as somebody looks, and less and less often. */
async function watchNews(thread) {
  const { signal } = thread;
  let offered = null;
  thread.section.addEventListener("click", (event) => {
    if (!isPlain(event) || !offered || !event.target.closest?.(".comments-fresh a")) return;
    event.preventDefault();
    showNews(thread, offered);
    offered = null;
  }, { signal });
  for (let pause = FIRST_PAUSE; !signal.aborted; pause = Math.min(pause * 1.5, LONGEST_PAUSE)) {
    await new Promise((resolve) => setTimeout(resolve, pause * 1000));
    if (document.hidden) await new Promise((resolve) => document.addEventListener("visibilitychange", resolve, { once: true, signal }));
    try {
      const number = signal.aborted ? 0 : await countNew(thread);
      if (number && number !== offered?.number) {
        offered = await offerNews(thread, number);
        pause = FIRST_PAUSE;
      }
    } catch {
      // Next time.
    }
  }
}

/** How many comments were published since this list was made. */
async function countNew({ section, signal }) {
  const options = { signal, credentials: "omit", referrerPolicy: "no-referrer" };
  const answer = await fetch(new URL(section.dataset.countsUrl, document.baseURI), options);
  return answer.ok ? Object.values((await answer.json()).new)[0] : 0;
}

/** Say that there are new ones. They are read already, so that they come at once; nothing moves before. */
async function offerNews(thread, number) {
  const fresh = await sectionAt(thread, addressOf(thread, thread.section.dataset.newUrl));
  const all = [...fresh.querySelectorAll(".comment-list > .comment")];
  const items = all.filter((item) => !thread.comment(numberIn(item)));
  if (!items.length) {
    updateThread(thread, fresh);
    return null;
  }
  const bar = thread.find(".comments-fresh");
  const link = bar.querySelector("a");
  link.textContent = items.length === all.length ? fresh.querySelector(".comments-news").textContent : bar.dataset.some;
  link.href = thread.section.dataset.newUrl;
  bar.hidden = false;
  thread.say(link.textContent);
  return { number, fresh, items };
}

/** Put them in their places and go to the first. To those of other pages leads the link that is left. */
function showNews(thread, { fresh, items }) {
  const bar = thread.find(".comments-fresh");
  const rest = [];
  still(thread, () => items.forEach((item) => insertComment(thread, item) || rest.push(item)));
  updateThread(thread, fresh);
  bar.hidden = true;
  const placed = items.filter((item) => !rest.includes(item));
  goTo(thread, placed[0]);
  if (!rest.length) return;
  if (placed.length) {
    const link = bar.querySelector("a");
    Object.assign(link, { textContent: bar.dataset.rest, href: `#${rest[0].id}` });
    link.addEventListener("click", () => (bar.hidden = true), { once: true, signal: thread.signal });
    bar.hidden = false;
    thread.say(bar.dataset.rest);
  } else {
    location.hash = rest[0].id;
  }
}
