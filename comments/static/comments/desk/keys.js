/** Keys of the desk: each presses what stands on the page. None repeats, and none is heard while somebody types. */
import * as cards from "./cards.js";
import * as compact from "./compact.js";
import { undo } from "./decide.js";
import { facts, kept } from "./page.js";
import * as rows from "./rows.js";

const store = kept("localStorage", "keys");
const TYPED_IN = "input:not([type=radio], [type=checkbox], [type=submit], [type=button]), textarea, select, [contenteditable]";
// What is open comes before what lies below it.
const PLACES = [".card-strip", ".strip[open]", "#desk-card", "#desk-author", "#desk-said", ".desk-compact", ".desk-bar", "#desk-last"];
const help = document.getElementById("desk-help");
let areOn = store.read() !== "off";

/** What was pressed: by the letter, and where the layout has no Latin ones by the place of the key. */
export function keyOf(event) {
  let { key } = event;
  if (key.length === 1 && key > "~") key = byPlace(event) ?? key;
  return /^[a-z]$/i.test(key) ? key[event.shiftKey ? "toUpperCase" : "toLowerCase"]() : key;
}

function byPlace({ code, shiftKey }) {
  if (code === "Slash") return shiftKey ? "?" : "/";
  return /^(?:Key|Digit)(.)$/.exec(code)?.[1];
}

function hear(event) {
  const isTyping = event.target.closest?.(TYPED_IN);
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && isTyping && !event.repeat) return send(event);
  if (event.defaultPrevented || event.repeat || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
  if (help.open || event.getModifierState("AltGraph")) return;
  if (event.key === "Escape") return close(event);
  if (!areOn || isTyping) return;
  const command = COMMANDS[keyOf(event)] ?? press;
  if (command(keyOf(event)) !== false) event.preventDefault();
}

const COMMANDS = {
  j: () => step(1),
  k: () => step(-1),
  z: () => (document.getElementById("desk-card") ? undo() : press("z")),
  v: () => location.assign(facts.addresses.desk + facts.compact),
  "/": () => search(document.querySelector("input[name=q]")),
  "?": () => help.showModal(),
  o: () => (cards.element() ?? document).querySelector(".card-where a")?.click(),
  x: () => compact.tick(),
  X: () => compact.tickToHere(),
  d: () => press("d") || press("D"),
};

function search(field) {
  field.focus();
  field.select();
}

function step(by) {
  if (compact.isOpen()) return compact.step(by);
  const next = rows.beside(cards.currentId(), by);
  if (next) cards.open(next.id);
}

/** Press the button or link that has this key written on it. */
function press(key) {
  if (key.length !== 1 || key === " ") return false;
  const name = `[data-key="${CSS.escape(key)}"]`;
  const row = document.activeElement.closest(".compact-row, .flood-all");
  const places = [...(row ? [row] : []), ...PLACES.flatMap((place) => [...document.querySelectorAll(place)])];
  const found = places.map((place) => place.querySelector(name)).find(Boolean);
  if (!found) return false;
  if (found.type === "radio") choose(found);
  else found.click();
  return true;
}

function choose(radio) {
  radio.checked = true;
  if (radio.value) radio.focus();
  else radio.form.querySelector("[name=told]").focus();
}

/** Ctrl and Enter send what is being written, by the button that is seen. */
function send(event) {
  const button = event.target.form?.querySelector("button[type=submit]:not([hidden])");
  if (!button || !event.target.closest(".desk-card, .desk-sure")) return;
  event.preventDefault();
  button.click();
}

function close(event) {
  const open = document.querySelector(".card-strip, .strip[open], .desk-options[open]");
  if (!open) return;
  event.preventDefault();
  if (open.matches("details")) open.open = false;
  else open.remove();
  cards.element()?.querySelector("#card-title").focus();
}

function show() {
  document.documentElement.classList.toggle("has-keys", areOn);
}

export function start() {
  const choice = document.getElementById("desk-keys");
  const button = document.getElementById("desk-help-open");
  choice.checked = areOn;
  choice.addEventListener("change", () => {
    areOn = choice.checked;
    store.write(areOn ? "on" : "off");
    show();
  });
  button.hidden = false;
  button.addEventListener("click", () => help.showModal());
  document.addEventListener("keydown", hear);
  show();
}
