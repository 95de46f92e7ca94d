"""Readers of the environment: what each takes, and one sentence for what it does not."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pytest import MonkeyPatch

from project import connections, env, spelling
from project.env import Misconfigured

pytestmark = pytest.mark.once

GOOD_KEY = "k3yJ-9fQz" * 8


def set_to(monkeypatch: MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.delenv(f"{name}_FILE", raising=False)
    monkeypatch.setenv(name, value)


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
    ("value", "host", "name"),
    [
        ("postgres://ada:p%40ss@db.example.org:5433/talk", "db.example.org", "talk"),
        ("postgresql://ada:x@%2Frun%2Fpostgresql/talk", "/run/postgresql", "talk"),
        ("postgres:////run/postgresql/talk", "/run/postgresql", "talk"),
        ("postgres://ada@a.example.org:5433,[::1]:5434/talk", "a.example.org,[::1]", "talk"),
    ],
)
def test_it_reads_the_address_of_a_database(monkeypatch: MonkeyPatch, value: str, host: str, name: str) -> None:
    set_to(monkeypatch, "DATABASE_URL", value)
    config = connections.database("DATABASE_URL", "")
    assert (config["HOST"], config["NAME"]) == (host, name)


def test_it_reads_all_of_an_address(monkeypatch: MonkeyPatch) -> None:
    set_to(monkeypatch, "DATABASE_URL", "postgres://a%64a:p%40ss@db:5433/talk?sslmode=verify-full&sslcert=%2Fa")
    assert connections.database("DATABASE_URL", "") == {
        "ENGINE": "django.db.backends.postgresql", "USER": "ada", "PASSWORD": "p@ss", "HOST": "db", "PORT": "5433",
        "NAME": "talk", "OPTIONS": {"sslmode": "verify-full", "sslcert": "/a"},
    }  # fmt: skip


@pytest.mark.parametrize("password", ["p#ss", "p[ss"])
def test_it_takes_a_password_that_was_not_encoded(monkeypatch: MonkeyPatch, password: str) -> None:
    set_to(monkeypatch, "DATABASE_URL", f"postgres://ada:{password}@db/talk")
    config = connections.database("DATABASE_URL", "")
    assert (config["PASSWORD"], config["HOST"], config["NAME"]) == (password, "db", "talk")


def test_it_reads_the_path_of_a_database(monkeypatch: MonkeyPatch) -> None:
    set_to(monkeypatch, "DATABASE_URL", "sqlite:////srv/a%20b/talk.sqlite3")
    path = {"ENGINE": "django.db.backends.sqlite3", "NAME": "/srv/a b/talk.sqlite3"}
    assert connections.database("DATABASE_URL", "") == path


@pytest.mark.parametrize(
    ("value", "location"),
    [
        ("redis://h", ["redis://h"]),
        ("redis://a,b:2/3", ["redis://a/3", "redis://b:2/3"]),
        ("locmemcache://", ""),
    ],
)
def test_it_reads_the_address_of_a_cache(monkeypatch: MonkeyPatch, value: str, location: str | list[str]) -> None:
    set_to(monkeypatch, "CACHE_URL", value)
    assert connections.cache("CACHE_URL", "")["LOCATION"] == location


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
        ("DATABASE_URL", "mysql://ada:secret@db/talk", lambda: connections.database("DATABASE_URL", "")),
        ("DATABASE_URL", "postgres://ada:secret@db:port/talk", lambda: connections.database("DATABASE_URL", "")),
        ("DATABASE_URL", "postgres://ada:secret@db", lambda: connections.database("DATABASE_URL", "")),
        ("DATABASE_URL", "sqlite://:memory:", lambda: connections.database("DATABASE_URL", "")),
        ("BROKER_URL", "ftp://secret", lambda: connections.broker("BROKER_URL", "")),
        ("DATABASE_URL", "sqlite::memory:", lambda: connections.database("DATABASE_URL", "")),
        ("DATABASE_URL", "sqlite://talk.sqlite3", lambda: connections.database("DATABASE_URL", "")),
        ("BROKER_URL", "redis://h:secret/0", lambda: connections.broker("BROKER_URL", "")),
        ("BROKER_URL", "redis://h:70000/0", lambda: connections.broker("BROKER_URL", "")),
        ("BROKER_URL", "redis://h/secret", lambda: connections.broker("BROKER_URL", "")),
        ("BROKER_URL", "amqp://h:secret//", lambda: connections.broker("BROKER_URL", "")),
        ("CACHE_URL", "nothing://secret", lambda: connections.cache("CACHE_URL", "")),
        ("CACHE_URL", "memcache://secret:11211", lambda: connections.cache("CACHE_URL", "")),
        ("CACHE_URL", "filecache:///secret", lambda: connections.cache("CACHE_URL", "")),
        ("CACHE_URL", "redis://h:secret/0", lambda: connections.cache("CACHE_URL", "")),
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
    with pytest.raises(Misconfigured) as refusal:
        read()
    sentence = str(refusal.value)
    assert sentence.startswith(name)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert "secret" not in sentence


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


@pytest.mark.parametrize("value", ["redis://h", "rediss://:p@h:6379/1", "redis+socket:///run/s", "amqp://u:p@h:5672//"])
def test_it_reads_the_address_of_a_broker(monkeypatch: MonkeyPatch, value: str) -> None:
    set_to(monkeypatch, "BROKER_URL", value)
    assert connections.broker("BROKER_URL", "") == value


@pytest.mark.parametrize("name", ["DATABASE_URL", "BROKER_URL"])
def test_it_takes_the_embedded_one_on_request(monkeypatch: MonkeyPatch, name: str) -> None:
    set_to(monkeypatch, name, "embedded")
    assert env.given(name) == ""


def swapped(name: str, at: int) -> str:
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]


MISSPELT = [
    (wrong, name)
    for name in ("DATABASE_URL", "BROKER_URL", "SECRET_KEY", "TRUSTED_PROXIES", "PUBLIC_URL")
    for at in (1, len(name) // 2)
    for wrong in (name[:at] + name[at + 1 :], name[:at] + "X" + name[at:], swapped(name, at))
    if wrong != name
]


@pytest.mark.parametrize(
    ("wrong", "name"), [*MISSPELT, ("DATABASE_URI", "DATABASE_URL"), ("ALLOWED_HOST", "ALLOWED_HOSTS")]
)
def test_it_names_a_setting_that_is_misspelt(monkeypatch: MonkeyPatch, wrong: str, name: str) -> None:
    monkeypatch.delenv(name, raising=False)
    for spelt in (wrong, f"{wrong}_FILE"):
        monkeypatch.setenv(spelt, "x")
        with pytest.raises(Misconfigured) as refusal:
            spelling.refuse_misspelt()
        assert spelt in str(refusal.value) and name in str(refusal.value)
        monkeypatch.delenv(spelt)


@pytest.mark.parametrize(
    "name", ["HOSTNAME", "XDG_DATA_DIRS", "SECRET_KEY_BASE", "TEST_DATABASE_URL", "LOGNAME", "PORTS"]
)
def test_it_leaves_alone_what_belongs_to_others(monkeypatch: MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "x")
    spelling.refuse_misspelt()


def test_it_takes_a_name_that_is_like_one_that_is_set(monkeypatch: MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:///x")
    monkeypatch.setenv("DATABASE_URL2", "another")
    spelling.refuse_misspelt()


def test_it_names_a_file_that_cannot_be_read(monkeypatch: MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "missing"))
    with pytest.raises(Misconfigured, match="SECRET_KEY_FILE"):
        env.text("SECRET_KEY")


def test_it_takes_any_key_while_debugging(monkeypatch: MonkeyPatch) -> None:
    set_to(monkeypatch, "SECRET_KEY", "short")
    assert env.secret_key("SECRET_KEY", None, debug=True) == "short"


@pytest.mark.parametrize(
    ("value", "server"),
    [
        ("", connections.MailServer()),
        ("embedded", connections.MailServer()),
        ("smtp://localhost", connections.MailServer("localhost", 25)),
        ("smtp://[::1]:2525", connections.MailServer("::1", 2525)),
        ("smtp://M\u00fcnchen.example:2525", connections.MailServer("xn--mnchen-3ya.example", 2525)),
        ("smtps://mail.example.org", connections.MailServer("mail.example.org", 465, is_tls=True)),
        ("smtp+tls://mail.example.org", connections.MailServer("mail.example.org", 587, starts_tls=True)),
        (
            "smtps://ada%40example.org:p%3A%2F%40%25@mail.example.org:4650",
            connections.MailServer("mail.example.org", 4650, "ada@example.org", "p:/@%", is_tls=True),
        ),
    ],
)
def test_it_reads_a_mail_server(monkeypatch: MonkeyPatch, value: str, server: connections.MailServer) -> None:
    set_to(monkeypatch, "EMAIL_URL", value)
    assert connections.mail_server("EMAIL_URL") == server


@pytest.mark.parametrize(
    "value",
    [
        "mail.example.org", "http://mail.example.org", "smtp://", "smtp:///x", "smtp://h:0", "smtp://h:70000", "smtp://h:x",
        "smtps://h.example/x", "smtps://h.example?timeout=1", "smtps://h.example#x", "smtps://u:pa/ss@h.example",
        "smtps://u:%ff@h.example", "smtps://u:%00@h.example", "smtps://u:%C3%A9@h.example", "smtps://u:a%0Ab@h.example",
        "smtps://u@h.example", "smtps://:secret@h.example", "smtp://u:secret@h.example", "smtps://h.example:587",
        "smtp://h.example:465", "smtp+tls://h.example:465", "smtp://a b", "smtp+ssl://h.example",
    ],
)  # fmt: skip
def test_it_refuses_a_mail_server_that_cannot_be_meant(monkeypatch: MonkeyPatch, value: str) -> None:
    set_to(monkeypatch, "EMAIL_URL", value)
    with pytest.raises(Misconfigured) as refused:
        connections.mail_server("EMAIL_URL")
    assert str(refused.value).startswith("EMAIL_URL")
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("", "comments@talk.example.org"),
        ("ada@example.org", "ada@example.org"),
        ("ada@M\u00fcnchen.example", "ada@xn--mnchen-3ya.example"),
        ("Redaktion <ada@example.org>", '"Redaktion" <ada@example.org>'),
        ('"Doe, Jane" <j@example.org>', '"Doe, Jane" <j@example.org>'),
        ('Say "hello" <j@example.org>', '"Say \\"hello\\"" <j@example.org>'),
    ],
)
def test_it_reads_who_mails_are_from(monkeypatch: MonkeyPatch, value: str, read: str) -> None:
    set_to(monkeypatch, "DEFAULT_FROM_EMAIL", value)
    assert connections.sender("DEFAULT_FROM_EMAIL", "talk.example.org", connections.MailServer("h.example")) == read


@pytest.mark.parametrize(
    "value",
    ["x", "a@b.example,c@d.example", "A <a@b.example", "a@b.example>", "A <a@localhost>", "A\nB <a@b.example>", "<>"],
)
def test_it_refuses_who_mails_cannot_be_from(monkeypatch: MonkeyPatch, value: str) -> None:
    set_to(monkeypatch, "DEFAULT_FROM_EMAIL", value)
    with pytest.raises(Misconfigured, match=r"^DEFAULT_FROM_EMAIL must be"):
        connections.sender("DEFAULT_FROM_EMAIL", "talk.example.org", connections.MailServer())


def test_it_asks_who_mails_are_from_where_nobody_could_answer_them(monkeypatch: MonkeyPatch) -> None:
    set_to(monkeypatch, "DEFAULT_FROM_EMAIL", "")
    for host in ("localhost", "127.0.0.1"):
        with pytest.raises(Misconfigured, match=r"^DEFAULT_FROM_EMAIL is not set"):
            connections.sender("DEFAULT_FROM_EMAIL", host, connections.MailServer("mail.example.org"))
        assert connections.sender("DEFAULT_FROM_EMAIL", host, connections.MailServer("::1")) == f"comments@{host}"
