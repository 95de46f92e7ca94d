/** @typedef {import("./service.js").Schemas} Schemas */
/** @typedef {import("./service.js").Options} Options */
/** @typedef {Schemas["ModeratedComment"]} ModeratedComment */
/** @typedef {Schemas["FollowedBatch"]} FollowedBatch */
/** @typedef {Omit<NonNullable<import("../types/schema.js").operations["listModeratedComments"]["parameters"]["query"]>, "cursor">} Filters */
/** Decides as the person whose key it has. */
export class Moderation {
    /**
     * @param {string | URL} address Where the service is, such as `https://comments.example.org`.
     * @param {string} key An API key, as the desk shows it once.
     * @param {Options} [options]
     */
    constructor(address: string | URL, key: string, options?: Options);
    /** For what has no method here: `service.call(…, { token: key })`. */
    service: Service;
    /**
     * All comments of a queue or a search, page by page. `{ queue: "decide" }` is what waits.
     *
     * @param {Filters} filters
     * @param {{ signal?: AbortSignal }} [options]
     * @returns {AsyncGenerator<ModeratedComment, void, void>}
     */
    comments(filters: Filters, { signal }?: {
        signal?: AbortSignal;
    }): AsyncGenerator<ModeratedComment, void, void>;
    /**
     * @param {number} id
     * @returns {Promise<ModeratedComment>}
     */
    comment(id: number): Promise<ModeratedComment>;
    /**
     * Decide on a comment as it was when you read it. A `ProblemError` with the code "stale" has it as it is now in `current`.
     *
     * @param {Pick<ModeratedComment, "id" | "version">} comment
     * @param {Schemas["ModerationAction"]} action
     * @param {Omit<Schemas["NewDecision"], "action" | "version">} [said] `reason`, `note`, …
     * @returns {Promise<ModeratedComment>}
     */
    decide({ id, version }: Pick<ModeratedComment, "id" | "version">, action: Schemas["ModerationAction"], said?: Omit<Schemas["NewDecision"], "action" | "version">): Promise<ModeratedComment>;
    /**
     * Decide on many. It begins at once, and workers do it.
     *
     * @param {Schemas["NewBatch"]} batch
     * @param {{ key?: string }} [options] `key`: the Idempotency-Key.
     * @returns {Promise<FollowedBatch>}
     */
    start(batch: Schemas["NewBatch"], { key }?: {
        key?: string;
    }): Promise<FollowedBatch>;
    /**
     * Pause, continue, stop or undo a batch.
     *
     * @param {number} id
     * @param {Schemas["BatchChange"]} change
     * @returns {Promise<FollowedBatch>}
     */
    change(id: number, change: Schemas["BatchChange"]): Promise<FollowedBatch>;
    /**
     * A batch each second, until workers have nothing to do for it.
     *
     * @param {number} id
     * @param {{ seconds?: number, signal?: AbortSignal }} [options]
     * @returns {AsyncGenerator<FollowedBatch, void, void>}
     */
    follow(id: number, { seconds, signal }?: {
        seconds?: number;
        signal?: AbortSignal;
    }): AsyncGenerator<FollowedBatch, void, void>;
    #private;
}
export type Schemas = import("./service.js").Schemas;
export type Options = import("./service.js").Options;
export type ModeratedComment = Schemas["ModeratedComment"];
export type FollowedBatch = Schemas["FollowedBatch"];
export type Filters = Omit<NonNullable<import("../types/schema.js").operations["listModeratedComments"]["parameters"]["query"]>, "cursor">;
import { Service } from "./service.js";
