"""`manage.py up`, as a user meets it: started, hurt, stopped, and refused."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from project.datadir import BASE_DIR
from tests.support.servers import free_port, wait_until
from tests.support.supervisor import Up, end

pytestmark = pytest.mark.once

BACK_SECONDS = 10
PARTS = ("valkey-server", "granian", "project.worker", "project.beat")


def with_tables(folder: Path, migrated: Path) -> Up:
    """Nothing was started there yet, but its tables are made; test_commands.py makes them from nothing."""
    server = Up(folder)
    server.folder.mkdir(mode=0o700)
    shutil.copy(migrated, server.folder / "comments.sqlite3")
    return server


@pytest.fixture
def up(tmp_path: Path, migrated: Path) -> Iterator[Up]:
    server = with_tables(tmp_path, migrated)
    yield server
    end(server)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, migrated: Path) -> Iterator[Up]:
    """One for all who hurt only its parts, or look on. At the end it is asked to stop, as by `kill`."""
    server = with_tables(tmp_path_factory.mktemp("running"), migrated)
    try:
        server.start()
        yield server
        assert server.stop(signal.SIGTERM) == 0
        assert server.family() == {}
    finally:
        end(server)


def refusal(folder: Path, **values: str) -> str:
    """Start it where it cannot; returns what it said, which is one line."""
    environ = {"PATH": os.environ["PATH"], "DATA_DIR": str(folder / "data"), "PORT": str(free_port()), **values}
    command = [sys.executable, "manage.py", "up"]
    done = subprocess.run(command, cwd=BASE_DIR, env=environ, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    return done.stderr


def test_it_starts_everything_and_says_where_and_how_to_enter(running: Up) -> None:
    said = running.everything_said()
    password = (running.folder / "admin-password").read_text().strip()
    assert f"http://localhost:{running.port}/admin/" in said
    assert re.search(rf"Password +{re.escape(password)} ", said)
    assert (running.folder / "admin-password").stat().st_mode & 0o777 == 0o600
    assert all(running.find(part) for part in PARTS)
    assert "\x1b" not in said, "no colours where there is no terminal"
    assert "Warning" not in said


@pytest.mark.parametrize("part", PARTS)
def test_it_brings_back_what_was_killed(running: Up, part: str) -> None:
    wait_until(lambda: running.find(part), seconds=BACK_SECONDS, what=f"{part}, which another test may have killed")
    before, returns = running.find(part), running.returns()
    os.kill(before[0], signal.SIGKILL)
    wait_until(lambda: running.returns() > returns, seconds=BACK_SECONDS, what=f"the return of {part}")
    assert running.find(part)
    assert before[0] not in running.find(part)
    wait_until(running.answers, seconds=BACK_SECONDS, what="an answer of the web")


@pytest.mark.parametrize("part", ["granian", "project.worker"])
def test_it_brings_back_a_killed_child_of_a_child(running: Up, part: str) -> None:
    wait_until(lambda: len(running.find(part)) > 1, seconds=BACK_SECONDS, what=f"{part} and a child")
    parent, *children = running.find(part)
    os.kill(children[-1], signal.SIGKILL)
    wait_until(lambda: set(running.find(part)) - {parent, *children}, seconds=BACK_SECONDS, what="a new child")
    wait_until(running.answers, seconds=BACK_SECONDS, what="an answer of the web")
    assert parent in running.find(part)


def test_it_replaces_a_killed_guardian(running: Up) -> None:
    (guardian,) = running.find("/bin/sh -c")
    os.kill(guardian, signal.SIGKILL)
    wait_until(lambda: running.find("/bin/sh -c") not in ([], [guardian]), seconds=5, what="a new guardian")


def test_it_refuses_a_second_start_on_the_same_folder(running: Up) -> None:
    assert f"process {running.group}" in refusal(running.folder.parent)


def test_it_leaves_nothing_when_it_is_killed_itself_and_starts_again_until_ctrl_c(up: Up) -> None:
    """Nor where its guardian is no longer the first one."""
    up.start()
    password = (up.folder / "admin-password").read_text()
    (guardian,) = up.find("/bin/sh -c")
    os.kill(guardian, signal.SIGKILL)
    wait_until(lambda: up.find("/bin/sh -c") not in ([], [guardian]), seconds=5, what="a new guardian")
    os.kill(up.group, signal.SIGKILL)
    wait_until(lambda: up.family() == {}, seconds=5, what="the end of every process")

    up.start()
    assert (up.folder / "admin-password").read_text() == password
    assert password.strip() not in up.everything_said(), "a password is shown once"
    assert up.stop(signal.SIGINT) == 0
    assert up.family() == {}


def test_it_leaves_nothing_when_it_is_killed_while_starting(up: Up) -> None:
    up.begin()
    wait_until(lambda: up.find("manage.py prepare"), seconds=10, what="the preparation")
    os.kill(up.group, signal.SIGKILL)
    wait_until(lambda: up.family() == {}, seconds=5, what="the end of every process")


def test_it_refuses_a_taken_port(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert port in refusal(tmp_path, PORT=port)


def test_it_refuses_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    assert "DATA_DIR" in refusal(tmp_path, DATA_DIR=str(tmp_path / "file" / "data"))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"),
        ("WEB_WORKERS", "none"),
        ("DATABASE_URL", "mysql://nowhere"),
        ("TRUSTED_PROXIES", "everyone"),
        ("SECRET_KEY", "short"),
        ("BROKER_URL", "carrier-pigeon"),
    ],
)
def test_it_refuses_a_setting_it_cannot_use(tmp_path: Path, name: str, value: str) -> None:
    assert refusal(tmp_path, **{name: value}).startswith(name)


def test_it_refuses_a_database_that_does_not_answer(tmp_path: Path) -> None:
    assert "database" in refusal(tmp_path, DATABASE_URL=f"postgres://ada@127.0.0.1:{free_port()}/talk")
