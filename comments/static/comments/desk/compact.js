/** Going through the compact view by keys, ticking, and what became of its comments meanwhile. */
import { kept, make, word } from "./page.js";

const next = kept("sessionStorage", "compact");
const rows = () => [...document.querySelectorAll(".compact-row input[type=checkbox]")];
let lastTicked = 0;

export const isOpen = () => document.querySelector(".compact-row") !== null;

const here = () => Math.max(0, rows().findIndex((box) => box.closest("li").contains(document.activeElement)));

export function step(by) {
  const all = rows();
  const isOnOne = all.some((box) => box.closest("li").contains(document.activeElement));
  const next = all[isOnOne ? here() + by : 0];
  next?.focus();
  next?.closest("li").scrollIntoView({ block: "nearest" });
}

export function tick() {
  const box = rows()[here()];
  if (!box) return false;
  box.click();
  box.focus();
  lastTicked = here();
}

/** All from the one that was ticked last to this one. */
export function tickToHere() {
  const [from, to] = [lastTicked, here()].sort((one, other) => one - other);
  for (const box of rows().slice(from, to + 1)) if (!box.checked) box.click();
}

/** Rows neither move nor lose their tick: those that changed are grey, and say by whom. */
export function change(changes) {
  for (const { id, version, status, said, left } of changes) {
    const row = document.querySelector(`.compact-row[data-id="${id}"]`);
    if (!row || Number(row.dataset.version) >= version) continue;
    row.dataset.version = version;
    row.classList.add("is-gone");
    row.querySelector(".row-said")?.remove();
    const what = left || status !== row.dataset.status ? said : word("changed");
    row.querySelector(".compact-text").before(make("span", { className: "row-said" }, what));
  }
}

/** Each decision loads the page: it goes on behind the last one that was ticked, not at the top. */
function keepPlace() {
  const all = rows();
  const left = (box) => !box.checked;
  const last = all.findLastIndex((box) => box.checked);
  next.write((all.slice(last + 1).find(left) ?? all.findLast(left))?.id ?? null);
}

export function start() {
  const box = document.getElementById(next.read());
  next.write(null);
  box?.focus();
  document.getElementById("compact-form")?.addEventListener("submit", keepPlace);
}
