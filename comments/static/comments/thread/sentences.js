/** What the element says where it has no thread: English at once, other languages from the service. */
import { SENTENCES } from "./served.js";

const CATALOGUE_DEADLINE = 4000;

/** By address: each catalogue is asked for once, and only where there is something to say. */
const catalogues = new Map();

/** The sentences by code; in English where no others can be had. */
export async function sentencesIn(language, service) {
  if (/^en\b/i.test(language)) return SENTENCES;
  const url = `${service}/embed/${language}.json`;
  if (!catalogues.has(url)) {
    const read = fetch(url, { signal: AbortSignal.timeout(CATALOGUE_DEADLINE), credentials: "omit" }).then((answer) => answer.json());
    catalogues.set(url, read.catch(() => catalogues.delete(url) && {}));
  }
  return { ...SENTENCES, ...(await catalogues.get(url)) };
}
