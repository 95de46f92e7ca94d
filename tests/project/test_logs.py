"""What a log line keeps back."""

import io
import logging
import sys
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from comments.net import emails
from project.logs import LONGEST_LINE, Redact, redact
from tests.support.effort import LINEAR, growth

pytestmark = pytest.mark.once

_PARTS = st.text("aZé9-_.!'&=/?~ßअिя用\\\"", min_size=1, max_size=8)
_NAMES = st.one_of(_PARTS, _PARTS.map('"{}"'.format))
_HOSTS = st.lists(
    st.sampled_from(["ada", "b-c", "münchen", "उदाहरण", "भारत", "例子", "公司", "рф", "org"]), min_size=2, max_size=4
).flatmap(lambda labels: st.sampled_from(".。．｡").map(lambda dot: dot.join(labels)))


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
        ("?next=/a/%3Fdo%3Dapprove%26token%3D7%253Ax&b=2", "?next=/a/%3Fdo%3Dapprove%26token%3D[removed]&b=2"),
        ("?next=%2Fcity%2F%3Fwaiting%3Dabc%253Adef 200", "?next=%2Fcity%2F%3Fwaiting%3D[removed] 200"),
        ("GET /admin/password/MQ/c8-0ab1f/ 404", "GET /admin/password/[removed] 404"),
        ("Authorization: Bearer abc.def:ghi", "Authorization: Bearer [removed]"),
        ("{'authorization': 'bearer abc'}", "{'authorization': 'bearer [removed]'}"),
        (f"GET /?key=cmts_0123456789ab_{'8d' * 32} 401", "GET /?key=cmts_0123456789ab_[removed] 401"),
        (f"%22cmts%5F0123456789ab%5F{'8D' * 32}%22", "%22cmts%5F0123456789ab_[removed]%22"),
        ("from ada.lovelace+x@mail.example.org, again", "from [e-mail], again"),
        ("Key (email)=(ada@example.org) already exists", "Key (email)=([e-mail]) already exists"),
        ("/search?q=ada%40example.org", "/search?q=[e-mail]"),
        ("redis://:secret@broker.example.org:6379", "redis://:[removed]@broker.example.org:6379"),
        ("to amqp://talk:**@10.0.0.7:5672//: refused", "to amqp://talk:[removed]@10.0.0.7:5672//: refused"),
        ("postgres://ada@db.example.org/talk", "postgres://ada:[removed]@db.example.org/talk"),
        ("rediss://broker.example.org:6379/0", "rediss://broker.example.org:6379/0"),
        ("https://ada@example.org/", "https://[e-mail]/"),
        ("from हिन्दी@उदाहरण.भारत, again", "from [e-mail], again"),
        ("from 用户@例子。公司 again", "from [e-mail] again"),
        ('from "ada"@example.org', 'from "[e-mail]'),
        ("{'email': \"o'neil@example.org\"}", "{'email': \"[e-mail]\"}"),
        ("?email=ada@example.org&b=2", "?email=[e-mail]&b=2"),
        ("nothing to hide: 5 waiting, a@b", "nothing to hide: 5 waiting, a@b"),
    ],
)
def test_it_removes_what_would_let_a_reader_act_or_write(said: str, written: str) -> None:
    assert redact(said) == written


@given(st.builds("{}@{}".format, _NAMES, _HOSTS))
def test_it_removes_every_address_that_the_form_takes(email: str) -> None:
    assume(emails.is_valid(email))

    for said in (email, f"{email}.", repr({"email": email}), f"Key (email)=({email}) exists", quote(email)):
        written = redact(said)
        assert "[e-mail]" in written
        # Of a name that holds what separates the parts of an address of a page, what stands before it may be left.
        host = (quote(email) if said == quote(email) else email).rpartition("@")[2].rpartition("%40")[2]
        assert host not in written


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


def written(record: logging.LogRecord) -> str:
    try:
        raise ConnectionError("Connection refused")
    except ConnectionError:
        record.exc_info = sys.exc_info()
    return Redact().format(record)


