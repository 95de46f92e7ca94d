// The comments of a site: read, post, edit, withdraw, count, follow.

import { ProblemError, Service, sleep } from "./service.js";

export { ProblemError, Service };

/** @typedef {import("./service.js").Schemas} Schemas */
/** @typedef {import("./service.js").Options} Options */
/** @typedef {import("./service.js").ProblemCode} ProblemCode */
/** @typedef {Schemas["PublishedComment"] | Schemas["Tombstone"]} Comment In a list. Narrow it by `state`. */
/** @typedef {Schemas["OwnComment"]} OwnComment As its author sees it. */
/** @typedef {Schemas["PostedComment"]} PostedComment */
/** @typedef {Schemas["CommentList"]} CommentList */
/** @typedef {Omit<Schemas["NewComment"], "site" | "thread">} Draft */
/** @typedef {{ id: number, token: string }} Own A comment with its author's token, as `post` answers it. */

/**
 * @typedef {object} Reading
 * @property {Schemas["Order"]} [sort] By default the site's order.
 * @property {number} [limit] Top-level comments of a page, 1 to 100.
 * @property {AbortSignal} [signal]
 */

/** Comments may become public a little later than the times they are published at say, and shared caches keep answers. */
const OVERLAP_MILLISECONDS = 10_000;
const LONGEST_PAUSE_SECONDS = 300;
const DAY_MILLISECONDS = 86_400_000;

/** The threads of one site. */
export class CommentThreads {
  /** @type {string} */
  #site;

  /**
   * @param {string | URL} address Where the service is, such as `https://comments.example.org`.
   * @param {string} site The site's slug.
   * @param {Options} [options]
   */
  constructor(address, site, options) {
    this.#site = site;
    /** For what has no method here. */
    this.service = new Service(address, options);
  }

  /**
   * One page of a thread.
   *
   * @param {string} thread The thread's key.
   * @param {Reading & { cursor?: string, parent?: number, since?: Date | string }} [reading]
   * @returns {Promise<CommentList>}
   */
  page(thread, { signal, since, ...reading } = {}) {
    return this.#page({ site: this.#site, thread, since: since && time(since), ...reading }, signal);
  }

  /**
   * All comments of a thread, page by page: each comment is followed by the replies below it, also those that pages cut.
   *
   * @param {string} thread The thread's key.
   * @param {Reading} [reading]
   * @returns {AsyncGenerator<Comment, void, void>}
   */
  async *read(thread, { signal, ...reading } = {}) {
    yield* this.#walk({ site: this.#site, thread, ...reading }, signal);
  }

