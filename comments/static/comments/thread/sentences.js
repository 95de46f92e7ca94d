/** What the element says where it has no thread, from the service; in English where that cannot be asked. */
import { SENTENCES } from "./served.js";

const CATALOGUE_DEADLINE = 4000;

/** The sentences by code. */
export async function sentencesIn(language, service) {
  try {
    const signal = AbortSignal.timeout(CATALOGUE_DEADLINE);
    return await (await fetch(`${service}/embed/${language}.json`, { signal, credentials: "omit" })).json();
  } catch {
    return SENTENCES;
  }
}
