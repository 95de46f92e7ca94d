/** The author's own comments: kept in view over a reload, brought up to date in place, announced, and changed in time. */

const PARAMETER = "waiting";
/** Seconds between looks; then each pause is half as long again, up to the longest, until it ends. */
const PAUSES = [1, 1, 2, 2, 3, 5, 10, 15, 30];
const LONGEST_PAUSE = 300;
const ENDS_AFTER = 6 * 3600;
const HOUR = 3600;

/** By section: the tokens that are followed, by comment, and which round of looks it is. */
const followed = new WeakMap();
/** By what says it: when the time to change a comment is over. */
const ends = new WeakMap();

/** A token names its comment, and holds more that only the server reads. */
const idOf = (token) => token.split(":")[0];
const split = (tokens) => (tokens ?? "").split(" ").filter(Boolean);

/**
 * Take the signed parameters out of the address bar, go to the comment and look after all own ones: those that arrived,
 * those that this window sent before, and those that the page brought for a browser that is remembered.
 */
export function bringOwn(thread) {
  const { section, place, signal } = thread;
  const arrived = place.element ? [] : takeArrived(thread);
  const tokens = [...split(place.device.read(PARAMETER)), ...split(place.window.read(PARAMETER))];
  followed.set(section, { tokens: new Map(), round: 0 });
  followOwn(thread, [...tokens, ...split(section.dataset.waiting), ...arrived]);
  const ticking = setInterval(() => countDown(thread), 1000);
  signal.addEventListener("abort", () => clearInterval(ticking));
  countDown(thread);
}

/** Keep these tokens and look how their comments stand, from short pauses on. */
export function followOwn(thread, tokens) {
  const state = followed.get(thread.section);
  for (const token of tokens) {
    state.tokens.set(idOf(token), token);
    thread.place.own.add(idOf(token));
  }
  keep(thread);
  follow(thread, (state.round += 1));
}

/** Show an own comment: in its place if it is there, else behind the comment that it answers, or at the end. */
export function showOwn(thread, fresh, title) {
  const id = fresh.id.slice("comment-".length);
  const old = thread.comment(id);
  // A new element is no target of the address any more, so what was marked as the own one would lose its mark.
  fresh.classList.add("is-own");
  if (old) replace(old, fresh, thread.root);
  else insert(thread, fresh);
  thread.find(`.comments-missing[data-comment="${id}"]`)?.remove();
  if (title) thread.find(".comments-title").textContent = title;
  countDown(thread);
}

