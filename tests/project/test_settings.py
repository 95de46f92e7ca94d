"""The settings as a process loads them: what is written, refused and chosen."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from project import datadir
from project.datadir import BASE_DIR

pytestmark = pytest.mark.once

GOOD_KEY = "k3yJ-9fQz" * 8
IN_PUBLIC = {
    "PUBLIC_URL": "https://talk.example.org",
    "DATABASE_URL": "postgres://ada@db/talk",
    "BROKER_URL": "redis://broker",
    "SECRET_KEY": GOOD_KEY,
}
COOKIES = "from project import settings as s; print(s.SECURE, s.SESSION_COOKIE_NAME, s.SECURE_HSTS_SECONDS > 0)"


def load(folder: Path, *, code: str = COOKIES, **values: str) -> subprocess.CompletedProcess[str]:
    """Load the settings in a process of their own, whose environment is this and nothing else."""
    environ = {"PATH": os.environ["PATH"], "DATA_DIR": str(folder / "data"), **values}
    command = [sys.executable, "-c", code]
    return subprocess.run(command, cwd=BASE_DIR, env=environ, capture_output=True, text=True, check=False)


def test_it_writes_nothing_when_settings_are_loaded(tmp_path: Path) -> None:
    assert load(tmp_path).returncode == 0
    assert list(tmp_path.iterdir()) == []


def test_it_makes_cookies_secure_only_where_people_come_by_https(tmp_path: Path) -> None:
    assert load(tmp_path).stdout.split() == ["False", "sessionid", "False"]
    by_https = load(tmp_path, **IN_PUBLIC)
    assert by_https.stdout.split() == ["True", "__Host-sessionid", "True"]


@pytest.mark.parametrize("name", ["DATABASE_URL", "BROKER_URL", "SECRET_KEY"])
def test_it_asks_in_public_for_what_must_be_chosen(tmp_path: Path, name: str) -> None:
    values = {key: value for key, value in IN_PUBLIC.items() if key != name}
    refused = load(tmp_path, **values)
    assert refused.returncode == 1
    assert refused.stderr.startswith(f"{name} is not set")
    assert load(tmp_path, **values, **{name: "embedded"}).returncode == 0


@pytest.mark.parametrize("values", [{"PUBLIC_URL": "https://talk.example.org"}, {"HOST": "0.0.0.0"}, {"HOST": "::"}])
def test_it_shows_no_secrets_to_everybody(tmp_path: Path, values: dict[str, str]) -> None:
    refused = load(tmp_path, **{**IN_PUBLIC, "PUBLIC_URL": "http://localhost:8000", **values, "DEBUG": "1"})
    assert refused.returncode == 1
    assert refused.stderr.startswith("DEBUG ")


@pytest.mark.parametrize(
    "values",
    [
        {"TRUSTED_PROXIES": "everyone"},
        {"DATABASE_URL": "x"},
        {"AKISMET_URL": "x"},
        {"AKISMET_TEST": "x"},
        {"DATABSE_URL": "x"},
        {"SECRET_KEY_FALLBACKS": "x"},
        {"PROCESS": "web"},
    ],
)
def test_it_ends_a_process_with_a_sentence_and_no_traceback(tmp_path: Path, values: dict[str, str]) -> None:
    refused = load(tmp_path, **values)
    assert refused.returncode == 1
    assert len(refused.stderr.strip().splitlines()) == 1


def test_it_takes_the_key_of_akismet_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("sample-key\n")
    print_key = "from project import settings as s; print(s.AKISMET_KEY, s.AKISMET_URL, s.AKISMET_TEST)"

    given = load(tmp_path, code=print_key, AKISMET_KEY_FILE=str(tmp_path / "key"), AKISMET_TEST="on")
    assert given.stdout.split() == ["sample-key", "https://rest.akismet.com/1.1", "True"]


def test_it_keeps_the_first_secret_for_everybody(tmp_path: Path) -> None:
    first = datadir.keep(tmp_path, "secret-key", lambda: "first")
    assert datadir.keep(tmp_path, "secret-key", lambda: "second") == first == "first"
    assert datadir.kept(tmp_path, "secret-key") == "first"
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]


def test_it_finds_a_shorter_place_for_the_brokers_socket(tmp_path: Path) -> None:
    assert datadir.broker_socket(tmp_path) == tmp_path / "broker" / "socket"
    deep = tmp_path / ("d" * 100)
    assert len(os.fsencode(datadir.broker_socket(deep))) <= datadir.LONGEST_SOCKET_PATH
    assert datadir.broker_socket(deep) != datadir.broker_socket(tmp_path / ("e" * 100))
