/** What is new: since the last visit it is marked, and what comes while one reads is announced and put in place on demand. */
import { isPlain } from "./clicks.js";
import { goTo, insertComment, numberIn, sectionAt, still, tend, updateThread } from "./list.js";

/** Seconds until the server is asked again; while nothing is new each is half as long again, up to the longest. */
const FIRST_PAUSE = 30;
const SELDOMEST = 600;

export function bringNews(thread) {
  const { section, signal, place } = thread;
  // The visit of this window goes on when the page is loaded again.
  const visit = place.window.read("visit") || place.device.read("seen") || section.dataset.latest;
  const keep = () => {
    if (!place.consents()) return;
    place.window.write("visit", visit);
    place.device.write("seen", section.dataset.latest);
  };
  keep();
  addEventListener("pagehide", keep, { signal });
  tend(thread, () => {
    for (const item of section.querySelectorAll("[data-published]:not(.is-new)")) {
      if (Date.parse(item.dataset.published) <= Date.parse(visit) || place.own.has(`${numberIn(item)}`)) continue;
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
  const { section, signal, find } = thread;
  let offered = null;
  const clicked = (event) => {
    if (!offered || !isPlain(event)) return;
    event.preventDefault();
    showNews(thread, offered);
    offered = null;
  };
  find(".comments-fresh").addEventListener("click", clicked, { signal });
  for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 1.5, SELDOMEST)) {
    await new Promise((resolve) => setTimeout(resolve, pause * 1000));
    if (document.hidden) await new Promise((resolve) => document.addEventListener("visibilitychange", resolve, { once: true, signal }));
    if (signal.aborted) return;
    try {
      const answer = await fetch(section.dataset.countsUrl, { signal, credentials: "omit", referrerPolicy: "no-referrer" });
      const [number] = Object.values((await answer.json()).new);
      if (!number || number === offered?.number) continue;
      offered = await offerNews(thread, number);
      pause = FIRST_PAUSE;
    } catch {
      // Next time.
    }
  }
}

/** Say that there are new ones. They are read already, so that they come at once; nothing moves before. */
async function offerNews(thread, number) {
  const { find, section } = thread;
  const fresh = await sectionAt(thread, section.dataset.newUrl);
  const all = [...fresh.querySelectorAll(".comment")];
  const items = all.filter(({ id }) => !find(`#${id}`));
  if (!items.length) {
    updateThread(thread, fresh);
    return null;
  }
  const words = items.length === all.length ? fresh.querySelector(".comments-news").textContent : find(".comments-fresh").dataset.some;
  showBar(thread, words, section.dataset.newUrl);
  return { number, fresh, items };
}

function showBar({ find, say }, words, href) {
  const bar = find(".comments-fresh");
  Object.assign(bar.firstElementChild, { textContent: words, href });
  bar.hidden = false;
  say(words);
}

/** Put them in their places and go to the first. To those of other pages leads the link that is left. */
function showNews(thread, { fresh, items }) {
  const bar = thread.find(".comments-fresh");
  const rest = [];
  still(thread, () => items.forEach((item) => insertComment(thread, item) || rest.push(item)));
  updateThread(thread, fresh);
  bar.hidden = true;
  const placed = items.find((item) => !rest.includes(item));
  if (!placed) return void (location.hash = rest[0].id);
  goTo(thread, placed);
  if (!rest.length) return;
  showBar(thread, bar.dataset.rest, `#${rest[0].id}`);
  bar.addEventListener("click", () => (bar.hidden = true), { once: true, signal: thread.signal });
}