def record(name: str, text: str, **extra: int) -> logging.LogRecord:
    return logging.makeLogRecord({"name": name, "levelname": "ERROR", "msg": text, **extra})


@pytest.mark.parametrize(
    ("name", "extra"),
    [("django.request", {"status_code": 400}), ("django.security.csrf", {}), ("celery.beat", {})],
)
def test_it_keeps_no_traceback_of_what_is_no_fault_of_ours(name: str, extra: dict[str, int]) -> None:
    line = written(record(name, "Message Error: refused\n[' File \"x.py\"']", **extra))
    assert "refused" in line
    assert "Traceback" not in line


def test_it_says_in_a_line_that_there_is_no_broker() -> None:
    line = written(record("celery.beat", "Message Error: refused\n['  File \"x.py\", line 1']"))
    assert line.endswith("celery.beat: Message Error: refused")


def test_it_keeps_the_traceback_of_a_bug() -> None:
    assert "Traceback" in written(record("django.request", "Internal Server Error", status_code=500))
    assert "Traceback" in written(record("comments.screening.run", "failed"))


def test_it_says_when_in_utc(log: logging.Logger, stream: io.StringIO) -> None:
    log.warning("now")
    assert stream.getvalue().startswith(time.strftime("%Y-%m-%dT%H:", time.gmtime()))
    assert "Z WARNING tests.logs: now" in stream.getvalue()


@pytest.mark.parametrize("text", ["a", "waiting", "token=", "a.b@", "a@b.", "%40", "bearer ", "cmts_", "cmts_a_"])
def test_it_reads_long_text_in_no_time(text: str) -> None:
    assert growth(lambda size: redact(text * size), most=30_000 // len(text)) < LINEAR


def test_it_is_what_every_process_logs_with() -> None:
    from django.conf import settings

    logging_settings: dict[str, Any] = settings.LOGGING
    assert logging_settings["formatters"]["line"] == {"()": "project.logs.Redact"}
    assert set(logging_settings["handlers"]) == {"stderr"}
    assert [type(handler) for handler in logging.getLogger("django").handlers] == []


@pytest.mark.parametrize("length", [400_000, 800_000])
@pytest.mark.parametrize("piece", ["x", "\n", "\x1b", "ada@example.org ", "a.b@", "waiting=", "\u202e\n"])
def test_it_writes_no_more_for_a_longer_text(
    log: logging.Logger, stream: io.StringIO, length: int, piece: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []

    def count(text: str) -> str:
        read.append(len(text))
        return redact(text)

    monkeypatch.setattr("project.logs.redact", count)

    log.warning("Invalid HTTP_HOST header: %r. You may need to add it.", piece * (length // len(piece)))
    log.warning("Invalid HTTP_HOST header: %s. You may need to add it.", piece * (length // len(piece)))

    assert max(read) < 10_000
    assert len(stream.getvalue()) < 20_000


@pytest.mark.parametrize("before", range(LONGEST_LINE - 400, LONGEST_LINE + 20, 7))
def test_it_leaves_no_half_of_an_address_where_it_cuts(log: logging.Logger, stream: io.StringIO, before: int) -> None:
    address = f"{'private' * 9}@{'host.' * 50}org"
    log.warning("%s", f"{'- ' * (before // 2)}{address} {'- ' * 2000}")

    assert "private" not in stream.getvalue()


def test_it_keeps_the_end_of_a_long_traceback(log: logging.Logger, stream: io.StringIO) -> None:
    def fall(depth: int) -> None:
        if not depth:
            raise ValueError("at the bottom")
        if depth % 2:  # two lines in turn, as Python leaves out what repeats itself
            fall(depth - 1)
        else:
            fall(depth - 1)

    try:
        fall(100)
    except ValueError:
        log.exception("failed")

    assert "failed" in stream.getvalue()
    assert "ValueError: at the bottom" in stream.getvalue()
