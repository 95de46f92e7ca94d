"""Readers of the environment: what each takes, and one sentence for what it does not."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pytest import MonkeyPatch

from project import env
from project.env import Misconfigured
from tests.support.typed_environment import assert_refused, set_to

pytestmark = pytest.mark.once


GOOD_KEY = "k3yJ-9fQz" * 8


@pytest.mark.parametrize(("value", "read"), [("1", True), ("Yes", True), ("off", False), ("", True)])
def test_it_reads_a_switch(monkeypatch: MonkeyPatch, value: str, read: bool) -> None:
    set_to(monkeypatch, "DEMO", value)
    assert env.flag("DEMO", default=True) is read


def test_it_reads_a_secret_from_a_file(monkeypatch: MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "key").write_text(f"{GOOD_KEY}\n")
    monkeypatch.setenv("SECRET_KEY", "something else")
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "key"))
    assert env.secret_key("SECRET_KEY", None, debug=False) == GOOD_KEY


def test_it_reads_lists_and_networks(monkeypatch: MonkeyPatch) -> None:
    set_to(monkeypatch, "TRUSTED_PROXIES", "10.0.0.0/8, ::1,192.0.2.7")
    assert env.networks("TRUSTED_PROXIES") == ["10.0.0.0/8", "::1", "192.0.2.7"]
    set_to(monkeypatch, "TRUSTED_PROXIES", "unix:,10.0.0.0/8")
    assert env.networks("TRUSTED_PROXIES") == ["unix:", "10.0.0.0/8"]


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("", "https://rest.akismet.com/1.1"),
        ("https://rest.akismet.com/1.1/", "https://rest.akismet.com/1.1"),
        ("http://10.0.0.7:8080", "http://10.0.0.7:8080"),
        ("http://[fd00::7]:8080/api/v1", "http://[fd00::7]:8080/api/v1"),
    ],
)
def test_it_reads_where_a_service_answers(monkeypatch: MonkeyPatch, value: str, read: str) -> None:
    set_to(monkeypatch, "AKISMET_URL", value)
    assert env.service_address("AKISMET_URL", "https://rest.akismet.com/1.1") == read


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("http://LOCALHOST", "http://localhost"),
        ("HTTPS://Comments.Example.org:443/", "https://comments.example.org"),
        ("https://b\u00fccher.example", "https://xn--bcher-kva.example"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("http://[0:0::1]:8000", "http://[::1]:8000"),
    ],
)
def test_it_reads_the_public_address_as_browsers_write_it(monkeypatch: MonkeyPatch, value: str, read: str) -> None:
    set_to(monkeypatch, "PUBLIC_URL", value)
    assert env.web_address("PUBLIC_URL", "") == read


@pytest.mark.parametrize(
    ("name", "value", "read"),
    [
        ("DEBUG", "perhaps", lambda: env.flag("DEBUG", default=False)),
        ("PORT", "eighty", lambda: env.number("PORT", 8000, lowest=1, highest=65535)),
        ("PORT", "70000", lambda: env.number("PORT", 8000, lowest=1, highest=65535)),
        ("PORT", "٨٠", lambda: env.number("PORT", 8000, lowest=1, highest=65535)),
        ("LOG_LEVEL", "loud", lambda: env.choice("LOG_LEVEL", "INFO", among=["INFO"])),
        ("TRUSTED_PROXIES", "10.0.0.300/8", lambda: env.networks("TRUSTED_PROXIES")),
        ("TRUSTED_PROXIES", "10.0.0.1/8", lambda: env.networks("TRUSTED_PROXIES")),
        ("PUBLIC_URL", "example.org", lambda: env.web_address("PUBLIC_URL", "")),
        ("PUBLIC_URL", "https://example.org/path", lambda: env.web_address("PUBLIC_URL", "")),
        ("PUBLIC_URL", "https://*.example.org", lambda: env.web_address("PUBLIC_URL", "")),
        ("PUBLIC_URL", "https://exam ple.org", lambda: env.web_address("PUBLIC_URL", "")),
        ("PUBLIC_URL", "http://[::1", lambda: env.web_address("PUBLIC_URL", "")),
        ("AKISMET_URL", "", lambda: env.service_address("AKISMET_URL", "")),
        ("AKISMET_URL", "ftp://example.org/1.1", lambda: env.service_address("AKISMET_URL", "")),
        ("AKISMET_URL", "https:///1.1", lambda: env.service_address("AKISMET_URL", "")),
        ("AKISMET_URL", "https://example.org:port/1.1", lambda: env.service_address("AKISMET_URL", "")),
        ("AKISMET_URL", "https://ada:secret@example.org/1.1", lambda: env.service_address("AKISMET_URL", "")),
        ("AKISMET_URL", "https://example.org/1.1?key=secret", lambda: env.service_address("AKISMET_URL", "")),
        ("AKISMET_URL", "https://example.org/1.1?", lambda: env.service_address("AKISMET_URL", "")),
        ("AKISMET_URL", "https://example.org/1 .1", lambda: env.service_address("AKISMET_URL", "")),
        ("AKISMET_URL", "https://exämple.org/1.1", lambda: env.service_address("AKISMET_URL", "")),
        ("HOST", "nowhere.example.org", lambda: env.listen_address("HOST", "")),
        ("HOST", "127.0.0.1:8000", lambda: env.listen_address("HOST", "")),
        ("ALLOWED_HOSTS", "https://example.org", lambda: env.host_names("ALLOWED_HOSTS")),
        ("ALLOWED_HOSTS", "example.org,other.example.org:8000", lambda: env.host_names("ALLOWED_HOSTS")),
        ("ALLOWED_HOSTS", "example.org other.example.org", lambda: env.host_names("ALLOWED_HOSTS")),
        ("ALLOWED_HOSTS", "*", lambda: env.host_names("ALLOWED_HOSTS")),
        ("TRUSTED_PROXIES", "0.0.0.0/0", lambda: env.networks("TRUSTED_PROXIES")),
        ("TRUSTED_PROXIES", "10.0.0.0/8,128.0.0.0/1", lambda: env.networks("TRUSTED_PROXIES")),
        ("TRUSTED_PROXIES", "::/0", lambda: env.networks("TRUSTED_PROXIES")),
        ("SECRET_KEY_FALLBACKS", "secret", lambda: env.secret_keys("SECRET_KEY_FALLBACKS")),
        ("SECRET_KEY_FALLBACKS", f"{GOOD_KEY},changeme", lambda: env.secret_keys("SECRET_KEY_FALLBACKS")),
        ("SECRET_KEY", "secret", lambda: env.secret_key("SECRET_KEY", None, debug=False)),
        ("SECRET_KEY", "a" * 60, lambda: env.secret_key("SECRET_KEY", None, debug=False)),
        ("SECRET_KEY", "django-insecure-" + GOOD_KEY, lambda: env.secret_key("SECRET_KEY", None, debug=False)),
    ],
)
def test_it_refuses_in_one_sentence_that_names_the_setting(
    monkeypatch: MonkeyPatch, name: str, value: str, read: Callable[[], object]
) -> None:
    set_to(monkeypatch, name, value)
    assert_refused(name, read)


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("localhost", "127.0.0.1"),
        ("", "127.0.0.1"),
        ("0.0.0.0", "0.0.0.0"),
        ("::1", "::1"),
    ],
)
def test_it_reads_an_address_to_listen_on(monkeypatch: MonkeyPatch, value: str, read: str) -> None:
    set_to(monkeypatch, "HOST", value)
    assert env.listen_address("HOST", "127.0.0.1") == read


@pytest.mark.parametrize("name", ["DATABASE_URL", "BROKER_URL"])
def test_it_takes_the_embedded_one_on_request(monkeypatch: MonkeyPatch, name: str) -> None:
    set_to(monkeypatch, name, "embedded")
    assert env.given(name) == ""


def test_it_names_a_file_that_cannot_be_read(monkeypatch: MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "missing"))
    with pytest.raises(Misconfigured, match="SECRET_KEY_FILE"):
        env.text("SECRET_KEY")


def test_it_takes_any_key_while_debugging(monkeypatch: MonkeyPatch) -> None:
    set_to(monkeypatch, "SECRET_KEY", "short")
    assert env.secret_key("SECRET_KEY", None, debug=True) == "short"
