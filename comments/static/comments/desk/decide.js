/** What a person does: decisions, undoing, and what the server says to them. Keys and clicks alike come through here. */
import * as cards from "./cards.js";
import * as compact from "./compact.js";
import * as outbox from "./outbox.js";
import { facts, parse, word } from "./page.js";
import * as rows from "./rows.js";
import { say, showCounts, showRunning, showState } from "./said.js";

// Own decisions made in this page, the last one last: what `z` takes back.
const mine = [];
const DRAFT = ["code", "told", "note", "text"];
let counts = {};

/** Decide as a form of the open card says. */
function decide(form, submitter) {
  const id = cards.currentId();
  const item = rows.find(id);
  if (cards.isTooNew()) return;
  if (outbox.has(id)) return say(word("busy"), { style: "warning" });
  const fields = Object.fromEntries(new FormData(form, submitter));
  delete fields.csrfmiddlewaretoken;
  const name = cards.nameOn(form.closest(".desk-card"));
  const words = fields.action ?? (form.id === "aside-form" ? "aside" : "reply");
  const key = outbox.put({ id, name, words, url: form.getAttribute("action"), fields });
  mine.push({ id, key, name });
  leave(item);
  const left = Number(counts[facts.queue]);
  counts[facts.queue] = left > 0 ? String(left - 1) : counts[facts.queue];
  say([word(words, name), ...(left > 0 ? [word("left", left - 1)] : [])], { undo });
}

/** Take the comment out of the list and show the one that comes. */
function leave(item) {
  const next = rows.following(item.id);
  rows.takeOut(item);
  item.notice = "";
  if (next) cards.open(next.id, { isKnown: true });
  else lookForMore();
  rows.fill(cards.currentId());
}

async function lookForMore() {
  cards.openNone({ isLast: false });
  await rows.fill(0, { again: true });
  if (cards.currentId()) return;
  const next = rows.following(0) ?? rows.beside(0);
  if (next) cards.open(next.id, { asked: false });
  else cards.openNone();
}

/** Take the last own decision back: of this page, then of any. */
export function undo() {
  const last = mine.pop();
  if (!last) return outbox.put({ id: 0, name: "", words: "undone", url: facts.addresses.undo, fields: { decision: "last" } });
  const item = rows.find(last.id);
  if (outbox.takeOut(last.key)) say(word("undone", last.name));
  else {
    const fields = { decision: last.decision ?? "" };
    outbox.put({ id: last.id, name: last.name, words: "undone", url: facts.addresses.undo, fields, undoes: last.key });
    say(word("undone", last.name));
  }
  rows.putBack(item);
  cards.open(last.id, { isKnown: true });
}

function saved(entry, answer, context) {
  const { result } = answer;
  const decision = mine.find((one) => one.key === entry.key);
  if (decision) decision.decision = result.decision;
  if (entry.words === "undone") restored(entry, result);
  hear(answer);
  cards.showAuthor(Number(context.next), answer.next);
}

/** A decision was taken back: its comment is as it was, at another version. Of a batch, no single one. */
function restored(entry, result) {
  if (!result.id) return say(result.said);
  const item = rows.find(result.id);
  if (item?.card && item.status === result.status) {
    item.version = result.version;
    cards.setVersion(item.card, result.version);
  } else if (item) Object.assign(item, { card: null, html: "", version: result.version, status: result.status });
  if (!entry.id) say(result.said);
  if (!entry.id && item) rows.putBack(item);
  if (!entry.id || (item && !item.card)) cards.open(result.id, { asked: false });
}

/** Nothing was changed: the comment comes back to the list, not under the fingers, and what was typed is kept. */
function refused(entry, { error, ...beside }, context) {
  const at = mine.findIndex((one) => one.key === entry.key);
  if (at >= 0) mine.splice(at, 1);
  const item = rows.find(entry.id);
  if (beside.counts) hear(beside);
  cards.showAuthor(Number(context.next), beside.next);
  if (!item) return say(error.said, { style: "warning" });
  if (error.card) {
    const card = parse(error.card).querySelector(".desk-card");
    Object.assign(item, { card, html: "", version: error.version, status: error.status });
  }
  const typed = DRAFT.filter((name) => entry.fields[name]);
  item.draft = typed.length ? Object.fromEntries(typed.map((name) => [name, entry.fields[name]])) : null;
  item.part = entry.words === "aside" ? "aside" : "reject";
  rows.comeBack(item, error.said);
  say(`${word("back_again", rows.backs())}. ${error.said}`, { style: "warning" });
  changed();
  if (!cards.currentId() || cards.currentId() === item.id) cards.open(item.id, { asked: false });
}

/** What the server says of the queues and of the comments in the list. */
export function hear({ counts: fresh, running, changed: changes, above = 0 }) {
  counts = { ...fresh };
  showCounts(fresh);
  showRunning(running);
  const before = rows.find(cards.currentId())?.version;
  rows.change(changes);
  compact.change(changes);
  const now = rows.find(cards.currentId());
  if (now && now.version !== before) cards.sayChanged(now.said);
  if (above) rows.sayAbove(above);
  if (!cards.currentId() && rows.isEmpty(fresh)) lookForMore();
  if (cards.isMissing()) cards.open(cards.currentId(), { asked: false });
}

const changed = () => showState({ unsaved: outbox.size(), why: outbox.why === "stale" ? "" : outbox.why, backs: rows.backs() });

export function start({ onStale }) {
  outbox.start({
    saved,
    refused,
    context: () => ({ next: cards.currentId() || "", seen: rows.seen() }),
    changed() {
      changed();
      if (outbox.why === "stale") onStale();
    },
  });
  for (const place of document.querySelectorAll("[data-queue]")) {
    counts[place.dataset.queue] = place.querySelector(".count")?.textContent ?? "";
  }
  // The strip may be closed without loading the page, and then the button is of its own form again.
  document.querySelector("#decide-form [form]")?.removeAttribute("form");
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.closest(".desk-card") || form.getAttribute("method") !== "post") return;
    event.preventDefault();
    // Whichever Reject is pressed, what was chosen and written in the open strip goes with it.
    const strip = event.submitter?.value === "reject" && form.id !== "reject-form" && document.getElementById("reject-form");
    if (strip) strip.requestSubmit(strip.querySelector("[value=reject]"));
    else decide(form, event.submitter);
  });
}
