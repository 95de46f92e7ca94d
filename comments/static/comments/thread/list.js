/** The list of comments: more of it in place, in other orders, and whichever comment an address leads to. */
import { isPlain, sayFailed } from "./clicks.js";
import { goHome } from "./reply.js";

/** The parameters that say which part of a thread is asked for. */
const PARTS = ["comments_order", "comments_cursor", "comment_branch", "comments_since", "comment"];

export const numberIn = (item) => Number(item.id.slice("comment-".length));
export const depthOf = (item) => Number(/depth-(\d+)/.exec(item.className)?.[1] ?? 2);
const isTop = (item) => depthOf(item) === 1 && !item.matches(".is-pinned");

/** The links go on working without this: each leads to a page with what it promises. */
export function bringList(thread) {
  const { section, signal, place } = thread;
  const clicked = (event) => {
    const link = isPlain(event) && event.target.closest?.("a");
    if (!link) return;
    if (link.dataset.list in SHOW) {
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
  const observer = new MutationObserver((records) => {
    const isOfList = ({ target, addedNodes: [added] }) => target.matches(".comment-list, .comments-shown") || added?.matches?.(".comments-shown");
    if (records.some(isOfList)) change(records.flatMap(({ removedNodes }) => [...removedNodes]));
  });
  observer.observe(section, { childList: true, subtree: true });
  signal.addEventListener("abort", () => observer.disconnect());
  change([]);
}

/** Where to ask for what a link to a page of the thread leads to. */
export function addressOf({ place }, href) {
  const url = new URL(href, document.baseURI);
  return place.element ? place.fragmentUrl(Object.fromEntries(PARTS.map((name) => [name, url.searchParams.get(name)]))) : url;
}

/** This thread on another page. Throws TypeError where it is not there. */
export async function sectionAt(thread, address) {
  const { page } = await thread.ask(address);
  const sections = [...page.querySelectorAll("section.comments")];
  const section = sections.find(({ dataset }) => dataset.thread === thread.section.dataset.thread);
  if (!section?.querySelector(".comments-shown")) throw new TypeError("an answer without the comments");
  return section;
}

async function follow(thread, link) {
  const show = SHOW[link.dataset.list];
  if (link.getAttribute("aria-busy")) return;
  link.setAttribute("aria-busy", "true");
  sayFailed(link, "");
  try {
    await show(thread, link);
  } catch {
    if (thread.signal.aborted) return;
    sayFailed(link, thread.section.dataset.actFailed);
    thread.say(thread.section.dataset.actFailed);
  } finally {
    link.removeAttribute("aria-busy");
  }
}

/** What a link does, by its data-list. */
const SHOW = {
  async whole(thread, link) {
    const fresh = await sectionAt(thread, addressOf(thread, link.href));
    const isOrder = link.closest(".comments-sort");
    showPart(thread, fresh);
    if (!thread.place.element) history.replaceState(history.state, "", link.href.replace(/#comments$/, ""));
    if (isOrder) thread.find(".comments-sort [aria-current]")?.focus({ preventScroll: true });
    else goTo(thread, thread.find(link.hash) ?? thread.find(".comment"));
  },
  async after(thread, link) {
    const fresh = await sectionAt(thread, addressOf(thread, link.href));
    const list = thread.find(".comment-list");
    const items = itemsOf(thread, fresh);
    // One's own that wait stand at the end.
    let end = null;
    while ((end ? end.previousElementSibling : list.lastElementChild)?.dataset.state === "waiting") end = end ? end.previousElementSibling : list.lastElementChild;
    for (const item of items) list.insertBefore(item, end);
    swapPart(thread, fresh, ".comments-nav");
    items[0]?.focus({ preventScroll: true });
  },
  async before(thread, link) {
    const fresh = await sectionAt(thread, addressOf(thread, link.href));
    let last = null;
    still(thread, () => {
      for (const item of fresh.querySelectorAll(".comment-list > .comment")) {
        const here = thread.comment(numberIn(item));
        if (!here) last ? last.after(item) : thread.find(".comment-list").prepend(item);
        last = here ?? item;
      }
      swapPart(thread, fresh, ".comments-part");
    });
    (thread.find("[data-list=before]") ?? last)?.focus({ preventScroll: true });
  },
  async replies(thread, link) {
    const items = itemsOf(thread, await sectionAt(thread, addressOf(thread, link.href)));
    link.closest("li").replaceWith(...items);
    items[0]?.focus({ preventScroll: true });
  },
  form({ find }) {
    find(".comment-respond").scrollIntoView();
    find(".comment-form").comment.focus({ preventScroll: true });
  },
};

/** What an answer has that is not here yet. */
const itemsOf = (thread, fresh) => [...fresh.querySelectorAll(".comment-list > li")].filter((item) => !item.id || !thread.comment(numberIn(item)));

/** The links around the list are those of the answer, which may have none. */
function swapPart({ find }, fresh, selector) {
  const links = fresh.querySelector(selector);
  if (links) find(selector).replaceWith(links);
  else find(selector).remove();
}

/** Whatever `change` does to the list, what is read now stays where it is. */
export function still({ section }, change) {
  const isSeen = (item) => {
    const { top, bottom } = item.getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
  };
  const seen = [...section.querySelectorAll(".comment:not([hidden])")].find(isSeen);
  const before = seen?.getBoundingClientRect().top;
  change();
  if (seen) scrollBy({ top: seen.getBoundingClientRect().top - before, behavior: "instant" });
}

/** Another part of the thread takes the place of this one. The form stays, and so do one's own comments that wait. */
function showPart(thread, fresh) {
  const { find } = thread;
  const own = [...find(".comments-shown").querySelectorAll("li[data-state=waiting]")].filter(({ id }) => !fresh.querySelector(`#${id}`));
  const parent = find(".comment-list [name=comment_parent]")?.value;
  goHome(thread);
  for (const part of [".comments-tools", ".comments-shown"]) swapPart(thread, fresh, part);
  updateThread(thread, fresh);
  for (const item of own) insertComment(thread, item) || listOf(thread).append(item);
  if (parent) find(`.comment-reply-link[data-comment="${parent}"]`)?.click();
}

/** What the section says of the thread as a whole. */
export function updateThread(thread, fresh) {
  const { section } = thread;
  const isOther = section.dataset.count !== fresh.dataset.count;
  for (const name of ["count", "latest", "countsUrl", "newUrl"]) section.dataset[name] = fresh.dataset[name];
  section.querySelector(".comments-title").textContent = fresh.querySelector(".comments-title").textContent;
  if (isOther) thread.tell("count", { count: Number(section.dataset.count) });
}

/**
 * Put a comment where it belongs among those that are here: below what it answers, or by its order. Returns whether it
 * has a place here; it may belong on another page.
 */
export function insertComment(thread, item) {
  const answered = item.querySelector(".in-reply-to a");
  const parent = answered ? thread.find(answered.hash) : null;
  if (answered && !parent) return false;
  if (!parent) return insertTop(thread, item);
  const [id, depth] = [numberIn(item), depthOf(item)];
  let last = parent;
  for (let next = parent.nextElementSibling; next; next = next.nextElementSibling) {
    if (depthOf(next) < depth || (depthOf(next) === depth && numberIn(next) > id)) break;
    last = next;
  }
  answered.href = answered.hash;
  last.after(item);
  return true;
}

function insertTop(thread, item) {
  const shown = thread.find(".comments-shown");
  const list = listOf(thread);
  const { order } = shown.dataset;
  const id = numberIn(item);
  const tops = [...list.querySelectorAll(".comment")].filter(isTop);
  const next = { newest: (top) => numberIn(top) < id, oldest: (top) => numberIn(top) > id }[order];
  const behind = next && tops.find(next);
  const isPart = (where) => shown.querySelector(`[data-list=${where}]`);
  if (!order || (behind ? behind === tops[0] && isPart("before") : isPart("after"))) return false;
  list.insertBefore(item, behind ?? null);
  return true;
}

/** The list; a thread without a comment has none yet. */
export function listOf({ find }) {
  const there = find(".comment-list");
  if (there) return there;
  const list = Object.assign(document.createElement("ol"), { className: "comment-list", part: "list" });
  list.setAttribute("role", "list");
  find(".comments-shown").append(list);
  return list;
}

/** Bring a comment that is here into view; `focus` without a fold around it is another module's. */
export function goTo(thread, item) {
  if (!item) return;
  thread.find(".is-target")?.classList.remove("is-target");
  item.classList.add("is-target");
  item.dispatchEvent(new CustomEvent("comment-found", { bubbles: true }));
  item.focus({ preventScroll: true });
  item.scrollIntoView();
}

/**
 * Go to the comment that the address names. The server never sees the fragment; it finds the comment by a parameter. What
 * waits is on no page that others see, so one's own are left alone.
 */
async function findComment(thread) {
  const { place, section, signal } = thread;
  const { hash } = location;
  const id = /^#comment-(\d+)$/.exec(hash)?.[1];
  place.found = hash;
  if (!id || place.own.has(id)) return;
  const here = thread.comment(id);
  const missing = section.querySelector(`.comments-missing[data-comment="${id}"]`);
  if (here && (place.element || here.hidden)) goTo(thread, here);
  if (missing) thread.say(missing.textContent.trim());
  if (here || missing || thread.root.getElementById(`comment-${id}`)) return;
  if (!place.element && new URL(location.href).searchParams.get("comment") === id) return;
  const address = place.fragmentUrl({ comments_cursor: null, comment_branch: null, comments_since: null, comment: id });
  try {
    const fresh = await sectionAt(thread, address);
    if (signal.aborted || location.hash !== hash) return;
    const gone = fresh.querySelector(".comments-missing");
    if (fresh.querySelector(`#comment-${id}`)) {
      showPart(thread, fresh);
      if (!place.element) history.replaceState(history.state, "", address);
      goTo(thread, thread.comment(id));
    } else if (gone) {
      section.querySelector(".comments-missing")?.remove();
      section.querySelector(".comments-shown").prepend(gone);
      thread.say(gone.textContent.trim());
    }
  } catch {
    if (!signal.aborted) thread.say(section.dataset.actFailed);
  }
}
