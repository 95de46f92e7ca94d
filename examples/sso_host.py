"""A website with accounts, which tells the comments who reads: pip install PyJWT, then

python sso_host.py 8001 http://localhost:8000 newsroom SECRET
"""

import json
import sys
import time
import uuid
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

import jwt

PORT, SERVICE, SITE, SECRET = sys.argv[1:]
ACCOUNTS = {"ada": {"name": "Ada", "email": "ada@example.org"}, "bo": {"name": "Bo", "staff": True}}
ARTICLE = f"""<!doctype html><meta charset="utf-8"><title>An article</title><h1>An article</h1>
<p><a href="/sign-in?account=ada">Ada</a> <a href="/sign-in?account=bo">Bo</a> <a href="/sign-out">Leave</a></p>
<script type="module" src="{SERVICE}/embed.js"></script>
<comment-thread site="{SITE}" key="an-article" auth-url="/token" login-url="/sign-in?account=ada">…</comment-thread>"""
# For readers without JavaScript: signs them in on the pages of the comments themselves.
GO_ON = f"""<form method="post" action="{SERVICE}/threads/{SITE}/sign-in/">
<input type="hidden" name="identity" value="%s"><input type="hidden" name="next" value="%s">
<button>Go on to the comments</button></form>"""


def token(account: str) -> str:
    """Who reads: for the comments alone, good for one use within five minutes."""
    now = int(time.time())
    said = {"aud": SITE, "sub": account, "jti": str(uuid.uuid4()), "iat": now, "exp": now + 300}
    return jwt.encode({**said, **ACCOUNTS[account]}, SECRET, algorithm="HS256")


class Host(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        path, query = urlsplit(self.path).path, dict(parse_qsl(urlsplit(self.path).query))
        # A real website finds the account by its session, and asks for a password before it begins one.
        known = SimpleCookie(self.headers.get("Cookie", "")).get("account")
        account = query.get("account") or (known.value if known else "")
        then = query.get("next", "/")
        if path == "/token":
            self.answer(json.dumps({"token": token(account)}) if account else "", "application/json")
        elif path == "/sign-in" and then.startswith(f"{SERVICE}/threads/"):
            self.answer(GO_ON % (token(account or "ada"), then.replace('"', "").replace("&", "&amp;")))
        elif path in ("/sign-in", "/sign-out"):
            self.answer("", cookie=f"account={account if path == '/sign-in' else '; Max-Age=0'}", to="/")
        else:
            self.answer(ARTICLE)

    def answer(self, body: str, kind: str = "text/html", *, cookie: str = "", to: str = "") -> None:
        self.send_response(303 if to else 200 if body else 204)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Cache-Control", "no-store")
        if to:
            self.send_header("Location", to)
            self.send_header("Set-Cookie", f"{cookie}; Path=/; HttpOnly; SameSite=Lax")
        self.end_headers()
        self.wfile.write(body.encode())


ThreadingHTTPServer(("127.0.0.1", int(PORT)), Host).serve_forever()
