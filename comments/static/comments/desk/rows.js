/** The list: which comments come, in which order, and what became of each meanwhile. A comment is held by its id. */
import { address, facts, get, make, parse, word } from "./page.js";

const FEW = 10;
const nav = document.getElementById("desk-list");
const items = new Map();
const decided = new Set();
let mayBeMore = true;
let lastId = 0;
let filling = null;

export const find = (id) => items.get(id);
export const listed = () => [...(nav?.querySelectorAll("li[data-row]") ?? [])].map((li) => items.get(Number(li.dataset.row)));
export const backs = () => listed().filter((item) => item.isBack).length;

/** As the server asks for it: id:version,id:version. */
export const seen = () => [...listed(), ...ticked()].map((item) => `${item.id}:${item.version}`).join(",");
const ticked = () => [...document.querySelectorAll(".compact-row")].map((row) => row.dataset);

/** The comment that comes `step` rows from this one and that nobody else decided; at the end again from the start. */
export function beside(id, step = 1, isWanted = () => true) {
  const all = listed();
  const at = all.findIndex((item) => item.id === id);
  const open = (item) => !item.said && item.id !== id && isWanted(item);
  if (step < 0) return all.slice(0, Math.max(at, 0)).reverse().find(open);
  return all.slice(at + 1).find(open) ?? all.find(open);
}

/** The one that is shown after a decision: what came back is opened by a person, as long as others wait. */
export const following = (id) => beside(id, 1, (item) => !item.isBack);

export function add(id, version, status, li) {
  const item = { id, version: Number(version), status, li, html: "", card: null, said: "", isBack: false, draft: null };
  items.set(id, item);
  return item;
}

/** Of own decisions: out of the list. */
export function takeOut(item) {
  decided.add(item.id);
  item.isBack = false;
  // Where it is put back to, should the decision be undone.
  item.before = item.li?.nextElementSibling ?? null;
  item.li?.remove();
  item.li?.querySelector(".row-back")?.remove();
}

/** An undone decision: to where it was, or first. */
export function putBack(item) {
  decided.delete(item.id);
  if (!item.li) return;
  const list = ol();
  list.insertBefore(item.li, item.before?.parentNode === list ? item.before : list.firstElementChild);
}

/** What could not be decided: first in the list, and marked. */
export function comeBack(item, said) {
  decided.delete(item.id);
  item.isBack = true;
  item.notice = said;
  item.said = "";
  if (!item.li) return;
  item.li.querySelector(".row-back, .row-said")?.remove();
  item.li.firstElementChild.append(make("span", { className: "row-back" }, word("back_mark"), ": ", said));
  ol().prepend(item.li);
}

/** What became of comments meanwhile. Rows do not move: those that others decided are grey, and say by whom. */
export function change(changes) {
  for (const one of changes) {
    const item = items.get(one.id);
    if (!item || item.version >= one.version) continue;
    item.version = one.version;
    item.html = "";
    item.card = null;
    grey(item, one.left || one.status !== item.status ? one.said : "");
  }
}

function grey(item, said) {
  item.said = said;
  item.li?.classList.toggle("is-gone", Boolean(said));
  item.li?.querySelector(".row-said")?.remove();
  if (said) item.li?.firstElementChild.append(make("span", { className: "row-said" }, said));
}

/** So many new ones would stand above the first row: a link to them, and nothing moves. */
export function sayAbove(number) {
  const place = nav.querySelector(".desk-above") ?? make("p", { className: "desk-above" });
  place.replaceChildren(make("a", { href: facts.addresses.desk + facts.place, textContent: word("above", number) }));
  place.setAttribute("role", "status");
  nav.prepend(place);
}

/** The row of the card that is open. */
export function mark(id) {
  for (const row of nav?.querySelectorAll("[aria-current]") ?? []) row.removeAttribute("aria-current");
  rowOf(id)?.setAttribute("aria-current", "true");
}

export const show = (id) => rowOf(id)?.scrollIntoView({ block: "nearest" });
const rowOf = (id) => items.get(id)?.li?.querySelector(".desk-row");

/** Fetch the next twenty cards by one request when fewer than ten are left; `again` from the start of the queue. */
export function fill(id, { again = false } = {}) {
  const all = listed();
  const ahead = all.slice(all.findIndex((item) => item.id === id) + 1).filter((item) => item.html || item.card);
  if (again) lastId = 0;
  if (!nav || (!again && (!mayBeMore || ahead.length >= FEW))) return filling ?? Promise.resolve();
  nav.setAttribute("aria-busy", "true");
  filling ??= fetchAhead().finally(() => {
    filling = null;
    nav.removeAttribute("aria-busy");
  });
  return filling;
}

/** The cards that are on their way are there, or cannot be had. */
export const filled = () => filling;

async function fetchAhead() {
  const url = new URL(address("ahead"), location.href);
  if (lastId) url.searchParams.set("after", lastId);
  const answer = await get(url);
  if (!answer) return;
  const { cards, more } = await answer.json();
  for (const one of cards) keep(one);
  mayBeMore = more;
  lastId = cards.at(-1)?.id ?? lastId;
}

function keep({ id, row, card }) {
  if (decided.has(id)) return;
  const fresh = parse(row).firstElementChild;
  const { version, status } = fresh.dataset;
  const item = items.get(id);
  if (!item) {
    const li = make("li", {}, fresh);
    li.dataset.row = id;
    ol().append(li);
    add(id, version, status, li).html = card;
  } else if (item.version <= version && !item.card) Object.assign(item, { html: card, version: Number(version) });
}

function ol() {
  const found = nav.querySelector("ol");
  if (found) return found;
  nav.querySelector(".quiet")?.remove();
  nav.prepend(make("ol"));
  return nav.firstElementChild;
}

/** Read the list as the server wrote it; what is in the outbox is decided already. */
export function start(isSent) {
  for (const li of nav?.querySelectorAll("li") ?? []) {
    const { id, version, status } = li.firstElementChild.dataset;
    li.dataset.row = id;
    const item = add(Number(id), version, status, li);
    if (isSent(item.id)) takeOut(item);
  }
  lastId = Number(new URL(location.href).searchParams.get("after") ?? 0);
  nav?.querySelector("a[rel=next]")?.closest("p").remove();
}

/** Whether the list has run out while the queue has not; never where no list is. */
export const isEmpty = (counts) => nav !== null && !listed().some((item) => !item.said) && counts[facts.queue] !== "0";
