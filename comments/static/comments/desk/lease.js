/** Telling colleagues which comment one is busy with: at once for what takes time, else when it is open for a while. */
import * as outbox from "./outbox.js";
import { address, make } from "./page.js";

const OPEN = 5000;
const RENEWED = 20_000;
let held = 0;
let timer = 0;

/** Another card is open: what was held is free. */
export function opened(id) {
  free();
  if (id) timer = setTimeout(() => hold(id), OPEN);
}

export async function hold(id) {
  if (held === id) return;
  free();
  held = id;
  await take(id);
}

async function take(id) {
  clearTimeout(timer);
  timer = setTimeout(() => take(id), RENEWED);
  if (document.hidden) return;
  const answer = await ask(id, "POST").catch(() => null);
  if (answer?.status === 409 && held === id) warn(id, (await answer.json()).error.said);
}

/** A colleague is at it, too. That is no lock: the one who decides first does. */
function warn(id, said) {
  const card = document.querySelector(`.desk-card[data-id="${id}"]`);
  if (!card || [...card.querySelectorAll(".card-notice")].some((line) => line.textContent === said)) return;
  const line = make("p", { className: "card-notice" });
  line.setAttribute("role", "status");
  card.querySelector("header").append(line);
  line.textContent = said;
}

function free() {
  clearTimeout(timer);
  if (held && !outbox.isSent(held)) ask(held, "DELETE").catch(() => {});
  held = 0;
}

const ask = (id, method) =>
  fetch(address("lease", id), {
    method, keepalive: true, redirect: "error",
    headers: { Accept: "application/json", "X-CSRFToken": outbox.currentToken() },
  });

export function start() {
  addEventListener("pagehide", free);
}
