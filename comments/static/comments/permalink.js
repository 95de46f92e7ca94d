/** An address that ends in #comment-ID opens the page that holds the comment, wherever it stands in the thread. */

const PARAMETER = "comment";

/**
 * The server never sees the fragment; it finds the comment by a parameter. What waits is on no page: the fragments of
 * `own` comments are skipped. The address may change while the page is open.
 */
export function findComments(own) {
  findComment(own);
  addEventListener("hashchange", () => findComment(own));
}

function findComment(own) {
  if (own.includes(location.hash)) return;
  const id = /^#comment-(\d+)$/.exec(location.hash)?.[1];
  const address = new URL(location.href);
  if (!id || document.getElementById(`comment-${id}`) || address.searchParams.get(PARAMETER) === id) return;
  address.searchParams.set(PARAMETER, id);
  location.replace(address);
}
