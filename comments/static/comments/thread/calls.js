/** Asking the server for HTML: with a deadline, without a cookie on other origins, and with a reason where none comes. */
import { parse } from "./html.js";

/** Milliseconds until an answer is given up. What was sent may have arrived all the same. */
const DEADLINE = 20_000;

/** No usable answer. `code` is one of the API, or: offline, slow, unreachable, not-html, no-policy. */
export class Unreachable extends Error {
  constructor(code, status = 0, sentence) {
    super(code);
    Object.assign(this, { code, status, sentence });
  }
}

/**
 * The answer to a request: its status, the address it came from in the end, and `page`, the parsed HTML, which is a
 * refusal where the status is 4xx. A `body` of FormData is sent as a plain form. Throws Unreachable; an AbortError where
 * `signal` ended it.
 */
export async function ask(url, { method = "GET", body, signal, ...options } = {}) {
  const deadline = AbortSignal.timeout(DEADLINE);
  try {
    const answer = await fetch(url, {
      method,
      body: body instanceof FormData ? new URLSearchParams(body) : body,
      signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
      // Addresses of own comments carry a token.
      referrerPolicy: "no-referrer",
      ...options,
    });
    return await parsed(answer);
  } catch (error) {
    if (signal?.aborted || error instanceof Unreachable) throw error;
    throw new Unreachable(deadline.aborted ? "slow" : navigator.onLine ? "unreachable" : "offline");
  }
}

async function parsed(answer) {
  const { status, url, headers } = answer;
  if (status >= 500) throw new Unreachable("unavailable", status);
  if (!headers.get("Content-Type")?.startsWith("text/html")) throw new Unreachable("not-html", status);
  const text = await answer.text();
  try {
    return { status, url, page: parse(text) };
  } catch {
    throw new Unreachable("no-policy", status);
  }
}
