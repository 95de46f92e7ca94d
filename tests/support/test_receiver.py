"""The receiver of the tests keeps what it is sent, and does what it is told."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from comments.outbound.http import Fault, NoAnswer, Reply, post_document
from comments.outbound.wire import trusted
from tests.support.authority import Authority
from tests.support.receiver import DIE, ENDLESS, HANG, Answer, Receiver, document, later, redirect

pytestmark = pytest.mark.once


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as running:
        yield running


def post(url: str, *, seconds: float = 10) -> Reply:
    return post_document(
        url, b'{"a": 1}', headers={"X-Told": "yes"}, user_agent="Tests", seconds=seconds, may_ask=lambda _address: True
    )


def test_it_keeps_requests_with_their_bytes(receiver: Receiver) -> None:
    assert post(f"{receiver.url}/hook?b=2").status == 204

    call = receiver.wait_for(1)[0]
    assert (call.method, call.path, call.body, call.json) == ("POST", "/hook?b=2", b'{"a": 1}', {"a": 1})
    assert (call.headers["x-told"], call.headers["content-type"]) == ("yes", "application/json")


def test_it_answers_each_path_as_told(receiver: Receiver) -> None:
    receiver.will("/hook", later(7), times=2)
    receiver.will("/gone", Answer(410), times=None)
    receiver.will("/hook", lambda call: document({"path": call.path}))

    told = [post(f"{receiver.url}/hook") for _ in range(4)]
    assert [reply.status for reply in told] == [429, 429, 200, 204]
    assert told[0].headers["Retry-After"] == "7"
    assert told[2].body == b'{"path": "/hook"}'
    assert [post(f"{receiver.url}/gone").status for _ in range(2)] == [410, 410]
    assert post(f"{receiver.url}/other").status == 204


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (HANG, Fault.TOO_SLOW),
        (DIE, Fault.CUT_OFF),
        (ENDLESS, Fault.TOO_LONG),
        (Answer(200, b"slow", drip_seconds=1), Fault.TOO_SLOW),
    ],
)
def test_it_does_what_no_client_likes(receiver: Receiver, answer: Answer, fault: Fault) -> None:
    receiver.will("/hook", answer)
    with pytest.raises(NoAnswer) as failed:
        post(f"{receiver.url}/hook", seconds=0.2 if fault == Fault.TOO_SLOW else 10)

    assert failed.value.fault == fault
    assert len(receiver.calls) == 1


def test_it_redirects(receiver: Receiver) -> None:
    receiver.will("/hook", redirect(f"{receiver.url}/elsewhere"))

    assert post(f"{receiver.url}/hook").headers["Location"] == f"{receiver.url}/elsewhere"
    assert receiver.at("/elsewhere") == []


def test_it_refuses_connections_until_it_is_started_again(receiver: Receiver) -> None:
    receiver.stop()
    with pytest.raises(NoAnswer):
        post(receiver.url)
    receiver.start()

    assert post(receiver.url).status == 204


def test_it_speaks_https_though_another_never_says_a_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authority = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.certificate))
    trusted.cache_clear()
    try:
        with Receiver(tls=authority.serving()) as receiver, socket.create_connection(("127.0.0.1", receiver.port)):
            assert post(f"{receiver.url}/hook").status == 204
    finally:
        trusted.cache_clear()
