/** The author's own waiting comments: kept in view over a reload, brought up to date in place, and announced. */

const PARAMETER = "waiting";
/** Seconds between looks; then each pause is half as long again, up to the longest, until it ends. */
const PAUSES = [1, 1, 2, 2, 3, 5, 10, 15, 30];
const LONGEST_PAUSE = 300;
const ENDS_AFTER = 6 * 3600;

/** A token names its comment, and holds more that only the server reads. */
const idOf = (token) => token.split(":")[0];

/**
 * Take the signed parameters out of the address bar, go to the comment and look after all own ones that wait: those that
 * arrived, those that this window sent before, and those that the page brought for a browser that is remembered.
 */
export function bringOwn(thread) {
  const { section, place } = thread;
  const arrived = place.element ? [] : takeArrived(thread);
  const memory = memoryOf(place);
  const brought = (section.dataset.waiting ?? "").split(" ").filter(Boolean);
  const tokens = new Map([...memory.read(), ...brought, ...arrived].map((token) => [idOf(token), token]));
  memory.write([...tokens.values()]);
  for (const [id, token] of tokens) {
    place.own.add(id);
    follow(thread, token, memory);
  }
}

/** The tokens in the address of our own page that are not another thread's. */
function takeArrived(thread) {
  const address = new URL(location.href);
  const all = address.searchParams.getAll(PARAMETER);
  const arrived = all.filter((token) => !isElsewhere(thread, token));
  if (!arrived.length) return arrived;
  address.searchParams.delete(PARAMETER);
  for (const token of all.filter((one) => !arrived.includes(one))) address.searchParams.append(PARAMETER, token);
  history.replaceState(history.state, "", address);
  const own = thread.root.getElementById(location.hash.slice(1));
  own?.focus();
  // Checks may be quicker than the way here.
  if (own && thread.section.contains(own) && !own.classList.contains("is-waiting")) sayState(thread, own);
  return arrived;
}

/** Whether a comment stands in another thread of the page. */
function isElsewhere({ root, section }, token) {
  const comment = root.getElementById(`comment-${idOf(token)}`);
  return comment !== null && !section.contains(comment);
}

/** In this window alone, and only what it sent: without consent nothing is kept for longer. */
function memoryOf({ window: kept }) {
  const read = () => kept.read(PARAMETER).split(" ").filter(Boolean);
  const write = (tokens) => kept.write(PARAMETER, tokens.join(" "));
  return { read, write, forget: (token) => write(read().filter((other) => idOf(other) !== idOf(token))) };
}

/** Look again and again until there is nothing more to wait for, or for too long. */
async function follow(thread, token, memory) {
  const url = new URL(thread.section.dataset.waitingUrl, document.baseURI);
  url.searchParams.set(PARAMETER, token);
  let waited = 0;
  let pause = thread.comment(idOf(token)) ? PAUSES[0] : 0;
  for (let look = 1; waited < ENDS_AFTER; look += 1) {
    await new Promise((resolve) => setTimeout(resolve, pause * 1000));
    if (thread.signal.aborted) return;
    if (!document.hidden && (await isSettled(thread, idOf(token), url))) return memory.forget(token);
    pause = PAUSES[look] ?? Math.min(pause * 1.5, LONGEST_PAUSE);
    waited += pause;
  }
}

/** Show how the comment stands now; whether there is nothing more to wait for. */
async function isSettled(thread, id, url) {
  const { comment, title, isGone } = await load(thread, url);
  if (thread.signal.aborted) return false;
  if (isGone) sayGone(thread, id);
  if (!comment) return Boolean(isGone);
  if (thread.comment(id)) replace(thread, id, comment, title);
  else if (comment.dataset.state === "waiting") insert(thread, comment, title);
  return comment.dataset.state !== "waiting";
}

/** After a reload: behind the comment it answers, else at the end. */
function insert({ section }, own, title) {
  let list = section.querySelector(".comment-list");
  if (!list) {
    list = Object.assign(document.createElement("ol"), { className: "comment-list" });
    list.setAttribute("role", "list");
    section.querySelector(".comments-status").after(list);
  }
  const parent = own.querySelector(".in-reply-to a")?.hash;
  const answered = parent && list.querySelector(parent);
  if (answered) answered.after(own);
  else list.append(own);
  section.querySelector(`.comments-missing[data-comment="${own.id.slice("comment-".length)}"]`)?.remove();
  setTitle(section, title);
}

/** The comment as an element, with the thread's title; neither while the service cannot be reached. */
async function load(thread, url) {
  try {
    const { status, page } = await thread.ask(url, { credentials: "omit" });
    if (status !== 200) return { isGone: status === 404 };
    return { comment: page.querySelector("li.comment"), title: page.querySelector(".comments-title")?.textContent };
  } catch {
    return {};
  }
}

const note = (comment) => comment?.querySelector(".comment-awaiting-moderation")?.textContent.replace(/\s+/g, " ").trim();

/** Tell those who do not see it how the own comment stands. */
function sayState({ section, say }, comment) {
  say(note(comment) ?? section.dataset.published);
}

/** Deleted meanwhile, or its parameter is too old: its place says so. */
function sayGone(thread, id) {
  const said = thread.comment(id)?.querySelector(".comment-awaiting-moderation");
  if (!said) return;
  said.textContent = thread.section.dataset.gone;
  thread.say(thread.section.dataset.gone);
}

function setTitle(section, title) {
  section.querySelector(".comments-title").textContent = title;
}

/** Show what changed and say it. */
function replace(thread, id, fresh, title) {
  const old = thread.comment(id);
  if (old.dataset.state === fresh.dataset.state && note(old) === note(fresh)) return;
  const hadFocus = old === thread.root.activeElement;
  const open = old.querySelector(".comment-respond");
  // A new element is no target of the address any more, so what was marked as the own one would lose its mark.
  fresh.classList.add("is-own");
  old.replaceWith(fresh);
  if (open) fresh.querySelector(".comment-body").after(open);
  if (hadFocus) fresh.focus();
  setTitle(thread.section, title);
  sayState(thread, fresh);
}
