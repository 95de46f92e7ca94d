// A moderator's program, by openapi-fetch with the types of openapi-typescript: argv is the address and a key.
import assert from "node:assert/strict";
import createClient from "openapi-fetch";
import type { components, paths } from "./fetch/schema.js";

type Schemas = components["schemas"];

const [address, key] = process.argv.slice(2);
const api = createClient<paths>({ baseUrl: `${address}/api/v1`, headers: { Authorization: `Bearer ${key}` } });

function given<Data>({ data, error }: { data?: Data; error?: Schemas["Problem"] }): Data {
  assert.equal(error, undefined);
  assert.notEqual(data, undefined);
  return data as Data;
}

const waiting = async (): Promise<Schemas["ModeratedComment"][]> =>
  given(await api.GET("/moderation/comments/", { params: { query: { site: "times", queue: "decide" } } })).results;

// Who the key is, and what waits.
assert.deepEqual(given(await api.GET("/moderation/", {})).scopes, ["read", "decide", "manage"]);
const [first, ...others] = await waiting();
assert.ok(first);
assert.equal(others.length, 2);

// Decide, and too late.
const decide = (action: Schemas["ModerationAction"]) =>
  api.POST("/moderation/comments/{comment_id}/decisions/", {
    params: { path: { comment_id: first.id } },
    body: { action, version: first.version },
  });
assert.equal(given(await decide("approve")).status, "approved");
const late = await decide("reject");
assert.equal(late.response.status, 409);
if (late.error?.code === "stale") assert.equal(late.error.current.status, "approved");
else assert.fail("a conflict with the comment as it is");

// Decide on many, and undo that.
const comments = others.map(({ id, version }) => ({ id, version }));
const batch = given(await api.POST("/moderation/batches/", { body: { action: "reject", comments } }));
// Of few the service carries it out before it answers.
const follow = { params: { path: { batch_id: batch.id } } };
assert.equal(given(await api.GET("/moderation/batches/{batch_id}/", follow)).state, "done");
assert.deepEqual(await waiting(), []);
const undo = { params: { path: { batch_id: batch.id, change: "undo" as const } } };
assert.equal(given(await api.POST("/moderation/batches/{batch_id}/{change}/", undo)).state, "undone");
assert.deepEqual((await waiting()).map(({ id }) => id).sort(), comments.map(({ id }) => id).sort());

// Close the thread.
const found = given(await api.GET("/moderation/threads/", { params: { query: { site: "times", key: "bridge" } } }));
const thread = found.results[0];
assert.ok(thread);
const closed = given(
  await api.POST("/moderation/threads/{thread_id}/switch/", {
    params: { path: { thread_id: thread.id } },
    body: { state: "closed", version: thread.switch.version, note: "Until tomorrow." },
  }),
);
assert.deepEqual([closed.switch.state, closed.takes_comments], ["closed", false]);
