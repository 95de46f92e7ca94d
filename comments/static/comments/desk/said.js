/** What the desk says: for some seconds at the bottom left, and in the bar for as long as it holds. */
import { facts, make, word } from "./page.js";

const SECONDS = 10;
const region = document.getElementById("desk-said");
const bar = document.getElementById("desk-state");
let timer = 0;
let state = "";

/** Say it politely, with an Undo if `undo` is given. */
export function say(text, { undo = null, style = "success" } = {}) {
  // Sentence by sentence: a name from right to left must not turn the number behind it around.
  const sentences = [text].flat().flatMap((one) => [make("span", { dir: document.dir, textContent: one }), " "]);
  const line = make("li", { className: style }, make("span", {}, ...sentences));
  if (undo) {
    const button = make("button", { type: "button", className: "button" }, word("undo"), " ", make("kbd", { textContent: "z" }));
    button.addEventListener("click", () => undo());
    line.append(button);
  }
  region.classList.add("is-toast");
  region.replaceChildren(make("ul", { className: "messagelist" }, line));
  keepClearOfButtons();
  wait();
}

/** Where the buttons are at the bottom of a narrow window, this stands above them. */
function keepClearOfButtons() {
  const height = document.querySelector(".card-actions")?.offsetHeight ?? 0;
  region.style.setProperty("--desk-actions", `${height}px`);
}

function wait() {
  clearTimeout(timer);
  timer = setTimeout(() => region.replaceChildren(), SECONDS * 1000);
}

/** In the bar: how many are not saved and why, how many came back. */
export function showState({ unsaved = 0, why = "", backs = 0 }) {
  bar.dataset.unsaved = unsaved;
  const said = JSON.stringify([why || unsaved ? unsaved : 0, why, backs]);
  if (said === state) return;
  state = said;
  const parts = [];
  if (why === "signed_out") {
    const link = make("a", { href: `${facts.addresses.login}?next=${facts.addresses.desk}`, target: "_blank", rel: "noopener" });
    link.textContent = word("sign_in");
    parts.push(word("signed_out"), link);
  } else if (why === "somebody_else") parts.push(word("somebody_else"));
  if (why && unsaved) parts.push(word("unsaved", unsaved));
  if (backs) parts.push(word("back_again", backs));
  bar.replaceChildren(...parts.map((one) => make("span", {}, one)));
}

export function showCounts(counts) {
  for (const [name, shown] of Object.entries(counts)) {
    const places = document.querySelectorAll(`[data-queue="${name}"] .count, [data-count="${name}"]`);
    for (const place of places) if (place.textContent !== shown) place.textContent = shown;
  }
}

/** In the bar: how many batches run; nothing where none does. */
export function showRunning(text) {
  const place = document.getElementById("desk-running");
  if (place.textContent !== text) place.textContent = text;
}

export function start() {
  region.addEventListener("focusin", () => clearTimeout(timer));
  region.addEventListener("focusout", wait);
  region.addEventListener("mouseenter", () => clearTimeout(timer));
  region.addEventListener("mouseleave", wait);
  keepClearOfButtons();
  document.addEventListener("toggle", keepClearOfButtons, true);
  document.querySelector(".desk-queues [aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  // What the server wrote into the page as a warning stays there to be read.
  if (region.querySelector(".success") && !region.querySelector(".warning, .error")) region.classList.add("is-toast");
  if (region.classList.contains("is-toast")) wait();
}
