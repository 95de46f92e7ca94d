// What a moderator's program does with an API key. For servers: a key does not belong in a browser, and none may use it.

import { Service, sleep } from "./service.js";

/** @typedef {import("./service.js").Schemas} Schemas */
/** @typedef {import("./service.js").Options} Options */
/** @typedef {Schemas["ModeratedComment"]} ModeratedComment */
/** @typedef {Schemas["FollowedBatch"]} FollowedBatch */
/** @typedef {Omit<NonNullable<import("../types/schema.js").operations["listModeratedComments"]["parameters"]["query"]>, "cursor">} Filters */

/** Decides as the person whose key it has. */
export class Moderation {
  /** @type {string} */
  #key;

  /**
   * @param {string | URL} address Where the service is, such as `https://comments.example.org`.
   * @param {string} key An API key, as the desk shows it once.
   * @param {Options} [options]
   */
  constructor(address, key, options) {
    this.#key = key;
    /** For what has no method here: `service.call(…, { token: key })`. */
    this.service = new Service(address, options);
  }

  /**
   * All comments of a queue or a search, page by page. `{ queue: "decide" }` is what waits.
   *
   * @param {Filters} filters
   * @param {{ signal?: AbortSignal }} [options]
   * @returns {AsyncGenerator<ModeratedComment, void, void>}
   */
  async *comments(filters, { signal } = {}) {
    let query = /** @type {import("./service.js").Request["query"]} */ (filters);
    for (;;) {
      /** @type {Schemas["ModeratedList"]} */
      const page = await this.#call("GET", "comments/", { query, signal });
      yield* page.results;
      if (!page.next) return;
      query = { ...query, cursor: new URL(page.next).searchParams.get("cursor") ?? undefined };
    }
  }

  /**
   * @param {number} id
   * @returns {Promise<ModeratedComment>}
   */
  comment(id) {
    return this.#call("GET", `comments/${id}/`);
  }

  /**
   * Decide on a comment as it was when you read it. A `ProblemError` with the code "stale" has it as it is now in `current`.
   *
   * @param {Pick<ModeratedComment, "id" | "version">} comment
   * @param {Schemas["ModerationAction"]} action
   * @param {Omit<Schemas["NewDecision"], "action" | "version">} [said] `reason`, `note`, …
   * @returns {Promise<ModeratedComment>}
   */
  decide({ id, version }, action, said = {}) {
    return this.#call("POST", `comments/${id}/decisions/`, { body: { action, version, ...said } });
  }

  /**
   * Decide on many. It begins at once, and workers do it.
   *
   * @param {Schemas["NewBatch"]} batch
   * @param {{ key?: string }} [options] `key`: the Idempotency-Key.
   * @returns {Promise<FollowedBatch>}
   */
  start(batch, { key = crypto.randomUUID() } = {}) {
    return this.#call("POST", "batches/", { body: batch, headers: { "Idempotency-Key": key }, again: true });
  }

  /**
   * Pause, continue, stop or undo a batch.
   *
   * @param {number} id
   * @param {Schemas["BatchChange"]} change
   * @returns {Promise<FollowedBatch>}
   */
  change(id, change) {
    return this.#call("POST", `batches/${id}/${change}/`);
  }

  /**
   * A batch each second, until workers have nothing to do for it.
   *
   * @param {number} id
   * @param {{ seconds?: number, signal?: AbortSignal }} [options]
   * @returns {AsyncGenerator<FollowedBatch, void, void>}
   */
  async *follow(id, { seconds = 1, signal } = {}) {
    for (;;) {
      /** @type {FollowedBatch} */
      const batch = await this.#call("GET", `batches/${id}/`, { signal });
      yield batch;
      if (batch.state !== "running" && batch.state !== "undoing") return;
      await sleep(seconds * 1000, signal);
    }
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {import("./service.js").Request} [request]
   */
  #call(method, path, request) {
    return this.service.call(method, `moderation/${path}`, { ...request, token: this.#key });
  }
}
