/** Decisions on their way: kept until they are answered, and sent one by one in the order in which they were made. */
import { kept, word } from "./page.js";

const RETRY = 5000;
const TIMEOUT = 20_000;
const store = kept("sessionStorage", "outbox");
const entries = store.read() ?? [];
let handlers;
let isSending = false;
let isTokenFresh = true;
let number = Date.now();
let token = document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";

/** Why nothing is sent now: "", "offline", "signed_out", "stale" (the token is) or "somebody_else". */
export let why = "";
export const size = () => entries.length;
export const has = (id) => entries.some((entry) => entry.id === id);
/** Whether a decision on this comment is on its way. */
export const isSent = (id) => entries.some((entry) => entry.id === id && entry.words !== "undone");
export const currentToken = () => token;

/**
 * Keep a decision, then send it. `url` and `fields` are those of its form, `id` is the comment; `undoes` is the key of
 * a decision before it, whose number it waits for. Returns its own key.
 */
export function put(entry) {
  const key = (number += 1);
  entries.push({ ...entry, key });
  keep();
  queueMicrotask(send);
  return key;
}

/** Take a decision out again that was not sent yet; returns whether that was so. */
export function takeOut(key) {
  const index = entries.findIndex((entry) => entry.key === key);
  if (index < 0 || (index === 0 && (isSending || entries[0].tried))) return false;
  entries.splice(index, 1);
  keep();
  return true;
}

export function pause(reason) {
  why = reason;
  handlers.changed();
}

/** The server answered, to whom and with which token for the next forms. */
export function resume(freshToken, isSamePerson) {
  if (freshToken) token = freshToken;
  if (!isSamePerson) return pause("somebody_else");
  pause("");
  send();
}

function keep() {
  store.write(entries);
  handlers.changed();
}

async function send() {
  if (isSending || !entries.length || !["", "offline"].includes(why)) return;
  isSending = true;
  const [entry] = entries;
  // From now on it may be saved, whatever is heard of it: only an undo can take it back.
  entry.tried = true;
  keep();
  const context = handlers.context();
  const answer = await post(entry, context);
  const said = await answer?.json().catch(() => null);
  // Until the entry is out of the outbox or waits again, nothing else may be sent.
  settle(entry, answer, said, context);
}

async function post(entry, context) {
  const body = new URLSearchParams({ ...entry.fields, ...context, csrfmiddlewaretoken: token });
  try {
    return await fetch(entry.url, {
      method: "POST", body, headers: { Accept: "application/json" }, keepalive: true, redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT),
    });
  } catch {
    return null;
  }
}

function settle(entry, answer, said, context) {
  isSending = false;
  if (!answer || answer.status >= 500) {
    pause("offline");
    return setTimeout(send, RETRY);
  }
  if (answer.status === 401 || answer.type === "opaqueredirect") return pause("signed_out");
  if (answer.status === 403 && isTokenFresh) {
    // After another login the token is worth nothing. The poll brings another; a second refusal means the decision.
    isTokenFresh = false;
    return pause("stale");
  }
  isTokenFresh = true;
  entries.shift();
  if (answer.ok && said) pass(entry, said);
  else drop(entry);
  why = "";
  keep();
  if (answer.ok && said) handlers.saved(entry, said, context);
  else handlers.refused(entry, said ?? { error: { said: word(answer.status === 404 ? "gone" : "not_allowed") } }, context);
  send();
}

/** Those that undo it learn its number. */
function pass(entry, said) {
  for (const other of entries) if (other.undoes === entry.key) other.fields.decision = said.result.decision;
}

/** What never came to be needs no undoing. */
function drop(entry) {
  for (let at = entries.length - 1; at >= 0; at -= 1) if (entries[at].undoes === entry.key) entries.splice(at, 1);
}

export function start(given) {
  handlers = given;
  addEventListener("online", send);
  addEventListener("beforeunload", (event) => {
    if (entries.length && why) event.preventDefault();
  });
  handlers.changed();
  send();
}
