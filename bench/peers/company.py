"""Those that ours is measured beside, started once for the whole run."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import addresses
from bench.load import get
from bench.peers import isso, servers
from bench.peers.servers import Listening
from bench.says import say
from bench.stage import Stage

JSON, HTML = "page.json", "page.html"


@dataclass(frozen=True)
class Company:
    """`plain` and `nginx` return the bytes of our own hot pages."""

    plain: Listening
    empty: Listening
    nginx: Listening | None
    isso: Listening | None


@contextmanager
def company(stage: Stage) -> Iterator[Company]:
    folder = stage.folder / "peers"
    folder.mkdir()
    say("The others: plain granian, an empty Django view, nginx, Isso with the same comments")
    pages = _our_bytes(stage, folder / "bytes")
    with ExitStack() as stack:
        plain = stack.enter_context(servers.plain(folder, pages))
        empty = stack.enter_context(servers.empty(folder))
        nginx = servers.nginx(folder, pages)
        talk = isso.isso(folder, Path(stage.full[0].url.removeprefix("sqlite:///"))) if isso.install() else None
        for server in (nginx, talk):
            if server is not None:
                stack.enter_context(server)
        yield Company(plain, empty, nginx, talk)


def _our_bytes(stage: Stage, folder: Path) -> Path:
    folder.mkdir()
    hot = stage.hot
    with stage.full[0].web("bytes") as web:
        (folder / JSON).write_bytes(get(web.url + addresses.thread(hot)).body)
        (folder / HTML).write_bytes(get(web.url + addresses.article(hot)).body)
    return folder
