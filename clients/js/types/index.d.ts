/** The threads of one site. */
export class CommentThreads {
    /**
     * @param {string | URL} address Where the service is, such as `https://comments.example.org`.
     * @param {string} site The site's slug.
     * @param {Options} [options]
     */
    constructor(address: string | URL, site: string, options?: Options);
    /** For what has no method here. */
    service: Service;
    /**
     * One page of a thread.
     *
     * @param {string} thread The thread's key.
     * @param {Reading & { cursor?: string, parent?: number, since?: Date | string }} [reading]
     * @returns {Promise<CommentList>}
     */
    page(thread: string, { signal, since, ...reading }?: Reading & {
        cursor?: string;
        parent?: number;
        since?: Date | string;
    }): Promise<CommentList>;
    /**
     * All comments of a thread, page by page: each comment is followed by the replies below it, also those that pages cut.
     *
     * @param {string} thread The thread's key.
     * @param {Reading} [reading]
     * @returns {AsyncGenerator<Comment, void, void>}
     */
    read(thread: string, { signal, ...reading }?: Reading): AsyncGenerator<Comment, void, void>;
    /**
     * Post a comment. It is sent again if the network fails, and with its key it is posted once.
     *
     * @param {string} thread The thread's key.
     * @param {Draft} draft
     * @param {{ key?: string, signal?: AbortSignal }} [options] `key`: the Idempotency-Key, by default a random one. Keep
     *   one of your own where a comment may be sent again later, as after a reload.
     * @returns {Promise<PostedComment>} Keep `id` and `token` where only the author has them.
     */
    post(thread: string, draft: Draft, { key, signal }?: {
        key?: string;
        signal?: AbortSignal;
    }): Promise<PostedComment>;
    /**
     * The author's own comment, in any state.
     *
     * @param {Own} own
     * @returns {Promise<OwnComment>}
     */
    own({ id, token }: Own): Promise<OwnComment>;
    /**
     * Edit the author's own comment.
     *
     * @param {Own} own
     * @param {Schemas["CommentEdit"]} edit With `version` it is refused as `stale` if the text was edited since.
     * @returns {Promise<OwnComment>}
     */
    edit({ id, token }: Own, edit: Schemas["CommentEdit"]): Promise<OwnComment>;
    /**
     * Withdraw the author's own comment, for good.
     *
     * @param {Own} own
     * @returns {Promise<void>}
     */
    withdraw({ id, token }: Own): Promise<void>;
    /**
     * The numbers of published comments of up to 100 threads, and with `since` how many of them are newer.
     *
     * @param {string[]} threads Their keys.
     * @param {{ since?: Date | string }} [options]
     * @returns {Promise<Schemas["Counts"]>}
     */
    counts(threads: string[], { since }?: {
        since?: Date | string;
    }): Promise<Schemas["Counts"]>;
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
    follow(thread: string, { since, seconds, signal }?: {
        since?: Date | string;
        seconds?: number;
        signal?: AbortSignal;
    }): AsyncGenerator<Schemas["PublishedComment"], void, void>;
    #private;
}
export type Schemas = import("./service.js").Schemas;
export type Options = import("./service.js").Options;
export type ProblemCode = import("./service.js").ProblemCode;
/**
 * In a list. Narrow it by `state`.
 */
export type Comment = Schemas["PublishedComment"] | Schemas["Tombstone"];
/**
 * As its author sees it.
 */
export type OwnComment = Schemas["OwnComment"];
export type PostedComment = Schemas["PostedComment"];
export type CommentList = Schemas["CommentList"];
export type Draft = Omit<Schemas["NewComment"], "site" | "thread">;
/**
 * A comment with its author's token, as `post` answers it.
 */
export type Own = {
    id: number;
    token: string;
};
export type Reading = {
    /**
     * By default the site's order.
     */
    sort?: "oldest" | "newest" | "replies" | "recommended" | undefined;
    /**
     * Top-level comments of a page, 1 to 100.
     */
    limit?: number | undefined;
    signal?: AbortSignal | undefined;
};
import { ProblemError } from "./service.js";
import { Service } from "./service.js";
export { ProblemError, Service };
