/** The author's own waiting comment: kept in view over a reload, brought up to date in place, and announced. */

const PARAMETER = "waiting";
/** Seconds between looks; the last one goes on. */
const PAUSES = [1, 1, 2, 2, 3, 5, 10, 15, 30];

/** Take the signed parameter out of the address bar, go to the comment and look after it until it is decided. */
export function followWaiting(section) {
  const address = new URL(location.href);
  const token = address.searchParams.get(PARAMETER);
  if (!token) return;
  address.searchParams.delete(PARAMETER);
  history.replaceState(history.state, "", address);
  const own = section.querySelector(".comment.is-waiting");
  if (!own) return;
  own.focus();
  watch(section, own.id, `${section.dataset.waitingUrl}?${new URLSearchParams({ [PARAMETER]: token })}`);
}

async function watch(section, id, url) {
  for (let look = 0; ; look += 1) {
    await new Promise((resolve) => setTimeout(resolve, (PAUSES[look] ?? PAUSES.at(-1)) * 1000));
    if (document.hidden) continue;
    const fresh = await load(url);
    if (fresh && !replace(section, id, fresh)) return;
  }
}

/** The comment as an element, or null while the service cannot be reached. */
async function load(url) {
  try {
    const answer = await fetch(url, { credentials: "omit", referrerPolicy: "no-referrer" });
    if (!answer.ok) return null;
    return new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("li.comment");
  } catch {
    return null;
  }
}

/** Show what changed and say it; true while there is more to wait for. */
function replace(section, id, fresh) {
  const old = document.getElementById(id);
  if (!old) return false;
  const note = (element) => element.querySelector(".comment-awaiting-moderation")?.textContent.replace(/\s+/g, " ").trim();
  if (old.dataset.state === fresh.dataset.state && note(old) === note(fresh)) return true;
  const hadFocus = old === document.activeElement;
  const open = old.querySelector("#respond");
  old.replaceWith(document.adoptNode(fresh));
  if (open) fresh.querySelector(".comment-body").after(open);
  if (hadFocus) fresh.focus();
  section.querySelector(".comments-status").textContent = note(fresh) ?? section.dataset.published;
  return fresh.dataset.state === "waiting";
}
