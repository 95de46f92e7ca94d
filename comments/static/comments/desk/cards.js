/** The one card that is open, with its author; it changes only when somebody asks for another. */
import { address, make, parse, part, word } from "./page.js";
import * as rows from "./rows.js";

const GUARD = 150;
const middle = document.getElementById("desk-card");
const author = document.getElementById("desk-author");
// What stands in the middle where there is no card.
const nothing = (document.getElementById("desk-empty")?.content ?? middle)?.querySelector(".desk-empty")?.cloneNode(true);
let current = 0;
let unaskedAt = -Infinity;
let onOpen = () => {};

export const currentId = () => current;
export const element = () => middle?.querySelector(".desk-card") ?? null;
/** Whether the card changed by itself so lately that a key may have been meant for the one before. */
export const isTooNew = () => performance.now() - unaskedAt < GUARD;
/** Whose card it is, as text. */
export const nameOn = (card) => card.querySelector("#card-title bdi").textContent.trim();

/** Open the card of a comment. `asked` by a key or a click; `isKnown` if its author is on the way already. */
export async function open(id, { asked = true, isKnown = false, push = false } = {}) {
  current = id;
  const item = rows.find(id) ?? rows.add(id, 0, "", null);
  rows.mark(id);
  if (!item.card && item.html) item.card = parse(item.html).querySelector(".desk-card");
  if (!item.card) {
    middle.replaceChildren(make("p", { className: "quiet", textContent: word("loading") }));
    await load(item);
    if (current !== id) return;
  }
  if (!item.card) return;
  if (!asked) unaskedAt = performance.now();
  render(item, push);
  if (!isKnown) showAuthor(id, await part(id, "author"));
}

async function load(item) {
  await rows.filled();
  const html = item.html || (await part(item.id, "card"));
  if (html) item.card = parse(html).querySelector(".desk-card");
  if (item.card) item.version = Number(item.card.dataset.version);
  else if (html === "" && current === item.id) {
    middle.replaceChildren(make("p", { className: "quiet is-lost", textContent: word("gone") }));
  }
}

/** Whether a card was asked for that could not be had. */
export const isMissing = () => current !== 0 && !element() && !middle.querySelector(".is-lost");

function render(item, push) {
  const { card } = item;
  // An undo that was answered, or a colleague, gave it another version.
  if (!item.said) setVersion(card, item.version);
  card.querySelector(".is-back")?.remove();
  if (item.notice) notice(card, item.notice);
  waitForAuthor();
  middle.replaceChildren(card);
  // What is measured comes last: each time the page is laid out anew for it.
  rows.show(item.id);
  if (middle.getBoundingClientRect().top < 0) middle.scrollIntoView();
  const url = address("card", item.id);
  if (push) history.pushState(null, "", url);
  else history.replaceState(null, "", url);
  card.querySelector("#card-title").focus({ preventScroll: true });
  onOpen(item);
  if (item.draft) refill(card, item);
}

/** What was typed and came back, in the form in which it was typed. */
function refill(card, { draft, part: name }) {
  const reply = draft.text ? card.querySelector("#reply-text") : null;
  if (!reply) return toggle(name, { draft });
  reply.value = draft.text;
  reply.closest("details").open = true;
}

function notice(card, said, ...more) {
  card.querySelector("header").append(make("p", { className: "card-notice is-back" }, said, ...more));
}

export function setVersion(card, version) {
  card.dataset.version = version;
  for (const field of card.querySelectorAll("input[name=version]")) field.value = version;
}

/** The card is not at the version of the comment any more: say so, and leave it under the eyes as it is. */
export function sayChanged(said) {
  const card = element();
  if (!card || card.querySelector(".is-changed")) return;
  const button = make("button", { type: "button", className: "button", textContent: word("show") });
  button.addEventListener("click", () => open(current));
  const line = make("p", { className: "card-notice is-changed" }, `${said || word("changed")} `, button);
  card.querySelector("header").append(line);
}

function waitForAuthor() {
  if (!author) return;
  author.hidden = false;
  author.setAttribute("aria-busy", "true");
  const title = author.querySelector("h2") ?? make("h2", { id: "author-title" });
  author.replaceChildren(title, make("p", { className: "quiet", textContent: word("loading") }));
}

export function showAuthor(id, html) {
  if (id !== current || !author || !html) return;
  author.removeAttribute("aria-busy");
  author.replaceChildren(parse(html));
}

/** There is no card any more; or, if it was not the last one, none yet. */
export function openNone({ isLast = true } = {}) {
  current = 0;
  if (author) author.hidden = true;
  if (!isLast) middle.replaceChildren(make("p", { className: "quiet", textContent: word("loading") }));
  else if (nothing) middle.replaceChildren(nothing.cloneNode(true));
  history.replaceState(null, "", address("desk"));
  middle.querySelector("h2")?.focus();
  onOpen({ id: 0 });
}

/** Open a part of the card that was hidden, or close it again; `draft` fills it. */
export async function toggle(name, { draft = null } = {}) {
  const card = element();
  const id = current;
  const there = card.querySelector(`#${name}`);
  if (there && there.classList.contains("card-strip")) return there.focus();
  if (there) return there.remove();
  const html = await part(id, name);
  if (!html || id !== current || card.querySelector(`#${name}`)) return;
  const section = parse(html).firstElementChild;
  if (section.classList.contains("card-strip")) card.querySelector(".card-actions").before(section);
  else card.append(section);
  for (const [field, value] of Object.entries(draft ?? {})) fillIn(section, field, value);
  section.focus();
}

function fillIn(section, field, value) {
  for (const one of section.querySelectorAll(`[name=${field}]`)) {
    if (one.type === "radio") one.checked = one.value === value;
    else if (one.type !== "hidden") one.value = value;
  }
}

export function start(isSent, opened) {
  onOpen = opened;
  rows.start(isSent);
  const card = element();
  if (!card) return;
  const id = Number(card.dataset.id);
  const item = rows.find(id) ?? rows.add(id, card.dataset.version, card.dataset.status, null);
  item.card = card;
  current = id;
  if (!isSent(id)) return opened(item);
  const next = rows.beside(id);
  if (next) open(next.id);
  else openNone();
}