  /**
   * @param {Record<string, string | number | undefined> | URLSearchParams} query
   * @param {AbortSignal} [signal]
   * @returns {AsyncGenerator<Comment, void, void>}
   */
  async *#walk(query, signal) {
    /** @type {CommentList} */
    let page;
    do {
      page = await this.#page(query, signal);
      /** @type {Comment | undefined} The comment of which replies were cut, until those that were not are over. */
      let cut;
      for (const comment of [...page.results, null]) {
        if (cut?.more && (!comment || comment.depth <= cut.depth)) {
          yield* this.#walk(new URL(cut.more.url).searchParams, signal);
          cut = undefined;
        }
        if (comment?.more) cut = comment;
        if (comment) yield comment;
      }
      if (page.next) query = new URL(page.next).searchParams;
    } while (page.next);
  }

  /**
   * @param {Record<string, string | number | undefined> | URLSearchParams} query Of addresses of the service only this
   *   is used: where it is reached may differ from here.
   * @param {AbortSignal} [signal]
   * @returns {Promise<CommentList>}
   */
  #page(query, signal) {
    return this.service.call("GET", "comments/", {
      query: query instanceof URLSearchParams ? Object.fromEntries(query) : query,
      signal,
    });
  }

  /**
   * Post a comment. It is sent again if the network fails, and with its key it is posted once.
   *
   * @param {string} thread The thread's key.
   * @param {Draft} draft
   * @param {{ key?: string, signal?: AbortSignal }} [options] `key`: the Idempotency-Key, by default a random one. Keep
   *   one of your own where a comment may be sent again later, as after a reload.
   * @returns {Promise<PostedComment>} Keep `id` and `token` where only the author has them.
   */
  post(thread, draft, { key = randomKey(), signal } = {}) {
    return this.service.call("POST", "comments/", {
      body: { site: this.#site, thread, ...draft },
      headers: { "Idempotency-Key": key },
      again: true,
      signal,
    });
  }

  /**
   * The author's own comment, in any state.
   *
   * @param {Own} own
   * @returns {Promise<OwnComment>}
   */
  own({ id, token }) {
    return this.service.call("GET", `comments/${id}/`, { token });
  }

  /**
   * Edit the author's own comment.
   *
   * @param {Own} own
   * @param {Schemas["CommentEdit"]} edit With `version` it is refused as `stale` if the text was edited since.
   * @returns {Promise<OwnComment>}
   */
  edit({ id, token }, edit) {
    return this.service.call("PATCH", `comments/${id}/`, { body: edit, token, again: edit.version == null });
  }

  /**
   * Withdraw the author's own comment, for good.
   *
   * @param {Own} own
   * @returns {Promise<void>}
   */
  async withdraw({ id, token }) {
    await this.service.call("DELETE", `comments/${id}/`, { token, again: true });
  }

  /**
   * The numbers of published comments of up to 100 threads, and with `since` how many of them are newer.
   *
   * @param {string[]} threads Their keys.
   * @param {{ since?: Date | string }} [options]
   * @returns {Promise<Schemas["Counts"]>}
   */
  counts(threads, { since } = {}) {
    return this.service.call("GET", "counts/", {
      query: { site: this.#site, thread: threads, since: since && time(since) },
    });
  }

  /**
   * Comments of a thread as they are published, from now on or after a time. Endless: leave the loop, or abort `signal`.
   *
   * While the service cannot be reached, it is asked less and less often, at least every five minutes.
   *
   * @param {string} thread The thread's key.
   * @param {{ since?: Date | string, seconds?: number, signal?: AbortSignal }} [options] `since`: the time to begin
   *   after, by the clock of the service, as in `published_at`. `seconds`: about how long to pause between two questions, 30 by default.
   * @returns {AsyncGenerator<Schemas["PublishedComment"], void, void>}
   */
  async *follow(thread, { since, seconds = 30, signal } = {}) {
    // The clock here may be wrong: what is new is told from what was there at first, and not from the time.
    let isNews = since !== undefined;
    const begin = since === undefined ? Date.now() - DAY_MILLISECONDS : new Date(since).getTime();
    let latest = begin;
    let pause = seconds;
    /** @type {Map<number, number>} When what was seen lately was published, by its id. */
    const seen = new Map();
    for (;;) {
      const after = new Date(Math.max(begin, latest - OVERLAP_MILLISECONDS));
      try {
        const { results } = await this.page(thread, { since: after, limit: 100, signal });
        for (const comment of results) {
          if (comment.state !== "published" || seen.has(comment.id)) continue;
          const published = Date.parse(comment.published_at);
          seen.set(comment.id, published);
          latest = Math.max(latest, published);
          if (isNews) yield comment;
        }
        isNews = true;
        pause = seconds;
      } catch (error) {
        signal?.throwIfAborted();
        if (isRefusal(error)) throw error;
        pause = Math.min(pause * 2, LONGEST_PAUSE_SECONDS);
      }
      for (const [id, published] of seen) if (published < latest - 2 * OVERLAP_MILLISECONDS) seen.delete(id);
      // Not all readers of a page ask in the same second.
      await sleep(pause * (800 + Math.random() * 400), signal);
    }
  }
}

/**
 * Whether asking again later would not help.
 *
 * @param {unknown} error
 */
function isRefusal(error) {
  const status = /** @type {{ status?: number }} */ (error).status ?? 0;
  return status >= 400 && status < 500 && status !== 429;
}

/** As `crypto.randomUUID`, which pages without https do not have. */
function randomKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {Date | string} value */
function time(value) {
  return new Date(value).toISOString();
}
