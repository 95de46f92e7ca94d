/** The author's own waiting comments: kept in view over a reload, brought up to date in place, and announced. */
import { storage } from "./storage.js";

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
 * Returns their fragments.
 */
export function followWaiting(section) {
  const address = new URL(location.href);
  const all = address.searchParams.getAll(PARAMETER);
  const arrived = all.filter((token) => !isElsewhere(section, token));
  const memory = memoryOf(section);
  if (arrived.length) {
    address.searchParams.delete(PARAMETER);
    for (const token of all.filter((one) => !arrived.includes(one))) address.searchParams.append(PARAMETER, token);
    history.replaceState(history.state, "", address);
    const own = document.getElementById(location.hash.slice(1));
    own?.focus();
    // Checks may be quicker than the way here.
    if (own && section.contains(own) && !own.classList.contains("is-waiting")) say(section, own);
  }
  const brought = (section.dataset.waiting ?? "").split(" ").filter(Boolean);
  const tokens = new Map([...memory.read(), ...brought, ...arrived].map((token) => [idOf(token), token]));
  memory.write([...tokens.values()]);
  for (const token of tokens.values()) follow(section, token, memory);
  return [...tokens.keys()].map((id) => `#comment-${id}`);
}

/** Whether a comment stands in another thread of the page. */
function isElsewhere(section, token) {
  const comment = document.getElementById(`comment-${idOf(token)}`);
  return comment !== null && !section.contains(comment);
}

/** In this window alone, and only what it sent: without consent nothing is kept for longer. */
function memoryOf(section) {
  const key = `comment-${PARAMETER}:${location.pathname}:${section.dataset.thread}`;
  const read = () => (storage.getItem(key) ?? "").split(" ").filter(Boolean);
  const write = (tokens) => (tokens.length ? storage.setItem(key, tokens.join(" ")) : storage.removeItem(key));
  return { read, write, forget: (token) => write(read().filter((other) => idOf(other) !== idOf(token))) };
}

/** Look again and again until there is nothing more to wait for, or for too long. */
async function follow(section, token, memory) {
  const url = new URL(section.dataset.waitingUrl, document.baseURI);
  url.searchParams.set(PARAMETER, token);
  let waited = 0;
  let pause = document.getElementById(`comment-${idOf(token)}`) ? PAUSES[0] : 0;
  for (let look = 1; waited < ENDS_AFTER; look += 1) {
    await new Promise((resolve) => setTimeout(resolve, pause * 1000));
    if (!document.hidden && (await isSettled(section, idOf(token), url))) return memory.forget(token);
    pause = PAUSES[look] ?? Math.min(pause * 1.5, LONGEST_PAUSE);
    waited += pause;
  }
}

/** Show how the comment stands now; whether there is nothing more to wait for. */
async function isSettled(section, id, url) {
  const { comment, title, isGone } = await load(url);
  if (isGone) sayGone(section, id);
  if (!comment) return Boolean(isGone);
  if (document.getElementById(`comment-${id}`)) replace(section, id, comment, title);
  else if (comment.dataset.state === "waiting") place(section, comment, title);
  return comment.dataset.state !== "waiting";
}

/** After a reload: behind the comment it answers, else at the end. */
function place(section, own, title) {
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
async function load(url) {
  try {
    const answer = await fetch(url, { credentials: "omit", referrerPolicy: "no-referrer" });
    if (answer.status === 404) return { isGone: true };
    if (!answer.ok) return {};
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const comment = page.querySelector("li.comment");
    return { comment: comment && document.adoptNode(comment), title: page.querySelector(".comments-title")?.textContent };
  } catch {
    return {};
  }
}

const note = (comment) => comment?.querySelector(".comment-awaiting-moderation")?.textContent.replace(/\s+/g, " ").trim();

/** Tell those who do not see it how the own comment stands. */
function say(section, comment) {
  section.querySelector(".comments-status").textContent = note(comment) ?? section.dataset.published;
}

/** Deleted meanwhile, or its parameter is too old: its place says so. */
function sayGone(section, id) {
  const said = document.getElementById(`comment-${id}`)?.querySelector(".comment-awaiting-moderation");
  if (said) said.textContent = section.querySelector(".comments-status").textContent = section.dataset.gone;
}

function setTitle(section, title) {
  section.querySelector(".comments-title").textContent = title;
}

/** Show what changed and say it. */
function replace(section, id, fresh, title) {
  const old = document.getElementById(`comment-${id}`);
  if (old.dataset.state === fresh.dataset.state && note(old) === note(fresh)) return;
  const hadFocus = old === document.activeElement;
  const open = old.querySelector(".comment-respond");
  // A new element is no target of the address any more, so what was marked as the own one would lose its mark.
  fresh.classList.add("is-own");
  old.replaceWith(fresh);
  if (open) fresh.querySelector(".comment-body").after(open);
  if (hadFocus) fresh.focus();
  setTitle(section, title);
  say(section, fresh);
}
