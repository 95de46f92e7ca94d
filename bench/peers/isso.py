"""Isso from PyPI as its documentation runs it, with gunicorn and SQLite, filled from our own database."""

import json
import random
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

from bench.load import post_request
from bench.peers.reference_servers import Listening
from bench.progress import say
from bench.texts import Texts
from comments.paths import WIDTH
from project.datadir import BASE_DIR
from tests.support.servers import free_port

_HOME = BASE_DIR / ".venv" / "bench-isso"
_ORIGIN = "https://blog.example.org"
_SETTINGS = """[general]
dbpath = {database}
host = {origin}
notify =
[server]
public-endpoint = http://127.0.0.1:{port}
trusted-proxies = 127.0.0.1
[guard]
enabled = false
"""
# Isso keeps one level of replies: a deeper one stands under its top-level comment, as its own code moves it.
_THREADS = """
insert into threads (id, uri, title)
select id, '/' || key || '/', coalesce(nullif(title, ''), key) from ours.comments_thread"""
_COMMENTS = """
insert into comments
  (tid, id, parent, created, modified, mode, remote_addr, text, author, email, website, voters, notification)
select c.thread_id, c.id, top.id, unixepoch(c.created_at), null, 1, '10.0.0.0', c.text, c.name, c.email, null, ?, 0
from ours.comments_comment c
left join ours.comments_comment top on c.depth > 1 and top.thread_id = c.thread_id and top.path = substr(c.path, 1, ?)
where c.shown and c.status = 'approved'"""


def is_installed() -> bool:
    return (_HOME / "installed").exists()


def install() -> bool:
    """Install Isso into .venv/bench-isso unless it is there. Returns False, after a sentence, where that fails."""
    if is_installed():
        return True
    say("Isso: installing it from PyPI into an environment of its own (only the first time)")
    try:
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(_HOME)], check=True, capture_output=True)
        pip = [str(_HOME / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "isso", "gunicorn"], check=True, capture_output=True, text=True)
    except subprocess.CalledProcessError as error:
        say(f"Isso could not be installed, and its column stays empty: {str(error.stderr).strip()[-300:]}")
        return False
    (_HOME / "installed").touch()
    return True


def version() -> str:
    argv = [str(_HOME / "bin" / "python"), "-c", "from importlib.metadata import version; print(version('isso'))"]
    return subprocess.run(argv, check=True, capture_output=True, text=True).stdout.strip()


def isso(folder: Path, ours: Path) -> Listening:
    """A server over the comments that readers of our SQLite database see."""
    home, port = folder / "isso", free_port()
    home.mkdir(exist_ok=True)
    database, settings = home / "isso.sqlite3", home / "isso.cfg"
    settings.write_text(_SETTINGS.format(database=database, origin=_ORIGIN, port=port))
    env = {"ISSO_SETTINGS": str(settings)}
    _fill(database, ours, env)
    argv = [str(_HOME / "bin" / "gunicorn"), "-b", f"127.0.0.1:{port}", "-w", "4", "--preload", "--timeout", "300"]
    return Listening("isso", [*argv, "isso.run"], folder, port=port, env=env)


def page(server: Listening, key: str) -> str:
    """The address that its widget asks for: all top-level comments of a thread, each with up to five replies."""
    return f"{server.url}/?{urlencode({'uri': f'/{key}/', 'nested_limit': 5})}"


def posts(server: Listening, keys: tuple[str, ...], count: int, seed: object) -> Iterator[bytes]:
    texts, choice = Texts(seed), random.Random(str(seed))
    for number in range(count):
        body: dict[str, object] = {"text": texts.one(), "author": f"Reader {number}", "title": "A page"}
        body |= {"email": f"reader{number}@example.org", "website": None, "parent": None, "notification": 0}
        url = f"{server.url}/new?{urlencode({'uri': f'/{choice.choice(keys)}/'})}"
        visitor = f"10.1.{number // 250 % 250}.{number % 250}"
        yield post_request(url, json.dumps(body).encode(), {"Origin": _ORIGIN, "X-Forwarded-For": visitor})


def _fill(database: Path, ours: Path, env: dict[str, str]) -> None:
    """Its own code makes the tables and the bytes of an empty list of voters; the rest is copied."""
    program = (
        "import isso.run; from isso.utils import Bloomfilter as B; print(bytes(B(iterable=['10.0.0.0']).array).hex())"
    )
    argv = [str(_HOME / "bin" / "python"), "-c", program]
    voters = bytes.fromhex(subprocess.run(argv, env=env, check=True, capture_output=True, text=True).stdout.split()[-1])
    connection = sqlite3.connect(database)
    connection.execute("attach ? as ours", [str(ours)])
    connection.execute(_THREADS)
    connection.execute(_COMMENTS, [voters, WIDTH])
    connection.commit()
    connection.close()
