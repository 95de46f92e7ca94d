"""The servers that ours is compared with, started once for the whole run."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import addresses
from bench.load import get
from bench.peers import isso, reference_servers
from bench.peers.reference_servers import Listening
from bench.progress import say
from bench.servers import Testbed

JSON, HTML = "page.json", "page.html"


@dataclass(frozen=True)
class Competitors:
    """`plain` is granian alone and `empty` an empty Django view.

    `plain` and `nginx` return the bytes of our own hot pages. `nginx` and `isso` are None where they are not installed.
    """

    plain: Listening
    empty: Listening
    nginx: Listening | None
    isso: Listening | None


@contextmanager
def start_competitors(testbed: Testbed) -> Iterator[Competitors]:
    folder = testbed.folder / "peers"
    folder.mkdir()
    say("The others: plain granian, an empty Django view, nginx, Isso with the same comments")
    pages = _our_bytes(testbed, folder / "bytes")
    with ExitStack() as stack:
        plain = stack.enter_context(reference_servers.plain(folder, pages))
        empty = stack.enter_context(reference_servers.empty(folder))
        nginx = reference_servers.nginx(folder, pages)
        isso_server = (
            isso.isso(folder, Path(testbed.full[0].url.removeprefix("sqlite:///"))) if isso.install() else None
        )
        for server in (nginx, isso_server):
            if server is not None:
                stack.enter_context(server)
        yield Competitors(plain, empty, nginx, isso_server)


def _our_bytes(testbed: Testbed, folder: Path) -> Path:
    folder.mkdir()
    hot = testbed.hot
    with testbed.full[0].web("bytes") as web:
        (folder / JSON).write_bytes(get(web.url + addresses.thread(hot)).body)
        (folder / HTML).write_bytes(get(web.url + addresses.article(hot)).body)
    return folder
