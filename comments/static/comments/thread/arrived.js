/** Arriving on our own page at a comment that was just sent: its signed parameter goes out of the address bar. */
import { WAITING, idOf, sayState } from "./own.js";

/** The thread gets `arrived`: the tokens in the address that are not those of another thread, separated by spaces. */
export function bringArrived(thread) {
  const address = new URL(location.href);
  const all = address.searchParams.getAll(WAITING);
  const arrived = all.filter((token) => !isElsewhere(thread, token));
  if (!arrived.length) return;
  address.searchParams.delete(WAITING);
  for (const token of all.filter((one) => !arrived.includes(one))) address.searchParams.append(WAITING, token);
  history.replaceState(history.state, "", address);
  const own = thread.root.getElementById(location.hash.slice(1));
  own?.focus();
  // Checks may be quicker than the way here.
  if (own && thread.section.contains(own) && !own.classList.contains("is-waiting")) sayState(thread, own);
  thread.arrived = arrived.join(" ");
}

/** Whether a comment stands in another thread of the page. */
function isElsewhere({ root, section }, token) {
  const comment = root.getElementById(`comment-${idOf(token)}`);
  return comment !== null && !section.contains(comment);
}
