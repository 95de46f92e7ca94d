"""What an operator meets at the command line: the first start, and what stands in its way."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError

from project.datadir import BASE_DIR
from project.management.commands import prepare
from tests.support.servers import free_port

pytestmark = pytest.mark.once

# What visitors get at these addresses: status, where to, and what stands there.
ASK = """
import json
import django
django.setup()
from django.test import Client
from comments.api import views
def fail(*_arguments, **_named):
    raise RuntimeError("a bug")
visitor = Client(raise_request_exception=False, HTTP_HOST="localhost")
told = {path: visitor.get(path) for path in ("/", "/city/", "/nowhere", "/accounts/profile/")}
views.CommentList.get = fail
told["/api/v1/comments/"] = visitor.get("/api/v1/comments/?site=x&thread=y")
told = {path: [a.status_code, a.headers.get("Location", ""), a.content.decode()] for path, a in told.items()}
print(json.dumps(told))
"""


def run(folder: Path, *arguments: str, **values: str) -> subprocess.CompletedProcess[str]:
    """Run Python in an environment that is this and nothing else."""
    environ = {"PATH": os.environ["PATH"], "DATA_DIR": str(folder / "data"), "LOG_LEVEL": "CRITICAL", **values}
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=BASE_DIR, env=environ, capture_output=True, text=True, check=False)


def manage(folder: Path, *arguments: str, **values: str) -> subprocess.CompletedProcess[str]:
    return run(folder, "manage.py", *arguments, **values)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A folder in which `prepare` ran without a supervisor, and what it printed."""
    folder = tmp_path_factory.mktemp("prepared")
    os.umask(0o022)
    done = manage(folder, "prepare")
    assert done.returncode == 0, done.stderr
    return folder, done.stdout


def test_it_says_where_the_password_is_that_it_made(prepared: tuple[Path, str]) -> None:
    folder, said = prepared
    place = folder / "data" / "admin-password"
    assert str(place) in said
    assert place.read_text().strip() not in said


def test_it_keeps_all_that_it_writes_from_other_users(prepared: tuple[Path, str]) -> None:
    written = [prepared[0] / "data", *(prepared[0] / "data").iterdir()]
    assert len(written) >= 4
    assert [str(path) for path in written if path.stat().st_mode & 0o077] == []


def test_it_says_that_an_update_may_take_minutes(prepared: tuple[Path, str]) -> None:
    folder, said_at_first = prepared
    last_but_one = sorted((BASE_DIR / "comments/migrations").glob("0*.py"))[-2].stem
    assert manage(folder, "migrate", "comments", last_but_one).returncode == 0
    said = [manage(folder, "prepare").stdout for _ in range(2)]
    assert ["minutes" in text for text in (said_at_first, *said)] == [False, True, False]


def test_it_shows_nothing_of_the_demo_without_the_demo(prepared: tuple[Path, str]) -> None:
    done = run(prepared[0], "-c", ASK, DJANGO_SETTINGS_MODULE="project.settings", DEMO="off")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["/"][:2] == [302, "/admin/"]
    assert [told[path][0] for path in ("/city/", "/nowhere", "/accounts/profile/")] == [404, 404, 404]
    assert told["/api/v1/comments/"][0] == 500
    assert json.loads(told["/api/v1/comments/"][2])["status"] == 500
    assert "Harbour Lantern" not in done.stdout


def one_line(done: subprocess.CompletedProcess[str]) -> str:
    """What a refusal says, without a traceback."""
    assert done.returncode == 1, done.stdout
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    return done.stderr


def test_it_says_in_one_line_that_there_is_no_database(tmp_path: Path) -> None:
    said = one_line(manage(tmp_path, "migrate"))
    assert "database" in said and "manage.py prepare" in said
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["prepare", "check_invariants"])
def test_it_says_in_one_line_that_a_database_does_not_answer(tmp_path: Path, command: str) -> None:
    address = f"postgres://ada:hidden@127.0.0.1:{free_port()}/talk"
    said = one_line(manage(tmp_path, command, DATABASE_URL=address, STATIC_ROOT=str(tmp_path)))
    assert "database" in said
    assert "hidden" not in said


@pytest.mark.parametrize("command", ["prepare", "migrate"])
def test_it_says_in_one_line_that_the_file_is_damaged(tmp_path: Path, command: str) -> None:
    (tmp_path / "talk.sqlite3").write_bytes(b"no database, but long enough to be taken for one. " * 200)
    said = one_line(manage(tmp_path, command, DATABASE_URL=f"sqlite:///{tmp_path / 'talk.sqlite3'}"))
    assert "not a database" in said


@pytest.mark.django_db
@pytest.mark.parametrize("password", ["admin", "password1", "12345678901", "short"])
def test_it_refuses_a_password_that_is_easy_to_guess(monkeypatch: pytest.MonkeyPatch, password: str) -> None:
    monkeypatch.setenv("ADMIN_PASSWORD", password)
    with pytest.raises(CommandError, match="ADMIN_PASSWORD cannot be used"):
        prepare.make_administrator()
    assert not get_user_model().objects.exists()


def test_it_refuses_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert "DATA_DIR" in one_line(manage(tmp_path, "prepare", DATA_DIR=str(tmp_path / "file" / "data")))
