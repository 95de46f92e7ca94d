/** The list of comments: more of it in place, in other orders, and whichever comment an address leads to. */
import { isPlain, sayFailed } from "./clicks.js";
import { depthOf, unfold } from "./fold.js";
import { goHome } from "./reply.js";

const SHOWN = ".comments-shown";

const numberIn = (item) => Number(item.id.slice(8));

/** The links go on working without this: each leads to a page with what it promises. */
export function bringList(thread) {
  const { section, signal, place } = thread;
  const clicked = (event) => {
    const link = event.target.closest?.("a");
    if (!link || !isPlain(event)) return;
    if (link.dataset.list) {
      event.preventDefault();
      follow(thread, link);
    } else if (link.hash === location.hash) {
      findComment(thread);
    }
  };
  section.addEventListener("click", clicked, { signal });
  addEventListener("hashchange", () => findComment(thread), { signal });
  // Other threads of the page may have own comments, too. Where one was led to before, it is left to scroll.
  if (place.found !== location.hash) queueMicrotask(() => findComment(thread));
}

/** This thread on a page that a link leads to; elsewhere on the part of that. Throws TypeError where it is not there. */
export async function sectionAt({ ask, place, section }, href) {
  const { page } = await ask(place.element ? href.replace(/(\/threads\/[^/]+\/)\?/, "$1fragment/?") : href);
  return page.querySelector(`[data-thread="${CSS.escape(section.dataset.thread)}"] > ${SHOWN}`).parentElement;
}

async function follow(thread, link) {
  const { find, place, section, signal } = thread;
  if (link.dataset.list === "form") {
    find(".comment-respond").scrollIntoView();
    return find(".comment-form").comment.focus({ preventScroll: true });
  }
  if (link.ariaBusy) return;
  link.ariaBusy = "true";
  sayFailed(link, "");
  try {
    const fresh = await sectionAt(thread, link.href);
    if (link.dataset.list !== "whole") return addPart(thread, link, fresh);
    showPart(thread, fresh);
    if (!place.element) history.replaceState(history.state, "", link.href.replace(/#comments$/, ""));
    if (link.rel) find("[aria-current]").focus({ preventScroll: true });
    else goTo(thread, find(link.hash) ?? find(".comment"));
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
  const isBefore = link.dataset.list === "before";
  const list = find(".comment-list");
  const cut = link.closest("li");
  const added = [];
  still(thread, () => {
    let last = null;
    for (const item of fresh.querySelectorAll(".comment-list > li")) {
      const here = item.id && find(`#${item.id}`);
      if (!here) {
        added.push(item);
        if (isBefore && last) last.after(item);
        else list.insertBefore(item, isBefore ? list.firstChild : cut);
      }
      last = here || item;
    }
    if (cut) return cut.remove();
    swapPart(thread, fresh, isBefore ? ".comments-part" : ".comments-nav");
    // One's own that wait stand at the end.
    if (!isBefore) list.append(...list.querySelectorAll(".depth-1[data-state=waiting]"));
  });
  added.at(isBefore ? -1 : 0)?.focus({ preventScroll: true });
}

/** A part is that of the answer, which may have none. */
function swapPart({ find }, fresh, selector) {
  const part = fresh.querySelector(selector);
  if (part) find(selector).replaceWith(part);
  else find(selector).remove();
}

export function isSeen(node) {
  const { top, bottom } = node.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
}

/** Whatever `change` does to the list, what is read now stays where it is. */
export function still({ section }, change) {
  const seen = [...section.querySelectorAll(".comment:not([hidden])")].find(isSeen);
  const before = seen?.getBoundingClientRect().top;
  change();
  if (seen) scrollBy({ top: seen.getBoundingClientRect().top - before, behavior: "instant" });
}

/** Another part of the thread takes the place of this one. The form stays, and one's own comments as one sees them. */
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
    else insertOwn(thread, item);
  }
  find(`.comment-reply-link[data-comment="${parent}"]`)?.click();
}

/** What the section says of the thread as a whole. */
export function updateThread({ section, tell, find }, fresh) {
  const isOther = section.dataset.count !== fresh.dataset.count;
  for (const name of ["count", "latest", "countsUrl", "newUrl"]) section.dataset[name] = fresh.dataset[name];
  find(".comments-title").textContent = fresh.querySelector(".comments-title").textContent;
  if (isOther) tell("count", { count: Number(section.dataset.count) });
}

/** One's own waits wherever one is in the thread. */
export function insertOwn(thread, item) {
  if (!insertComment(thread, item) && item.dataset.state === "waiting") listOf(thread).append(item);
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
  const tops = [...list.querySelectorAll(".depth-1:not(.is-pinned)")];
  const behind = tops.find((top) => order === "newest" ? numberIn(top) < numberIn(item) : order === "oldest" && numberIn(top) > numberIn(item));
  // Before the first of a part, or behind the last, may be others.
  const beyond = behind ? behind === tops[0] && "before" : "after";
  if (!order || (beyond && thread.find(`[data-list=${beyond}]`))) return false;
  list.insertBefore(item, behind ?? null);
  return true;
}

/** The list; a thread without a comment has none yet. */
function listOf({ find }) {
  const there = find(".comment-list");
  if (there) return there;
  const list = Object.assign(document.createElement("ol"), { className: "comment-list", part: "list", role: "list" });
  find(SHOWN).append(list);
  return list;
}

/** Bring a comment that is here into view. */
export function goTo(thread, item) {
  unfold(thread, item);
  thread.find(".is-target")?.classList.remove("is-target");
  item.classList.add("is-target");
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
  if (here && (place.element || here.hidden)) return goTo(thread, here);
  const missing = find(`.comments-missing[data-comment="${id}"]`);
  if (missing) say(missing.textContent);
  const address = place.fragmentUrl({ comments_cursor: null, comment_branch: null, comments_since: null, comment: id });
  if (missing || root.getElementById(`comment-${id}`) || (!place.element && address.href === location.href)) return;
  try {
    const fresh = await sectionAt(thread, address.href);
    if (signal.aborted || location.hash !== hash) return;
    const gone = fresh.querySelector(".comments-missing");
    if (fresh.querySelector(hash)) {
      showPart(thread, fresh);
      if (!place.element) history.replaceState(history.state, "", address);
      goTo(thread, find(hash));
    } else if (gone) {
      find(".comments-missing")?.remove();
      find(SHOWN).prepend(gone);
      say(gone.textContent);
    }
  } catch {
    if (!signal.aborted) say(section.dataset.actFailed);
  }
}
