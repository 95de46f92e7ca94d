/** The author's own comments: kept in view over a reload, brought up to date in place, announced, and changed in time. */
import { insertOwn } from "./list.js";

/** The parameter by which its author alone sees a comment that waits; what keeps it has the same name. */
export const WAITING = "waiting";
/** Seconds: pauses between looks grow with the time that is waited, until it ends. */
const LONGEST_PAUSE = 300;
const ENDS_AFTER = 6 * 3600;
const HOUR = 3600;
/** As many as the server looks at. */
const MOST = 20;

/** A token names its comment, and holds more that only the server reads. */
export const idOf = (token) => token.split(":")[0];
const split = (tokens) => (tokens ?? "").split(" ").filter(Boolean);

/**
 * Look after all own comments: those that arrived with the address of our own page, those that this window sent before,
 * and those that the page brought for a browser that is remembered.
 */
export function bringOwn(thread) {
  const { section, place, signal } = thread;
  // The tokens that are followed, by comment, and which round of looks it is.
  Object.assign(thread, { tokens: new Map(), round: 0 });
  followOwn(thread, ...[place.device, place.window].map((kept) => kept.read(WAITING)), section.dataset.waiting, thread.arrived);
  const ticking = setInterval(countDown, 1000, thread);
  signal.addEventListener("abort", () => clearInterval(ticking));
  countDown(thread);
}

/** Keep the tokens in these lists and look how their comments stand, from short pauses on. */
export function followOwn(thread, ...lists) {
  for (const token of lists.flatMap(split)) {
    thread.tokens.set(idOf(token), token);
    thread.place.own.add(idOf(token));
  }
  keepTokens(thread);
  lookAgain(thread, (thread.round += 1));
}

/** Show an own comment in its place. One that waits is shown wherever one is in the thread; others have their page. */
export function showOwn(thread, fresh, title) {
  const { root, find } = thread;
  const old = find(`#${fresh.id}`);
  const from = old?.contains(root.activeElement) && root.activeElement;
  if (old) {
    // What is open below it, and perhaps typed there, stays.
    fresh.querySelector(".comment-body").after(...old.querySelectorAll(".comment-respond, .comment-act"));
    old.replaceWith(fresh);
  } else insertOwn(thread, fresh);
  // A new element is no target of the address any more, so what was marked as the own one would lose its mark.
  fresh.classList.add("is-own");
  if (from) (from.isConnected ? from : (fresh.querySelector(`a[data-act="${from.dataset.act}"]`) ?? fresh)).focus();
  find(`.comments-missing[data-comment="${fresh.id.slice(8)}"]`)?.remove();
  if (title) find(".comments-title").textContent = title.textContent;
  countDown(thread);
}

/** Tell those who do not see it how the own comment stands. */
export function sayState({ section, say }, comment) {
  say(note(comment)?.textContent.replace(/\s+/g, " ").trim() ?? section.dataset.published);
}

/** In this window alone, and on the device with consent. */
function keepTokens({ tokens: followed, place }) {
  const tokens = [...followed.values()].join(" ");
  place.window.write(WAITING, tokens);
  place.device.write(WAITING, place.consents() ? tokens : "");
}

function forget(thread, id) {
  thread.tokens.delete(id);
  keepTokens(thread);
}

/** Look again and again until there is nothing more to wait for, or for too long; a later round takes over. */
async function lookAgain(thread, round) {
  const { tokens, signal } = thread;
  let pause = [...tokens.keys()].every(thread.comment) ? 1 : 0;
  for (let waited = 0; waited < ENDS_AFTER && tokens.size; waited += pause) {
    await new Promise((resolve) => setTimeout(resolve, pause * 1000));
    if (signal.aborted || thread.round !== round) return;
    if (!document.hidden && !(await isAnyWaiting(thread, [...tokens].slice(-MOST)))) return;
    pause = Math.min(LONGEST_PAUSE, Math.max(1, waited / 2));
  }
}

/** Show how the comments stand now; whether one still waits, or nobody knows. */
async function isAnyWaiting(thread, asked) {
  const url = new URL(thread.section.dataset.waitingUrl, document.baseURI);
  for (const [, token] of asked) url.searchParams.append(WAITING, token);
  const { status, page } = await thread.ask(url, { credentials: "omit", headers: {} }).catch(() => ({}));
  if (thread.signal.aborted || (status !== 200 && status !== 404)) return true;
  let isWaiting = false;
  for (const [id] of asked) {
    const fresh = page.getElementById(`comment-${id}`);
    const waits = fresh?.dataset.state === "waiting";
    isWaiting ||= waits;
    // What is settled is kept for as long as its author can change it, so that it can be after a reload.
    if (!waits && !fresh?.querySelector(".comment-until")) forget(thread, id);
    update(thread, thread.comment(id), fresh, page.querySelector(".comments-title"));
  }
  return isWaiting;
}

/** Show what changed and say it; what its author is writing is left alone. */
function update(thread, old, fresh, title) {
  const { section, say } = thread;
  if (!fresh) {
    // Deleted meanwhile, or its parameter is too old: its place says so.
    if (!old || !note(old)) return;
    note(old).textContent = section.dataset.gone;
    say(section.dataset.gone);
  } else if (old ? !old.querySelector(".comment-act") && shape(old) !== shape(fresh) : /waiting|published/.test(fresh.dataset.state)) {
    // What is published may be missing for some seconds, from a page that was made before.
    showOwn(thread, fresh, title);
    if (old && note(old)?.textContent !== note(fresh)?.textContent) sayState(thread, fresh);
  }
}

const note = (comment) => comment.querySelector(".comment-awaiting-moderation");

/** What a reader would see change. */
function shape(comment) {
  const parts = comment.querySelectorAll(".comment-awaiting-moderation, .comment-content, [data-act]");
  return comment.dataset.state + [...parts].map((part) => part.textContent).join();
}

/** How long each own comment can be changed, by what the server said is left; once it is over, nothing is offered. */
function countDown(thread) {
  for (const line of thread.section.querySelectorAll(".comment-until")) {
    line.ends ??= Date.now() + line.dataset.seconds * 1000;
    const left = Math.ceil((line.ends - Date.now()) / 1000);
    if (left > 0 && left < HOUR) {
      line.textContent = line.dataset.left.replace("%s", `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`);
    } else if (left <= 0) {
      // What its author is writing stays; saving it will say that it is too late.
      const item = line.closest("li");
      line.parentElement.querySelectorAll(".comment-until, [data-act=edit], [data-act=withdraw]").forEach((one) => one.remove());
      if (item.dataset.state !== "waiting") forget(thread, item.id.slice(8));
    }
  }
}
