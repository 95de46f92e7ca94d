/** What happens meanwhile: asked every few seconds, and never while nobody looks. */
import { hear } from "./decide.js";
import * as outbox from "./outbox.js";
import { address, facts, poll } from "./page.js";
import * as rows from "./rows.js";

const PAUSE = 5000;
let etag = "";

function answered() {
  const url = new URL(address("live"), location.href);
  url.searchParams.set("seen", rows.seen());
  const headers = { Accept: "application/json" };
  // What stopped the decisions is over once there is an answer, so there has to be a whole one.
  if (etag && !outbox.why) headers["If-None-Match"] = etag;
  return fetch(url, { headers, cache: "no-store", redirect: "manual" }).catch(() => null);
}

async function listen(answer) {
  if (answer?.status === 401 || answer?.type === "opaqueredirect") outbox.pause("signed_out");
  if (!answer?.ok) return;
  const said = await answer.json();
  etag = answer.headers.get("ETag") ?? "";
  hear(said);
  if (outbox.why || said.by !== facts.person) outbox.resume(said.token, said.by === facts.person);
}

/** Returns how to ask at once. */
export function start() {
  const ask = poll(PAUSE, async () => listen(await answered()));
  addEventListener("online", ask);
  addEventListener("pageshow", (event) => event.persisted && ask());
  return ask;
}
