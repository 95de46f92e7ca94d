// A website with accounts, which tells the comments who reads, without a library:
// node sso_host.mjs 8001 http://localhost:8000 newsroom SECRET
import { createHmac, randomUUID } from "node:crypto";
import { createServer } from "node:http";

const [port, service, site, secret] = process.argv.slice(2);
const accounts = { ada: { name: "Ada", email: "ada@example.org" }, bo: { name: "Bo", staff: true } };
const article = `<!doctype html><meta charset="utf-8"><title>An article</title><h1>An article</h1>
<p><a href="/sign-in?account=ada">Ada</a> <a href="/sign-in?account=bo">Bo</a> <a href="/sign-out">Leave</a></p>
<script type="module" src="${service}/embed.js"></script>
<comment-thread site="${site}" key="an-article" auth-url="/token" login-url="/sign-in?account=ada">…</comment-thread>`;
// For readers without JavaScript: signs them in on the pages of the comments themselves.
const goOn = (identity, next) => `<form method="post" action="${service}/threads/${site}/sign-in/">
<input type="hidden" name="identity" value="${identity}"><input type="hidden" name="next" value="${next}">
<button>Go on to the comments</button></form>`;

/** Who reads: for the comments alone, good for one use within five minutes. */
function token(account) {
  const now = Math.floor(Date.now() / 1000);
  const said = { aud: site, sub: account, jti: randomUUID(), iat: now, exp: now + 300, ...accounts[account] };
  const written = (part) => Buffer.from(JSON.stringify(part)).toString("base64url");
  const signed = `${written({ alg: "HS256", typ: "JWT" })}.${written(said)}`;
  return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
}

createServer((request, response) => {
  const { pathname, searchParams: query } = new URL(request.url, "http://localhost");
  // A real website finds the account by its session, and asks for a password before it begins one.
  const account = query.get("account") ?? /\baccount=(\w+)/.exec(request.headers.cookie)?.[1];
  const next = query.get("next") ?? "/";
  const answer = (status, body, headers) => response.writeHead(status, { "Cache-Control": "no-store", ...headers }).end(body);
  const html = { "Content-Type": "text/html; charset=utf-8" };
  if (pathname === "/token") {
    if (account) answer(200, JSON.stringify({ token: token(account) }), { "Content-Type": "application/json" });
    else answer(204);
  } else if (pathname === "/sign-in" && next.startsWith(`${service}/threads/`)) {
    answer(200, goOn(token(account ?? "ada"), next.replaceAll('"', "").replaceAll("&", "&amp;")), html);
  } else if (pathname === "/sign-in" || pathname === "/sign-out") {
    const cookie = pathname === "/sign-in" ? `account=${account}` : "account=; Max-Age=0";
    answer(303, "", { Location: "/", "Set-Cookie": `${cookie}; Path=/; HttpOnly; SameSite=Lax` });
  } else {
    answer(200, article, html);
  }
}).listen(Number(port), "127.0.0.1");
