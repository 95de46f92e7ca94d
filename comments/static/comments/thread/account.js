/** Readers with an account of the page around: what does that is a file of its own, which comes when it is needed. */
import { isPlain } from "./clicks.js";

/** What the thread asks is asked once more where nobody was signed in any more, and somebody is again. */
export function bringAccount(thread) {
  const { place, section, signal } = thread;
  const { element, account } = place;
  // On our own page links and buttons do it.
  if (!element) return;
  const { ask } = thread;
  thread.ask = async (...request) => {
    const answer = await ask(...request);
    if (answer.status !== 401) return answer;
    const isAgain = await place.accounts().then(({ renewed }) => renewed(thread)).catch(() => false);
    return isAgain ? ask(...request) : answer;
  };
  const pressed = (event) => {
    const button = event.target.closest?.(".comment-sign-in, .comment-sign-out");
    if (!button || !isPlain(event)) return;
    event.preventDefault();
    place.accounts().then(({ press }) => press(thread, button), reportError);
  };
  section.addEventListener("click", pressed, { signal });
  if (!element.authUrl && !element.loginUrl && !account.read("identity")) return;
  place.accounts().then(({ bringSignIn }) => signal.aborted || bringSignIn(thread), reportError);
}
