// Asking the service: what it answers as JSON, what it refuses as a ProblemError, and what is asked again.

/** @typedef {import("../types/schema.js").components["schemas"]} Schemas */
/** @typedef {Exclude<Extract<keyof Schemas, `${string}Problem`>, "Problem" | "FieldProblem">} ProblemName */

/**
 * What happened, for programs. The service may get further codes, so a `switch` needs a default.
 *
 * @typedef {Schemas[ProblemName]["code"] | (string & {})} ProblemCode
 */

/**
 * @typedef {object} Options
 * @property {Record<string, string>} [headers] Sent with every request, as `Comments-Identity` of a signed-in reader.
 * @property {number} [tries] How often a request is sent at most. Default 3.
 * @property {number} [timeout] Milliseconds for each. Default 10 000.
 * @property {typeof fetch} [fetch] Used instead of the global one.
 */

/**
 * @typedef {object} Request
 * @property {Record<string, string | number | string[] | undefined>} [query]
 * @property {unknown} [body] Sent as JSON.
 * @property {string} [token] Of an author, or an API key.
 * @property {Record<string, string>} [headers]
 * @property {boolean} [again] Whether it may be sent again although an earlier one may have arrived.
 * @property {AbortSignal} [signal]
 */

/** Longer than this nobody waits for a refused request to be accepted; the caller is told instead. */
const PATIENCE_SECONDS = 10;
const REFUSED_FOR_NOW = [429, 503];

/** What the service refused (RFC 9457), or an answer that is not the service's, as of a proxy: then `code` is "". */
export class ProblemError extends Error {
  name = "ProblemError";

  /**
   * @param {number} status
   * @param {Partial<Schemas["Problem"]> & { current?: unknown }} problem
   * @param {number | null} retryAfter
   */
  constructor(status, problem, retryAfter) {
    super(problem.detail || problem.title || `The service answered ${status}.`);
    /** The HTTP status. */
    this.status = status;
    /** @type {ProblemCode} */
    this.code = problem.code ?? "";
    /** The address of a page that explains it. */
    this.type = problem.type ?? "about:blank";
    /** What is wrong with which field; empty unless `code` is "invalid". @type {Schemas["FieldProblem"][]} */
    this.errors = problem.errors ?? [];
    /** The seconds after which to try again, if the service said so. */
    this.retryAfter = retryAfter;
    /** With a conflict in moderation: what the request was about, as it is now. @type {unknown} */
    this.current = problem.current;
  }
}

/** One service, by its address. */
export class Service {
  /** @type {string} */
  #root;
  /** @type {Required<Options>} */
  #options;

  /**
   * @param {string | URL} address Where the service is, such as `https://comments.example.org`.
   * @param {Options} [options]
   */
  constructor(address, options = {}) {
    this.#root = `${String(address).replace(/\/+$/, "")}/api/v1`;
    this.#options = { headers: {}, tries: 3, timeout: 10_000, fetch: (...request) => fetch(...request), ...options };
  }

  /**
   * Call the API, as for what this client has no method for.
   *
   * @param {string} method
   * @param {string} path Below `/api/v1/`, such as `trending/`.
   * @param {Request} [request]
   * @returns {Promise<any>} The JSON of the answer; null where it has none.
   * @throws {ProblemError} What the service refuses.
   */
  async call(method, path, request = {}) {
    const mayRepeat = request.again ?? method === "GET";
    for (let trial = 1; ; trial++) {
      const isLast = trial >= this.#options.tries;
      let seconds = Math.random() * 2 ** (trial - 1);
      try {
        return await this.#send(method, path, request);
      } catch (error) {
        request.signal?.throwIfAborted();
        if (isLast) throw error;
        if (error instanceof ProblemError) {
          if (!REFUSED_FOR_NOW.includes(error.status) || (error.retryAfter ?? 0) > PATIENCE_SECONDS) throw error;
          seconds += error.retryAfter ?? 0;
        } else if (!mayRepeat) throw error;
      }
      await sleep(seconds * 1000, request.signal);
    }
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {Request} request
   */
  async #send(method, path, { query = {}, body, token, headers = {}, signal }) {
    const address = new URL(`${this.#root}/${path}`);
    for (const [name, value] of Object.entries(query)) {
      for (const one of Array.isArray(value) ? value : [value]) {
        if (one !== undefined) address.searchParams.append(name, String(one));
      }
    }
    const timeout = AbortSignal.timeout(this.#options.timeout);
    const answer = await this.#options.fetch(address, {
      method,
      headers: {
        ...this.#options.headers,
        ...headers,
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        ...(token ? { Authorization: `Bearer ${token}` } : {}),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      credentials: "omit",
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    return read(answer);
  }
}

/** @param {Response} answer */
async function read(answer) {
  if (answer.ok) return answer.status === 204 ? null : answer.json();
  const isProblem = answer.headers.get("Content-Type")?.startsWith("application/problem+json");
  const seconds = Number.parseInt(answer.headers.get("Retry-After") ?? "", 10);
  throw new ProblemError(answer.status, isProblem ? await answer.json() : {}, Number.isNaN(seconds) ? null : seconds);
}

/**
 * @param {number} milliseconds
 * @param {AbortSignal} [signal] Ends it early, with the signal's reason as the error.
 * @returns {Promise<void>}
 */
export function sleep(milliseconds, signal) {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    signal?.addEventListener("abort", stop, { once: true });
  });
}
