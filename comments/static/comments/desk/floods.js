/** The flood view: all of a group by one tick, ten of it by chance, and word that the groups would be others by now. */
import { get, parse, poll } from "./page.js";

const PAUSE = 5000;
const form = document.getElementById("floods-form");
const counted = form.querySelector(".flood-ticked");
const known = { ...form.dataset };

/** What the form says of a group as a whole, and its rows that can be ticked with it. */
const groups = [...form.querySelectorAll("[data-group]")].flatMap((section) => {
  const all = section.querySelector("[name=all]");
  const list = section.querySelector(`[name=of_${section.dataset.group}]`);
  const rows = [...section.querySelectorAll(".compact-row input[type=checkbox]")];
  const whole = list ? list.value.split(",") : [];
  return [{ all, list, rows, whole, listed: new Set(rows.map((row) => row.value)) }];
});

/** A row that is taken off is taken off the list of the whole group too, and comes back to it. */
function follow(group) {
  if (!group.all?.checked) return;
  const off = new Set(group.rows.filter((row) => !row.checked).map((row) => row.value));
  group.list.value = group.whole.filter((value) => !off.has(value)).join(",");
}

function tickAll(group) {
  for (const row of group.rows) if (!("alone" in row.dataset)) row.checked = group.all.checked;
  follow(group);
}

function count() {
  let ticked = 0;
  for (const { all, rows, whole, listed } of groups) {
    for (const row of rows) if (row.checked) ticked += Number(row.closest("li").dataset.n);
    if (all?.checked) ticked += whole.filter((value) => !listed.has(value)).length;
  }
  if (counted) counted.textContent = ticked ? counted.dataset.words.replace("%s", ticked) : "";
}

function changed(event) {
  for (const group of groups) {
    if (event.target === group.all) tickAll(group);
    else if (group.rows.includes(event.target)) follow(group);
  }
  count();
}

/** Ten by chance stand below what they are of, and go with a second press. */
async function look(link) {
  const place = link.closest("li, p");
  const shown = place.querySelector(":scope > .flood-ten") ?? (place.matches("p") && place.nextElementSibling);
  if (shown && shown.matches?.(".flood-ten")) return shown.remove();
  const answer = await get(`${link.href}&part=1`);
  if (!answer) return location.assign(link.href);
  const ten = parse(await answer.text());
  if (place.matches("li")) place.append(ten);
  else place.after(ten);
}

/** Said, and not done: nothing moves under the eyes. */
async function ask() {
  const now = (await (await get(form.dataset.state))?.json()) ?? {};
  for (const [name, value] of Object.entries(now)) {
    const line = form.querySelector(`[data-anew="${name}"]`);
    // Of what is being decided only the end matters.
    if (String(value) !== known[name] && (name !== "running" || value < Number(known[name]))) line.hidden = false;
  }
}

/** By a key the rows of the group come into view, and the first, which is the most doubtful, is at hand. */
function goTo(box) {
  const group = groups.find(({ all }) => all === box);
  group.rows[0]?.focus();
  box.closest("section").scrollIntoView();
}

function press(event) {
  // Keys of the desk press what stands on the page; a person's own press leaves the focus where it is.
  if (!event.isTrusted && event.target.name === "all") return goTo(event.target);
  const link = event.target.closest?.("a[data-look]");
  if (!link || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  look(link);
}

form.addEventListener("change", changed);
form.addEventListener("click", press);
// A browser that comes back to the page may have kept its ticks.
addEventListener("pageshow", () => {
  for (const group of groups) follow(group);
  count();
});
poll(PAUSE, ask);
