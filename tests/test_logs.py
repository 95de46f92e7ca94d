"""What a log line keeps back."""

import io
import logging
import time
from collections.abc import Iterator
from typing import Any

import pytest

from project.logs import Redact, redact
from tests.effort import LINEAR, growth


@pytest.fixture
def stream() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def log(stream: io.StringIO) -> Iterator[logging.Logger]:
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Redact())
    logger = logging.getLogger("tests.logs")
    logger.addHandler(handler)
    yield logger
    logger.removeHandler(handler)


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("GET /city/?waiting=abc:def-1 200", "GET /city/?waiting=[removed] 200"),
        ("/city/?a=1&waiting=abc%3Adef&b=2#c", "/city/?a=1&waiting=[removed]&b=2#c"),
        ("Authorization: Bearer abc.def:ghi", "Authorization: Bearer [removed]"),
        ("{'authorization': 'bearer abc'}", "{'authorization': 'bearer [removed]'}"),
        ("from ada.lovelace+x@mail.example.org, again", "from [e-mail], again"),
        ("Key (email)=(ada@example.org) already exists", "Key (email)=([e-mail]) already exists"),
        ("/search?q=ada%40example.org", "/search?q=[e-mail]"),
        ("redis://:secret@broker.example.org:6379", "redis://:[e-mail]:6379"),
        ("nothing to hide: 5 waiting, a@b", "nothing to hide: 5 waiting, a@b"),
    ],
)
def test_it_removes_what_would_let_a_reader_act_or_write(said: str, written: str) -> None:
    assert redact(said) == written


def test_it_removes_it_from_arguments_too(log: logging.Logger, stream: io.StringIO) -> None:
    log.warning("post by %s with %s", "ada@example.org", {"token": "Bearer abc"})
    assert "ada" not in stream.getvalue()
    assert "abc" not in stream.getvalue()


def test_it_writes_one_line_whatever_a_visitor_sends(log: logging.Logger, stream: io.StringIO) -> None:
    log.warning("agent %s", "a\r\n2026 INFO FAKE\x1b[31m\u2028\u202egpj\x9b")
    line = stream.getvalue()
    assert line.count("\n") == 1
    assert r"a\r\n2026 INFO FAKE\x1b[31m\u2028\u202egpj\x9b" in line


def test_it_keeps_tracebacks_on_the_line_and_clean(log: logging.Logger, stream: io.StringIO) -> None:
    try:
        raise ValueError("Key (email)=(ada@example.org)")
    except ValueError:
        log.exception("failed")
    line = stream.getvalue()
    assert line.count("\n") == 1
    assert "ValueError" in line
    assert "ada@" not in line


def test_it_says_when_in_utc(log: logging.Logger, stream: io.StringIO) -> None:
    log.warning("now")
    assert stream.getvalue().startswith(time.strftime("%Y-%m-%dT%H:", time.gmtime()))
    assert "Z WARNING tests.logs: now" in stream.getvalue()


@pytest.mark.parametrize("text", ["a", "waiting", "token=", "a.b@", "a@b.", "%40", "bearer "])
def test_it_reads_long_text_in_no_time(text: str) -> None:
    assert growth(lambda size: redact(text * size), most=30_000 // len(text)) < LINEAR


def test_it_is_what_every_process_logs_with() -> None:
    from django.conf import settings

    logging_settings: dict[str, Any] = settings.LOGGING
    assert logging_settings["formatters"]["line"] == {"()": "project.logs.Redact"}
    assert set(logging_settings["handlers"]) == {"stderr"}
    assert [type(handler) for handler in logging.getLogger("django").handlers] == []
