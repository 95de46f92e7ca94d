"""What an operator mistypes: each refusal is one sentence, in each process, and quotes no password."""

import errno
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from project import commands, connections, datadir, env, spelling
from project.datadir import BASE_DIR
from project.env import Misconfigured
from tests.support.servers import free_port

pytestmark = pytest.mark.once

PASSWORD = "s3cr3t"
GOOD_KEY = "0123456789-abcdefghijklmnopqrstuvwxyz-0123456789-abcdef"


def refusal(read: Callable[[], object]) -> str:
    with pytest.raises(Misconfigured) as refused:
        read()
    sentence = str(refused.value)
    assert PASSWORD not in sentence and "\n" not in sentence
    return sentence


def start(*arguments: str, **values: str) -> subprocess.CompletedProcess[str]:
    """Run Python in an environment that is this and nothing else."""
    environ = {"PATH": os.environ["PATH"], "PORT": str(free_port()), **values}
    return subprocess.run(
        [sys.executable, *arguments], cwd=BASE_DIR, env=environ, capture_output=True, text=True, check=False
    )


SERVER = f"ada:{PASSWORD}@127.0.0.1:1"


@pytest.mark.parametrize("option", ["foo=bar", "pool=x", "connect_timeout=x", "options=-c%20x", "conn_max_age=0", "x"])
@pytest.mark.parametrize("password", [PASSWORD, f"#{PASSWORD}"])
def test_it_refuses_options_of_a_database_that_are_decided_here(
    monkeypatch: pytest.MonkeyPatch, option: str, password: str
) -> None:
    for url in (f"postgres://ada:{password}@127.0.0.1:1/talk?{option}", f"sqlite:////tmp/x?{option}"):
        monkeypatch.setenv("DATABASE_URL", url)
        assert refusal(lambda: connections.database("DATABASE_URL", "")).startswith("DATABASE_URL ")


def test_it_refuses_a_name_that_postgresql_would_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", f"postgres://{SERVER}/{'n' * 63}")
    assert connections.database("DATABASE_URL", "")["NAME"] == "n" * 63
    monkeypatch.setenv("DATABASE_URL", f"postgres://{SERVER}/{'n' * 64}")
    refusal(lambda: connections.database("DATABASE_URL", ""))


