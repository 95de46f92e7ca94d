// The client of clients/js, as it is packed, against a real service: argv is its address and the step.
import assert from "node:assert/strict";
import { CommentThreads, ProblemError, type Comment } from "comment-threads-client";
import { Moderation, type ModeratedComment } from "comment-threads-client/moderation";
import type { components } from "comment-threads-client/schema";

const [address = "", step = "", key = ""] = process.argv.slice(2);
const threads = new CommentThreads(address, "times");
const draft = { name: "Zoë", email: "zoe@example.org", text: "Mind the gap." };

async function refused(promise: Promise<unknown>): Promise<ProblemError> {
  const error = await promise.then(() => assert.fail("nothing was refused"), (error: unknown) => error);
  assert.ok(error instanceof ProblemError, String(error));
  return error;
}

/** Lets requests arrive, and loses the answers of so many. */
function losing(times: number, sent: RequestInit[]): typeof fetch {
  return async (request, init) => {
    const answer = await fetch(request, init);
    sent.push(init ?? {});
    if (sent.length > times) return answer;
    await answer.body?.cancel();
    throw new TypeError("fetch failed");
  };
}

const steps: Record<string, () => Promise<unknown>> = {
  async read() {
    const read: Comment[] = [];
    for await (const comment of threads.read("bridge", { sort: "oldest", limit: 2 })) read.push(comment);
    const first: Comment = read[0]!;
    if (first.state === "published") assert.equal(first.author.name, "Ada");
    return read.map(({ id }) => id);
  },

  async write() {
    const sent: RequestInit[] = [];
    const shaky = new CommentThreads(address, "times", { fetch: losing(2, sent) });
    const posted = await shaky.post("bridge", draft);
    assert.equal(sent.length, 3);
    assert.equal((await threads.own(posted)).state, "waiting");
    assert.equal((await threads.edit(posted, { text: "Mind the step.", version: 1 })).version, 2);
    const stale: components["schemas"]["Problem"]["code"] = (await refused(threads.edit(posted, { text: "x", version: 1 }))).code;
    assert.equal(stale, "stale");
    const lost = new CommentThreads(address, "times", { fetch: losing(1, []) });
    await assert.rejects(lost.edit(posted, { text: "Mind the train.", version: 2 }), TypeError);
    await threads.withdraw(posted);
    assert.equal((await threads.own(posted)).status, "withdrawn");
    const { counts, new: fresh } = await threads.counts(["bridge", "tunnel"], { since: "2026-01-01T00:00:00Z" });
    assert.deepEqual([counts, fresh], [{ bridge: 1, tunnel: 0 }, { bridge: 1, tunnel: 0 }]);
    return posted.id;
  },

  async problems() {
    const wrong = await refused(threads.post("bridge", { ...draft, email: "nobody" }));
    assert.deepEqual([wrong.status, wrong.code, wrong.errors.map(({ pointer }) => pointer)], [400, "invalid", ["/email"]]);
    assert.ok((await fetch(wrong.type)).ok);
    const nobody = await refused(threads.own({ id: 1, token: "not it" }));
    assert.deepEqual([nobody.status, nobody.code, nobody.retryAfter], [404, "not-found", null]);
    const proxy = new CommentThreads(address, "times", { fetch: async () => new Response("Bad gateway", { status: 502 }) });
    assert.deepEqual([(await refused(proxy.page("bridge"))).code, (await refused(proxy.page("bridge"))).status], ["", 502]);
    let asked = 0;
    const busy = async () => (asked++, new Response("", { status: 429, headers: { "Retry-After": "3600" } }));
    assert.equal((await refused(new CommentThreads(address, "times", { fetch: busy }).page("bridge"))).retryAfter, 3600);
    assert.equal(asked, 1);
    await assert.rejects(threads.page("bridge", { signal: AbortSignal.abort(new Error("left")) }), /left/);
  },

  async moderate() {
    const moderation = new Moderation(address, key);
    const waiting = async () => {
      const found: ModeratedComment[] = [];
      for await (const one of moderation.comments({ site: "times", queue: "decide", limit: 2 })) found.push(one);
      return found;
    };
    const [first, ...others] = await waiting();
    assert.equal((await moderation.decide(first!, "approve", { note: "Kind." })).status, "approved");
    const late = await refused(moderation.decide(first!, "reject"));
    assert.deepEqual([late.code, (late.current as ModeratedComment).status], ["stale", "approved"]);
    assert.equal((await moderation.comment(first!.id)).decisions.at(-1)?.note, "Kind.");
    const comments = others.map(({ id, version }) => ({ id, version }));
    const { id } = await moderation.start({ action: "reject", comments });
    const done = async () => {
      let last = "";
      for await (const { state } of moderation.follow(id, { seconds: 0.05 })) last = state;
      return last;
    };
    assert.equal(await done(), "done");
    await moderation.change(id, "undo");
    assert.equal(await done(), "undone");
    return (await waiting()).length;
  },

  // Tells what is there at first, then what is published while it listens.
  async follow() {
    const leaving = new AbortController();
    const heard: typeof fetch = async (request, init) => {
      const answer = await fetch(request, init);
      console.log("asked");
      return answer;
    };
    const listening = new CommentThreads(address, "times", { fetch: heard });
    const news = listening.follow("bridge", { seconds: 0.05, signal: leaving.signal });
    const { value } = await news.next();
    setTimeout(() => leaving.abort(new Error("left")), 100);
    await assert.rejects(news.next(), /left/);
    assert.equal(value?.author.name, "Grace");
    for await (const old of threads.follow("bridge", { since: "2026-01-01T00:00:00Z" })) return [value.id, old.id];
    return [];
  },
};

console.log(JSON.stringify((await steps[step]?.()) ?? null));
