/** The page of a batch or a trial: how far the worker is, without loading the page again. */
import { facts, get, parse, poll, word } from "./page.js";
import { say } from "./said.js";

const PAUSE = 2000;
const PLACE = "[data-state][data-address]";
const place = () => document.querySelector(PLACE);

async function look() {
  if (!isMoving()) return;
  const answer = await get(place().dataset.address + facts.place);
  if (answer) show(parse(await answer.text()).querySelector(PLACE));
}

const isMoving = () => place() !== null && "moving" in place().dataset;

/** As long as only the numbers change, nothing under the fingers or before a reader does. */
function show(fresh) {
  const now = place();
  if (fresh.dataset.state === now.dataset.state) {
    now.querySelector(".how-far").replaceWith(fresh.querySelector(".how-far"));
    return;
  }
  const hadFocus = now.contains(document.activeElement);
  now.replaceWith(fresh);
  if (hadFocus) document.getElementById("progress-title").focus();
  say(word(fresh.dataset.said, fresh.querySelector("h2").textContent));
}

export function start() {
  if (isMoving()) poll(PAUSE, look);
}