@pytest.mark.parametrize(
    "url",
    [
        f"redis://{SERVER}/0?foo=bar",
        f"redis://{SERVER}/0?socket_timeout=1",
        f"rediss://{SERVER}/0?ssl_cert_reqs=maybe",
        f"amqp://{SERVER}//?ssl_keyfile=x",
        "redis+socket:///run/socket?db=1",
        "redis+socket://",
        "redis://",
        "amqp://",
        f"redis://ada:{PASSWORD}@/0",
    ],
)
def test_it_refuses_a_broker_that_no_worker_could_reach(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("BROKER_URL", url)
    assert refusal(lambda: connections.broker("BROKER_URL", "")).startswith("BROKER_URL ")


def test_it_takes_the_options_that_say_how_a_server_is_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", f"postgres://{SERVER}/talk?sslmode=verify-full&sslrootcert=/etc/ca.pem")
    options = connections.database("DATABASE_URL", "")["OPTIONS"]
    assert options == {"sslmode": "verify-full", "sslrootcert": "/etc/ca.pem"}
    for url in (f"rediss://{SERVER}/0?ssl_cert_reqs=required", f"amqps://{SERVER}//?ssl_ca_certs=/etc/ca.pem"):
        monkeypatch.setenv("BROKER_URL", url)
        assert connections.broker("BROKER_URL", "") == url


@pytest.mark.parametrize("url", ["redis://", f"redis://{SERVER}/0?foo=bar", "locmemcache://?foo=bar"])
def test_it_refuses_a_cache_that_fails_later(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("CACHE_URL", url)
    assert refusal(lambda: connections.cache("CACHE_URL", "")).startswith("CACHE_URL ")


@pytest.mark.parametrize("content", ["", "\n", " \t\n"])
def test_it_takes_no_default_for_an_empty_secret(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: str) -> None:
    (tmp_path / "secret").write_text(content)
    monkeypatch.setenv("DATABASE_URL_FILE", str(tmp_path / "secret"))
    assert "DATABASE_URL_FILE" in refusal(lambda: connections.database("DATABASE_URL", "sqlite:////tmp/x"))


def test_it_reads_where_the_data_is_from_a_file_too(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "place").write_text(f"{tmp_path}/data\n")
    monkeypatch.delenv("DATA_DIR", raising=False)
    monkeypatch.setenv("DATA_DIR_FILE", str(tmp_path / "place"))
    assert datadir.data_dir() == tmp_path / "data"


@pytest.mark.parametrize("value", ["224.0.0.1", "239.1.2.3", "255.255.255.255", "ff02::1"])
def test_it_listens_on_no_address_at_which_nobody_can_connect(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("HOST", value)
    assert value in refusal(lambda: env.listen_address("HOST", ""))


@pytest.mark.parametrize("password", [PASSWORD, f"{PASSWORD}/x", f"@{PASSWORD}", f"?{PASSWORD}", f"#{PASSWORD}"])
def test_it_quotes_a_wrong_public_address_without_its_password(monkeypatch: pytest.MonkeyPatch, password: str) -> None:
    monkeypatch.setenv("PUBLIC_URL", f"https://ada:{password}@talk.example.org")
    assert "talk.example.org" in refusal(lambda: env.web_address("PUBLIC_URL", ""))


@pytest.mark.parametrize("wrong", ["database_url", "Database_Url", "DATABASE_URL_FLIE", "DATABASE_URLFILE"])
def test_it_names_a_setting_in_small_letters_or_ending_wrongly(monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv(wrong, "x")
    assert wrong in refusal(spelling.refuse_misspelt)


@pytest.mark.parametrize("program", [("manage.py", "check"), ("-m", "project.web"), ("-m", "project.beat")])
@pytest.mark.parametrize("folder", ["~nobody-of-this-name/data", "x" * 300])
def test_it_says_in_a_sentence_that_there_can_be_no_such_folder(program: tuple[str, ...], folder: str) -> None:
    said = start(*program, DATA_DIR=folder)
    assert said.returncode == 1
    assert len(said.stderr.splitlines()) == 1 and "DATA_DIR" in said.stderr


def test_it_says_in_a_sentence_that_a_kept_secret_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "secret-key").mkdir()
    assert str(tmp_path) in refusal(lambda: datadir.kept(tmp_path, "secret-key"))


@pytest.mark.parametrize("values", [{}, {"SECRET_KEY": GOOD_KEY, "LOG_LEVEL": "loud", "WEB_WORKERS": "2"}])
def test_it_says_once_what_keeps_the_web_server_from_starting(tmp_path: Path, values: dict[str, str]) -> None:
    said = start("-m", "project.web", DATA_DIR=str(tmp_path), **values)
    assert said.returncode == 1
    assert len(said.stderr.splitlines()) == 1 and not said.stdout


@pytest.fixture
def umask() -> Iterator[None]:
    """Commands change it for the whole process."""
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.mark.usefixtures("umask")
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES])
@pytest.mark.parametrize("path", [None, "/srv/static/a.css"])
def test_it_says_in_a_sentence_that_the_disk_refused_a_command(
    monkeypatch: pytest.MonkeyPatch, number: int, path: str | None
) -> None:
    def write(_arguments: list[str]) -> None:
        raise OSError(number, os.strerror(number), path)

    monkeypatch.setattr(commands, "execute_from_command_line", write)
    with pytest.raises(SystemExit) as end:
        commands.run(["manage.py", "prepare"])
    assert os.strerror(number) in str(end.value) and (path or "file") in str(end.value)
    with pytest.raises(OSError):
        commands.run(["manage.py", "prepare", "--traceback"])


@pytest.mark.usefixtures("umask")
def test_it_shows_where_a_bug_is_that_only_looks_like_a_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_arguments: list[str]) -> None:
        raise FileNotFoundError(errno.ENOENT, "No such file", "x")

    monkeypatch.setattr(commands, "execute_from_command_line", fail)
    with pytest.raises(FileNotFoundError):
        commands.run(["manage.py", "prepare"])
