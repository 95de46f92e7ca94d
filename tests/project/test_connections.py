"""Addresses of databases, caches, brokers and mail servers in the environment: what is read of each, and refused."""

from collections.abc import Callable

import pytest
from pytest import MonkeyPatch

from project import connections
from project.env import Misconfigured
from tests.support.typed_environment import assert_refused, set_to

pytestmark = pytest.mark.once


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


@pytest.mark.parametrize("value", ["redis://h", "rediss://:p@h:6379/1", "redis+socket:///run/s", "amqp://u:p@h:5672//"])
def test_it_reads_the_address_of_a_broker(monkeypatch: MonkeyPatch, value: str) -> None:
    set_to(monkeypatch, "BROKER_URL", value)
    assert connections.broker("BROKER_URL", "") == value


@pytest.mark.parametrize(
    ("name", "value", "read"),
    [
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
    ],
)
def test_it_refuses_in_one_sentence_that_names_the_setting(
    monkeypatch: MonkeyPatch, name: str, value: str, read: Callable[[], object]
) -> None:
    set_to(monkeypatch, name, value)
    assert_refused(name, read)


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
    assert_refused("EMAIL_URL", lambda: connections.mail_server("EMAIL_URL"))


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
