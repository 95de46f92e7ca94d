/** The list of comments: more of it in place, in other orders, and whichever comment an address leads to. */
import { isPlain, sayFailed } from "./clicks.js";
import { goHome } from "./reply.js";

/** The parameters that say which part of a thread is asked for. */
const PARTS = ["comments_order", "comments_cursor", "comment_branch", "comments_since", "comment"];
const SHOWN = ".comments-shown";

export const numberIn = (item) => Number(item.id.slice(8));
export const depthOf = (item) => Number(/depth-(\d+)/.exec(item.className)?.[1] ?? 2);

/** The links go on working without this: each leads to a page with what it promises. */
export function bringList(thread) {
  const { section, signal, place } = thread;
  const clicked = (event) => {
    const link = event.target.closest?.("a");
    if (!link || !isPlain(event)) return;
    if (link.dataset.list) {
      event.preventDefault();
      follow(thread, link);
    } else if (place.element && link.hash && link.hash === location.hash) {
      findComment(thread);
    }
  };
  section.addEventListener("click", clicked, { signal });
  addEventListener("hashchange", () => findComment(thread), { signal });
  // Other threads of the page may have own comments, too. Where one was led to before, it is left to scroll.
  if (place.found !== location.hash) queueMicrotask(() => findComment(thread));
}

/** Call now, and whenever comments came into the list or left it; it gets those that left. */
export function tend({ section, signal }, change) {
  const isOfList = ({ target, addedNodes: [added] }) => target.matches(`.comment-list, ${SHOWN}`) || added?.matches?.(SHOWN);
  const observer = new MutationObserver((records) => {
    if (records.some(isOfList)) change(records.flatMap(({ removedNodes }) => [...removedNodes]));
  });
  observer.observe(section, { childList: true, subtree: true });
  signal.addEventListener("abort", () => observer.disconnect());
  change([]);
}

/** This thread as a page of it shows it, which a link leads to. Throws TypeError where it is not there. */
export async function sectionAt({ ask, place, section }, href) {
  const url = new URL(href, document.baseURI);
  const query = Object.fromEntries(PARTS.map((name) => [name, url.searchParams.get(name)]));
  const { page } = await ask(place.element ? place.fragmentUrl(query) : url);
  return page.querySelector(`[data-thread="${CSS.escape(section.dataset.thread)}"] > ${SHOWN}`).parentElement;
}

