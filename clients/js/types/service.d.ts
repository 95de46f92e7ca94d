/**
 * @param {number} milliseconds
 * @param {AbortSignal} [signal] Ends it early, with the signal's reason as the error.
 * @returns {Promise<void>}
 */
export function sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
/** What the service refused (RFC 9457), or an answer that is not the service's, as of a proxy: then `code` is "". */
export class ProblemError extends Error {
    /**
     * @param {number} status
     * @param {Partial<Schemas["Problem"]> & { current?: unknown }} problem
     * @param {number | null} retryAfter
     */
    constructor(status: number, problem: Partial<Schemas["Problem"]> & {
        current?: unknown;
    }, retryAfter: number | null);
    /** The HTTP status. */
    status: number;
    /** @type {ProblemCode} */
    code: ProblemCode;
    /** The address of a page that explains it. */
    type: string;
    /** What is wrong with which field; empty unless `code` is "invalid". @type {Schemas["FieldProblem"][]} */
    errors: Schemas["FieldProblem"][];
    /** The seconds after which to try again, if the service said so. */
    retryAfter: number | null;
    /** With a conflict in moderation: what the request was about, as it is now. @type {unknown} */
    current: unknown;
}
/** One service, by its address. */
export class Service {
    /**
     * @param {string | URL} address Where the service is, such as `https://comments.example.org`.
     * @param {Options} [options]
     */
    constructor(address: string | URL, options?: Options);
    /**
     * Call the API, as for what this client has no method for.
     *
     * @param {string} method
     * @param {string} path Below `/api/v1/`, such as `trending/`.
     * @param {Request} [request]
     * @returns {Promise<any>} The JSON of the answer; null where it has none.
     * @throws {ProblemError} What the service refuses.
     */
    call(method: string, path: string, request?: Request): Promise<any>;
    #private;
}
export type Schemas = import("../types/schema.js").components["schemas"];
export type ProblemName = Exclude<Extract<keyof Schemas, `${string}Problem`>, "Problem" | "FieldProblem">;
/**
 * What happened, for programs. The service may get further codes, so a `switch` needs a default.
 */
export type ProblemCode = Schemas[ProblemName]["code"] | (string & {});
export type Options = {
    /**
     * Sent with every request, as `Comments-Identity` of a signed-in reader.
     */
    headers?: Record<string, string> | undefined;
    /**
     * How often a request is sent at most. Default 3.
     */
    tries?: number | undefined;
    /**
     * Milliseconds for each. Default 10 000.
     */
    timeout?: number | undefined;
    /**
     * Used instead of the global one.
     */
    fetch?: typeof fetch | undefined;
};
export type Request = {
    query?: Record<string, string | number | string[] | undefined> | undefined;
    /**
     * Sent as JSON.
     */
    body?: unknown;
    /**
     * Of an author, or an API key.
     */
    token?: string | undefined;
    headers?: Record<string, string> | undefined;
    /**
     * Whether it may be sent again although an earlier one may have arrived.
     */
    again?: boolean | undefined;
    signal?: AbortSignal | undefined;
};
