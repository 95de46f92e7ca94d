/** For those who moderate: each comment on a page of ours leads to the desk. The page is the same for everybody. */
import { ask } from "./thread/calls.js";

/** Under this name the desk leaves its address in the browsers that open it; page.js looks for it. */
const KEY = "comments-desk";

/** Give the comments of a section their links, also those that come later, if this person moderates them. */
export async function bringDeskLinks(section) {
  const link = await linkFor(section.dataset.thread.split("/")[0]);
  if (!link) return;
  // The section itself may be replaced by another part of its thread.
  const { thread } = section.dataset;
  const around = section.parentElement;
  const mark = () => {
    for (const item of around.querySelectorAll(`[data-thread="${CSS.escape(thread)}"] li.comment`)) {
      if (!item.querySelector(".comment-desk")) add(link, item);
    }
  };
  mark();
  new MutationObserver(mark).observe(around, { childList: true, subtree: true });
}

/** What the desk answers to its moderators; null for everybody else, most of whom do not even ask. */
async function linkFor(site) {
  try {
    const address = new URL(localStorage.getItem(KEY) ?? "about:blank", location.href);
    if (address.origin !== location.origin) return null;
    address.searchParams.set("of", site);
    const { status, page } = await ask(address);
    const link = page.querySelector("a.comment-desk");
    // The form to sign in.
    if (!link && status === 200) localStorage.removeItem(KEY);
    return link;
  } catch {
    return null;
  }
}

function add(link, item) {
  const own = link.cloneNode(true);
  own.href = own.getAttribute("href").replace("/0/", `/${item.id.slice("comment-".length)}/`);
  (item.querySelector(".comment-actions") ?? item.querySelector(".comment-body")).append(own);
}
