"""A page of another program, on another origin, that lets only the service in: what the element has to live with."""

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Nothing but ours, and no HTML from strings.
STRICT = (
    "default-src 'none'; script-src {service}; connect-src {service}; style-src {service}; base-uri 'none';"
    " form-action 'none'; img-src data:; require-trusted-types-for 'script'"
)
DOCS = (Path(__file__).parents[2] / "docs/embedding.md").read_text("utf-8").partition("\n## To a page elsewhere")[2]


def as_pasted(block: str, key: str) -> str:
    """HTML of the document with what its reader replaces replaced, but for {service}."""
    block = block.partition("```")[0].replace("https://comments.example.org", "{service}").replace("my-article", key)
    return block.replace("/news/", "/newsroom/").replace('"news"', '"newsroom"')


# The lines to paste.
LINES = as_pasted(DOCS.partition("```html\n")[2], "{key}")


class Host:
    """Serves HTML by path, each with its Content-Security-Policy as a header."""

    def __init__(self, service: str) -> None:
        self.service, self.url = service, ""
        self.pages: dict[str, tuple[str, str]] = {}

    def page(self, body: str, path: str = "/page.html", *, head: str = "", csp: str = STRICT, of: str = "en") -> str:
        """Put a page there, with the service's address in place of {service}; returns its address."""
        head = f"<meta charset=utf-8><title>A host</title><link rel=icon href=data:,>{head}"
        text = f"<!doctype html><html lang={of}><head>{head}</head><body>{body}</body></html>"
        self.pages[path] = (text.replace("{service}", self.service), csp.replace("{service}", self.service))
        return self.url + path

    def with_thread(self, key: str = "elsewhere", **options: str) -> str:
        """A page with the lines to paste."""
        return self.page(f"<h1>An article</h1>{LINES.replace('{key}', key)}", **options)


@contextmanager
def serving(service: str, port: int = 0) -> Iterator[Host]:
    """A Host that answers until the block ends."""
    host = Host(service)

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            text, csp = host.pages.get(self.path.partition("?")[0], ("", ""))
            self.send_response(200 if text else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            if csp:
                self.send_header("Content-Security-Policy", csp)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_args: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler) as server:
        host.url = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield host
        server.shutdown()