async function follow(thread, link) {
  const { find, place, section, signal } = thread;
  const { list: what } = link.dataset;
  if (what === "form") {
    find(".comment-respond").scrollIntoView();
    return find(".comment-form").comment.focus({ preventScroll: true });
  }
  if (link.ariaBusy) return;
  link.ariaBusy = "true";
  sayFailed(link, "");
  try {
    const fresh = await sectionAt(thread, link.href);
    if (what !== "whole") return addPart(thread, link, fresh);
    showPart(thread, fresh);
    if (!place.element) history.replaceState(history.state, "", link.href.replace(/#comments$/, ""));
    if (link.rel) find("[aria-current]")?.focus({ preventScroll: true });
    else goTo(thread, find(link.hash) ?? find(".comment") ?? find(SHOWN));
  } catch {
    if (signal.aborted) return;
    sayFailed(link, section.dataset.actFailed);
    thread.say(section.dataset.actFailed);
  } finally {
    link.ariaBusy = null;
  }
}

/** Comments before, behind or within those that are here, and the links to what comes next there. */
function addPart(thread, link, fresh) {
  const { find } = thread;
  const { list: where } = link.dataset;
  const list = find(".comment-list");
  const cut = link.closest("li");
  const added = [];
  still(thread, () => {
    let last = null;
    for (const item of fresh.querySelectorAll(".comment-list > li")) {
      const here = item.id && find(`#${item.id}`);
      if (!here) {
        if (cut) cut.before(item);
        else if (where === "after") list.append(item);
        else if (last) last.after(item);
        else list.prepend(item);
        added.push(item);
      }
      last = here || item;
    }
    // One's own that wait stand at the end.
    if (where === "after") list.append(...list.querySelectorAll(".depth-1[data-state=waiting]"));
    if (cut) cut.remove();
    else swapPart(thread, fresh, where === "after" ? ".comments-nav" : ".comments-part");
  });
  (where === "before" ? added.at(-1) : added[0])?.focus({ preventScroll: true });
}

/** A part is that of the answer, which may have none. */
function swapPart({ find }, fresh, selector) {
  const part = fresh.querySelector(selector);
  if (part) find(selector).replaceWith(part);
  else find(selector).remove();
}

/** Whatever `change` does to the list, what is read now stays where it is. */
export function still({ section }, change) {
  const seen = [...section.querySelectorAll(".comment:not([hidden])")].find((item) => {
    const { top, bottom } = item.getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
  });
  const before = seen?.getBoundingClientRect().top;
  change();
  if (seen) scrollBy({ top: seen.getBoundingClientRect().top - before, behavior: "instant" });
}

/** Another part of the thread takes the place of this one. The form stays, and so do one's own comments as their author sees them. */
function showPart(thread, fresh) {
  const { find, section } = thread;
  const own = section.querySelectorAll(".comment:is(.is-own, [data-state=waiting])");
  const parent = find(".comment-list [name=comment_parent]")?.value;
  goHome(thread);
  swapPart(thread, fresh, ".comments-tools");
  swapPart(thread, fresh, SHOWN);
  updateThread(thread, fresh);
  for (const item of own) {
    const there = find(`#${item.id}`);
    if (there) there.replaceWith(item);
    else if (!insertComment(thread, item) && item.dataset.state === "waiting") listOf(thread).append(item);
  }
  if (parent) find(`.comment-reply-link[data-comment="${parent}"]`)?.click();
}

/** What the section says of the thread as a whole. */
export function updateThread({ section, tell, find }, fresh) {
  const isOther = section.dataset.count !== fresh.dataset.count;
  for (const name of ["count", "latest", "countsUrl", "newUrl"]) section.dataset[name] = fresh.dataset[name];
  find(".comments-title").textContent = fresh.querySelector(".comments-title").textContent;
  if (isOther) tell("count", { count: Number(section.dataset.count) });
}

/**
 * Put a comment where it belongs among those that are here: below what it answers, or by its order. Returns whether it
 * has a place here; it may belong on another page.
 */
export function insertComment(thread, item) {
  const answered = item.querySelector(".in-reply-to a");
  if (!answered) return insertTop(thread, item);
  let last = thread.find(answered.hash);
  if (!last) return false;
  const depth = depthOf(item);
  for (let next = last.nextElementSibling; next; next = next.nextElementSibling) {
    if (depthOf(next) < depth || (depthOf(next) === depth && numberIn(next) > numberIn(item))) break;
    last = next;
  }
  answered.href = answered.hash;
  last.after(item);
  return true;
}

function insertTop(thread, item) {
  const list = listOf(thread);
  const { order } = thread.find(SHOWN).dataset;
  const isBehind = { newest: (top) => numberIn(top) < numberIn(item), oldest: (top) => numberIn(top) > numberIn(item) }[order];
  const tops = [...list.querySelectorAll(".depth-1:not(.is-pinned)")];
  const behind = tops.find(isBehind ?? (() => false));
  // Before the first of a part, or behind the last, may be others.
  const beyond = behind ? behind === tops[0] && "before" : "after";
  if (!order || (beyond && thread.find(`[data-list=${beyond}]`))) return false;
  list.insertBefore(item, behind ?? null);
  return true;
}

/** The list; a thread without a comment has none yet. */
export function listOf({ find }) {
  const there = find(".comment-list");
  if (there) return there;
  const list = Object.assign(document.createElement("ol"), { className: "comment-list", part: "list", role: "list" });
  find(SHOWN).append(list);
  return list;
}

/** Bring a comment that is here into view, out of the branches that are folded around it. */
export function goTo({ find }, item) {
  find(".is-target")?.classList.remove("is-target");
  item.classList.add("is-target");
  item.dispatchEvent(new Event("comment-found", { bubbles: true }));
  item.focus({ preventScroll: true });
  item.scrollIntoView();
}

/**
 * Go to the comment that the address names. The server never sees the fragment; it finds the comment by a parameter. What
 * waits is on no page that others see, so one's own are left alone.
 */
async function findComment(thread) {
  const { find, place, root, say, section, signal } = thread;
  const { hash } = location;
  const id = /^#comment-(\d+)$/.exec(hash)?.[1];
  place.found = hash;
  if (!id || place.own.has(id)) return;
  const here = find(hash);
  const missing = find(`.comments-missing[data-comment="${id}"]`);
  if (here && (place.element || here.hidden)) goTo(thread, here);
  if (missing) say(missing.textContent.trim());
  if (here || missing || root.getElementById(`comment-${id}`)) return;
  const address = place.fragmentUrl({ comments_cursor: null, comment_branch: null, comments_since: null, comment: id });
  if (!place.element && address.href === location.href) return;
  try {
    const fresh = await sectionAt(thread, address);
    if (signal.aborted || location.hash !== hash) return;
    const gone = fresh.querySelector(".comments-missing");
    if (fresh.querySelector(hash)) {
      showPart(thread, fresh);
      if (!place.element) history.replaceState(history.state, "", address);
      goTo(thread, find(hash));
    } else if (gone) {
      find(".comments-missing")?.remove();
      find(SHOWN).prepend(gone);
      say(gone.textContent.trim());
    }
  } catch {
    if (!signal.aborted) say(section.dataset.actFailed);
  }
}
