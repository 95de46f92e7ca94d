// A moderator's program, by the client that @hey-api/openapi-ts makes: argv is the address and a key.
import assert from "node:assert/strict";
import { client } from "./hey/client.gen.js";
import * as api from "./hey/index.js";

const [address, key] = process.argv.slice(2);
client.setConfig({ baseUrl: `${address}/api/v1`, auth: key });

const waiting = async (): Promise<api.ModeratedComment[]> =>
  (await api.listModeratedComments({ query: { site: "times", queue: "decide" }, throwOnError: true })).data.results;

// Who the key is, and what waits.
assert.deepEqual((await api.readKey({ throwOnError: true })).data.scopes, ["read", "decide", "manage"]);
const [first, ...others] = await waiting();
assert.ok(first);
assert.equal(others.length, 2);

// Decide, and too late.
const decide = (action: api.ModerationAction) =>
  api.decideComment({ path: { comment_id: first.id }, body: { action, version: first.version } });
assert.equal((await decide("approve")).data?.status, "approved");
const late = await decide("reject");
assert.equal(late.response?.status, 409);
if (late.error?.code === "stale") assert.equal(late.error.current.status, "approved");
else assert.fail("a conflict with the comment as it is");

// Decide on many, and undo that.
const comments = others.map(({ id, version }) => ({ id, version }));
const { data: batch } = await api.startBatch({ body: { action: "reject", comments }, throwOnError: true });
// Of few the service carries it out before it answers.
const followed = await api.readBatch({ path: { batch_id: batch.id }, throwOnError: true });
assert.equal(followed.data.state, "done");
assert.deepEqual(await waiting(), []);
const undone = await api.changeBatch({ path: { batch_id: batch.id, change: "undo" }, throwOnError: true });
assert.equal(undone.data.state, "undone");
assert.deepEqual((await waiting()).map(({ id }) => id).sort(), comments.map(({ id }) => id).sort());

// Close the thread.
const found = await api.findThreads({ query: { site: "times", key: "bridge" }, throwOnError: true });
const thread = found.data.results[0];
assert.ok(thread);
const body = { state: "closed" as const, version: thread.switch.version, note: "Until tomorrow." };
const { data: closed } = await api.switchThread({ path: { thread_id: thread.id }, body, throwOnError: true });
assert.deepEqual([closed.switch.state, closed.takes_comments], ["closed", false]);
