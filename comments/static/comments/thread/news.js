/** What is new: since the last visit it is marked, and what comes while one reads is announced and put in place on demand. */
import { isPlain } from "./clicks.js";
import { tend } from "./fold.js";
import { goTo, insertComment, isSeen, sectionAt, still, updateThread } from "./list.js";

/** Seconds until the server is asked again; while nothing is new each is half as long again, up to the longest. */
const SOONEST_LOOK = 30;
const RAREST_LOOK = 600;

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
      if (Date.parse(item.dataset.published) <= Date.parse(visit) || place.own.has(item.id.slice(8))) continue;
      item.classList.add("is-new");
      item.querySelector(".comment-new").hidden = false;
    }
  });
  watchNews(thread);
}

/** Ask as long as somebody looks at the thread, and less and less often. */
async function watchNews(thread) {
  const { section, signal, find } = thread;
  const bar = find(".comments-fresh");
  // Not offered here, or HTML of a former version.
  if (!bar) return;
  let offered = null;
  const clicked = (event) => {
    if (!isPlain(event)) return;
    bar.hidden = true;
    if (!offered) return;
    event.preventDefault();
    showNews(thread, offered);
    offered = null;
  };
  bar.addEventListener("click", clicked, { signal });
  for (let pause = SOONEST_LOOK; ; pause = Math.min(pause * 1.5, RAREST_LOOK)) {
    await new Promise((resolve) => setTimeout(resolve, pause * 1000));
    if (document.hidden) await new Promise((resolve) => document.addEventListener("visibilitychange", resolve, { once: true, signal }));
    if (signal.aborted) return;
    if (!isSeen(section)) continue;
    try {
      const answer = await fetch(section.dataset.countsUrl, { signal, headers: thread.place.headers(), credentials: "omit", referrerPolicy: "no-referrer" });
      const number = Object.values((await answer.json()).new)[0];
      if (!number || number === offered?.number) continue;
      offered = await offerNews(thread, number);
      pause = SOONEST_LOOK;
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
  if (!items.length) return updateThread(thread, fresh);
  const { some } = find(".comments-fresh").dataset;
  showBar(thread, items.length < all.length ? some : fresh.querySelector(".comments-news").textContent, section.dataset.newUrl);
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
  let placed = null;
  let rest = null;
  still(thread, () => {
    for (const item of items) {
      if (insertComment(thread, item)) placed ??= item;
      else rest ??= item;
    }
  });
  updateThread(thread, fresh);
  if (placed) goTo(thread, placed);
  else location.hash = rest.id;
  if (placed && rest) showBar(thread, thread.find(".comments-fresh").dataset.rest, `#${rest.id}`);
}
