// A visitor's conversation with the service, by openapi-fetch with the types of openapi-typescript.
import assert from "node:assert/strict";
import createClient from "openapi-fetch";
import type { components, paths } from "./fetch/schema.js";

type Problem = components["schemas"]["Problem"];

const [address] = process.argv.slice(2);
const api = createClient<paths>({ baseUrl: `${address}/api/v1` });
const where = { site: "times", thread: "bridge" };
const by = (token: string) => ({ Authorization: `Bearer ${token}` });

function given<Data>({ data, error }: { data?: Data; error?: Problem }): Data {
  assert.equal(error, undefined);
  assert.notEqual(data, undefined);
  return data as Data;
}

// Read.
const page = given(await api.GET("/comments/", { params: { query: { ...where, sort: "oldest", limit: 10 } } }));
const [first] = page.results;
assert.equal(first?.state, "published");
if (first?.state === "published") assert.equal(first.author.name, "Ada");
assert.equal(page.thread.open, true);
assert.equal(page.thread.closed_reason, null);
const counts = given(await api.GET("/counts/", { params: { query: { site: "times", thread: ["bridge", "tunnel"] } } }));
assert.deepEqual(counts.counts, { bridge: 1, tunnel: 0 });
const site = given(await api.GET("/sites/{site}/", { params: { path: { site: "times" } } }));
assert.equal(site.fields.text.required, true);

// Post, and the same again.
const body = { ...where, parent: first?.id ?? null, name: "Zoë", email: "zoe@example.org", text: "Mind the gap." };
const key = { "Idempotency-Key": crypto.randomUUID() };
const posted = given(await api.POST("/comments/", { body, params: { header: key } }));
assert.equal(posted.status, "pending");
assert.equal(given(await api.POST("/comments/", { body, params: { header: key } })).id, posted.id);
const other = await api.POST("/comments/", { body: { ...body, text: "Other words." }, params: { header: key } });
assert.equal(other.error?.code, "key-reused");

// Refused.
const wrong = await api.POST("/comments/", { body: { ...body, email: "nobody" } });
assert.equal(wrong.response.status, 400);
if (wrong.error?.code === "invalid") assert.equal(wrong.error.errors[0]?.pointer, "/email");
else assert.fail("a problem with fields");

// Edit, and too late.
const own = { params: { path: { comment_id: posted.id } }, headers: by(posted.token) };
const edited = given(await api.PATCH("/comments/{comment_id}/", { ...own, body: { text: "Mind the step.", version: 1 } }));
assert.deepEqual([edited.text, edited.version], ["Mind the step.", 2]);
const stale = await api.PATCH("/comments/{comment_id}/", { ...own, body: { text: "Mind it.", version: 1 } });
assert.equal(stale.error?.code, "stale");

// Withdraw.
assert.equal((await api.DELETE("/comments/{comment_id}/", own)).response.status, 204);
const gone = given(await api.GET("/comments/{comment_id}/", own));
assert.ok("status" in gone);
assert.deepEqual([gone.state, gone.status], ["withdrawn", "withdrawn"]);
const nobody = await api.GET("/comments/{comment_id}/", { params: own.params });
assert.equal(nobody.error?.code, "not-found");
console.log(JSON.stringify({ id: posted.id }));
