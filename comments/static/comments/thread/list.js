/** The list of comments: an address that ends in #comment-ID opens the page that holds it, wherever it is in the thread. */

const PARAMETER = "comment";

/**
 * The server never sees the fragment; it finds the comment by a parameter. What waits is on no page: one's own comments
 * are skipped. The address may change while the page is open.
 */
export function bringList(thread) {
  // Other threads of the page may have own comments, too.
  queueMicrotask(() => findComment(thread));
  addEventListener("hashchange", () => findComment(thread), { signal: thread.signal });
}

function findComment({ root, place }) {
  const id = /^#comment-(\d+)$/.exec(location.hash)?.[1];
  if (!id || place.own.has(id) || root.getElementById(`comment-${id}`)) return;
  const address = new URL(location.href);
  if (place.element || address.searchParams.get(PARAMETER) === id) return;
  address.searchParams.set(PARAMETER, id);
  location.replace(address);
}
