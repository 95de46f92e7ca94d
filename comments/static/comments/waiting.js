/** The author's own waiting comment: kept in view over a reload, brought up to date in place, and announced. */

const PARAMETER = "waiting";
/** Seconds between looks; the last one goes on. */
const PAUSES = [1, 1, 2, 2, 3, 5, 10, 15, 30];

/** Take the signed parameter out of the address bar, go to the comment and look after it. Returns its fragment. */
export function followWaiting(section) {
  const address = new URL(location.href);
  const arrived = address.searchParams.get(PARAMETER);
  const memory = `comment-${PARAMETER}:${location.pathname}:${section.dataset.thread}`;
  if (arrived) {
    address.searchParams.delete(PARAMETER);
    history.replaceState(history.state, "", address);
    sessionStorage.setItem(memory, arrived + location.hash);
    const own = document.getElementById(location.hash.slice(1));
    own?.focus();
    // Checks may be quicker than the way here.
    if (own && !section.querySelector(".comment.is-waiting")) say(section, own);
  }
  const [token, fragment] = (sessionStorage.getItem(memory) ?? "").split("#");
  if (token) follow(section, `${section.dataset.waitingUrl}?${new URLSearchParams({ [PARAMETER]: token })}`, memory);
  return `#${fragment ?? ""}`;
}

async function follow(section, url, memory) {
  let own = section.querySelector(".comment.is-waiting");
  if (!own) {
    own = await load(url);
    if (own?.dataset.state !== "waiting") return sessionStorage.removeItem(memory);
    place(section, own);
  }
  await watch(section, own.id, url);
  sessionStorage.removeItem(memory);
}

/** After a reload: behind the comment it answers, else at the end. */
function place(section, own) {
  let list = section.querySelector(".comment-list");
  if (!list) {
    list = Object.assign(document.createElement("ol"), { className: "comment-list" });
    list.setAttribute("role", "list");
    section.querySelector(".comments-status").after(list);
  }
  const parent = own.querySelector(".in-reply-to a")?.hash;
  const answered = parent && list.querySelector(parent);
  if (answered) answered.after(document.adoptNode(own));
  else list.append(document.adoptNode(own));
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

const note = (comment) => comment?.querySelector(".comment-awaiting-moderation")?.textContent.replace(/\s+/g, " ").trim();

/** Tell those who do not see it how the own comment stands. */
function say(section, comment) {
  section.querySelector(".comments-status").textContent = note(comment) ?? section.dataset.published;
}

/** Show what changed and say it; true while there is more to wait for. */
function replace(section, id, fresh) {
  const old = document.getElementById(id);
  if (!old) return false;
  if (old.dataset.state === fresh.dataset.state && note(old) === note(fresh)) return true;
  const hadFocus = old === document.activeElement;
  const open = old.querySelector(".comment-respond");
  old.replaceWith(document.adoptNode(fresh));
  if (open) fresh.querySelector(".comment-body").after(open);
  if (hadFocus) fresh.focus();
  say(section, fresh);
  return fresh.dataset.state === "waiting";
}
