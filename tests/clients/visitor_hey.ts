// A visitor's conversation with the service, by the client that @hey-api/openapi-ts makes.
import assert from "node:assert/strict";
import { client } from "./hey/client.gen.js";
import { countComments, editComment, listComments, postComment, readComment, readSite, withdrawComment } from "./hey/index.js";
import type { NewComment } from "./hey/index.js";

const [address] = process.argv.slice(2);
client.setConfig({ baseUrl: `${address}/api/v1` });
const where = { site: "times", thread: "bridge" };

// Read.
const { data: page } = await listComments({ query: { ...where, sort: "oldest", limit: 10 }, throwOnError: true });
const [first] = page.results;
assert.equal(first?.state, "published");
if (first?.state === "published") assert.equal(first.author.name, "Ada");
assert.equal(page.thread.closed_reason, null);
const { data: counts } = await countComments({ query: { site: "times", thread: ["bridge", "tunnel"] }, throwOnError: true });
assert.deepEqual(counts.counts, { bridge: 1, tunnel: 0 });
const { data: site } = await readSite({ path: { site: "times" }, throwOnError: true });
assert.equal(site.fields.text.required, true);

// Post, and the same again.
const body: NewComment = { ...where, parent: first?.id, name: "Zoë", email: "zoe@example.org", text: "Mind the gap." };
const headers = { "Idempotency-Key": crypto.randomUUID() };
const { data: posted } = await postComment({ body, headers, throwOnError: true });
assert.equal(posted.status, "pending");
assert.equal((await postComment({ body, headers, throwOnError: true })).data.id, posted.id);
const other = await postComment({ body: { ...body, text: "Other words." }, headers });
assert.equal(other.error?.code, "key-reused");

// Refused.
const wrong = await postComment({ body: { ...body, email: "nobody" } });
assert.equal(wrong.response?.status, 400);
if (wrong.error?.code === "invalid") assert.equal(wrong.error.errors[0]?.pointer, "/email");
else assert.fail("a problem with fields");

// Edit, and too late.
const own = { path: { comment_id: posted.id }, auth: posted.token };
const { data: edited } = await editComment({ ...own, body: { text: "Mind the step.", version: 1 }, throwOnError: true });
assert.deepEqual([edited.text, edited.version], ["Mind the step.", 2]);
const stale = await editComment({ ...own, body: { text: "Mind it.", version: 1 } });
assert.equal(stale.error?.code, "stale");

// Withdraw.
assert.equal((await withdrawComment({ ...own, throwOnError: true })).response?.status, 204);
const { data: gone } = await readComment({ ...own, throwOnError: true });
assert.ok("status" in gone);
assert.deepEqual([gone.state, gone.status], ["withdrawn", "withdrawn"]);
const nobody = await readComment({ path: own.path });
assert.equal(nobody.error?.code, "not-found");
console.log(JSON.stringify({ id: posted.id }));