/** Tell those who do not see it how the own comment stands. */
export function sayState({ section, say }, comment) {
  say(note(comment) ?? section.dataset.published);
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

/** In this window alone, and on the device with consent. */
function keep({ section, place }) {
  const tokens = [...followed.get(section).tokens.values()].join(" ");
  place.window.write(PARAMETER, tokens);
  place.device.write(PARAMETER, place.consents() ? tokens : "");
}

function forget(thread, id) {
  followed.get(thread.section).tokens.delete(id);
  keep(thread);
}

/** Look again and again until there is nothing more to wait for, or for too long; a later round takes over. */
async function follow(thread, round) {
  const { section, signal } = thread;
  const state = followed.get(section);
  let waited = 0;
  let pause = [...state.tokens.keys()].every(thread.comment) ? PAUSES[0] : 0;
  for (let look = 1; waited < ENDS_AFTER && state.tokens.size; look += 1) {
    await new Promise((resolve) => setTimeout(resolve, pause * 1000));
    if (signal.aborted || state.round !== round) return;
    if (!document.hidden && !(await isAnyWaiting(thread, state))) return;
    pause = PAUSES[look] ?? Math.min(pause * 1.5, LONGEST_PAUSE);
    waited += pause;
  }
}

/** Show how the comments stand now; whether one still waits, or nobody knows. */
async function isAnyWaiting(thread, { tokens }) {
  const url = new URL(thread.section.dataset.waitingUrl, document.baseURI);
  const asked = [...tokens];
  for (const [, token] of asked) url.searchParams.append(PARAMETER, token);
  const page = await load(thread, url);
  if (!page || thread.signal.aborted) return true;
  const title = page.querySelector(".comments-title")?.textContent;
  const fresh = new Map([...page.querySelectorAll("li.comment")].map((item) => [item.id.slice("comment-".length), item]));
  for (const [id] of asked) {
    const item = fresh.get(id);
    if (item) update(thread, item, title);
    else sayGone(thread, id);
    // What is settled is kept for as long as its author can change it, so that it can be after a reload.
    if (!item || (item.dataset.state !== "waiting" && !item.querySelector(".comment-until"))) forget(thread, id);
  }
  return [...fresh.values()].some(({ dataset }) => dataset.state === "waiting");
}

/** The answer; null while the service cannot be reached. A 404 has no comment in it. */
async function load(thread, url) {
  try {
    const { status, page } = await thread.ask(url, { credentials: "omit" });
    return status === 200 || status === 404 ? page : null;
  } catch {
    return null;
  }
}

/** Show what changed and say it; what the author writes is left alone. */
function update(thread, fresh, title) {
  const old = thread.comment(fresh.id.slice("comment-".length));
  if (!old && fresh.dataset.state !== "waiting") return;
  if (old && (old.querySelector(".comment-act") || looksAlike(old, fresh))) return;
  const wasSeen = old && (old.dataset.state !== fresh.dataset.state || note(old) !== note(fresh));
  showOwn(thread, fresh, title);
  if (wasSeen) sayState(thread, fresh);
}

const until = (comment) => comment.querySelector(".comment-until");
const note = (comment) => comment.querySelector(".comment-awaiting-moderation")?.textContent.replace(/\s+/g, " ").trim();
const shown = (comment) => [comment.dataset.state, note(comment), comment.querySelector(".comment-content")?.textContent].join();

/** Whether a reader would see no difference; the time that is left is counted anyway. */
function looksAlike(old, fresh) {
  return shown(old) === shown(fresh) && Boolean(until(old)) === Boolean(until(fresh));
}

function replace(old, fresh, { activeElement }) {
  const focused = old === activeElement || (old.contains(activeElement) && activeElement.dataset.act);
  const open = old.querySelector(":scope > .comment-respond");
  old.replaceWith(fresh);
  if (open) fresh.querySelector(".comment-body").after(open);
  if (focused) (fresh.querySelector(`a[data-act="${focused}"]`) ?? fresh).focus();
}

function insert({ section, find }, own) {
  let list = find(".comment-list");
  if (!list) {
    list = Object.assign(document.createElement("ol"), { className: "comment-list" });
    list.setAttribute("role", "list");
    (find(".comments-shown") ?? find(".comments-status")).append(list);
    if (list.parentElement !== find(".comments-shown")) find(".comments-status").after(list);
  }
  const parent = own.querySelector(".in-reply-to a")?.hash;
  const answered = parent && section.querySelector(parent);
  if (answered) answered.after(own);
  else list.append(own);
}

/** Deleted meanwhile, or its parameter is too old: its place says so. */
function sayGone(thread, id) {
  const said = thread.comment(id)?.querySelector(".comment-awaiting-moderation");
  if (!said) return;
  said.textContent = thread.section.dataset.gone;
  thread.say(thread.section.dataset.gone);
}

/** How long each own comment can be changed, by what the server said is left; once it is over, nothing is offered. */
function countDown(thread) {
  for (const line of thread.section.querySelectorAll(".comment-until")) {
    if (!ends.has(line)) ends.set(line, Date.now() + line.dataset.seconds * 1000);
    const left = Math.ceil((ends.get(line) - Date.now()) / 1000);
    if (left <= 0) end(thread, line);
    else if (left < HOUR) {
      const time = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
      line.textContent = line.dataset.left.replace("%s", time);
    }
  }
}

/** What the author is writing stays; saving it will say that it is too late. */
function end(thread, line) {
  const item = line.closest("li");
  line.parentElement.querySelectorAll("a[data-act=edit], a[data-act=withdraw]").forEach((link) => link.remove());
  line.remove();
  if (item.dataset.state !== "waiting") forget(thread, item.id.slice("comment-".length));
}
