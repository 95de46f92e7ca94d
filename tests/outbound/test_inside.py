"""Nobody who names a receiver reaches what is inside: each way to write such an address, and a name that changes."""

import socket
from collections.abc import Callable, Iterator
from itertools import chain, repeat
from typing import Any

import pytest

from comments.outbound import asking
from comments.outbound.http import Fault, NoAnswer, post_document
from tests.support.receiver import Receiver

pytestmark = pytest.mark.once

# All of these lead a careless client to this machine, to its network, or to what a cloud tells its machines.
INSIDE = (
    "127.0.0.1", "localhost", "LOCALHOST", "localhost.", "0.0.0.0", "0", "127.1", "2130706433", "0x7f000001",
    "0177.0.0.1", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]", "10.0.0.1", "172.16.0.1", "192.168.0.1", "100.64.0.1", "169.254.169.254", "[fd00:ec2::254]",
    "[fe80::1]", "224.0.0.1", "255.255.255.255", "\u2460\u2461\u2466.0.0.1", "127\u30020.0.1",
)  # fmt: skip


@pytest.fixture
def inside() -> Iterator[Receiver]:
    with Receiver() as running:
        yield running


def tell(host: str, port: int, *, may_ask: Callable[[str], bool] = asking.may_tell, seconds: float = 10) -> int:
    url = f"http://{host}:{port}/hook"
    return post_document(url, b"{}", headers={}, user_agent="Tests", seconds=seconds, may_ask=may_ask).status


def leads(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> list[str]:
    """Have names lead to one address after the other, the last for good; returns what was looked up."""
    asked: list[str] = []
    answers = chain(addresses, repeat(addresses[-1]))

    def answer(host: str, port: int, **_options: Any) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    return asked


@pytest.mark.parametrize("host", INSIDE)
def test_it_calls_nothing_inside_however_it_is_written(inside: Receiver, settings: Any, host: str) -> None:
    settings.PUBLIC_URL = "https://comments.example.org"
    with pytest.raises(NoAnswer) as failed:
        tell(host, inside.port)

    assert failed.value.fault in (Fault.PRIVATE, Fault.NOT_FOUND)
    assert inside.calls == []


def test_it_connects_to_the_very_address_it_checked(inside: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that leads elsewhere the next time it is looked up is looked up once."""
    with Receiver(host="127.0.0.2", port=inside.port) as checked:
        asked = leads(monkeypatch, "127.0.0.2", "127.0.0.1")
        assert tell("changing.example", inside.port, may_ask=lambda address: address == "127.0.0.2") == 204

    assert (asked, len(checked.calls), inside.calls) == (["changing.example"], 1, [])
    assert checked.calls[0].headers["host"] == f"changing.example:{inside.port}"


def test_it_checks_again_each_time_it_calls(inside: Receiver, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """One that was public when it was typed, and leads inside when it is called."""
    settings.PUBLIC_URL = "https://comments.example.org"
    leads(monkeypatch, "127.0.0.1", "169.254.169.254", "10.0.0.1")
    for _ in range(3):
        with pytest.raises(NoAnswer) as failed:
            tell("changing.example", inside.port)
        assert failed.value.fault == Fault.PRIVATE

    assert inside.calls == []
