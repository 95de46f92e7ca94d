"""The keys of hosts are fetched beside all requests, from public addresses alone, and stay where they cannot be."""

import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from comments import tasks
from comments.access import identities
from comments.maintenance import host_keys
from comments.models import SingleSignOn
from comments.outbound import wire
from tests.support import accounts
from tests.support.factories import NOON
from tests.support.key_host import KeyHost, key_set, private_key, public_jwk

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
GOOD = key_set(public_jwk())


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of localhost, signed by itself."""
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")]),
    )
    now = datetime.now(UTC)
    names = x509.SubjectAlternativeName([x509.DNSName("localhost")])
    made = x509.CertificateBuilder(
        name, name, key.public_key(), x509.random_serial_number(), now - MINUTE, now + timedelta(days=1)
    )
    signed = made.add_extension(names, critical=False).sign(key, hashes.SHA256())
    path = tmp_path_factory.mktemp("certificate") / "localhost.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + signed.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def host(certificate: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[KeyHost]:
    settings.PUBLIC_URL = "http://localhost:8000"
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    wire.trusted.cache_clear()
    with KeyHost(certificate) as running:
        running.publish(GOOD)
        yield running
    wire.trusted.cache_clear()


def due(host: KeyHost, **fields: Any) -> SingleSignOn:
    return accounts.sign_on(secret="", **{"jwks_url": host.url, "keys_due": NOON, **fields})


def fetched(row: SingleSignOn, *, now: datetime = NOON) -> SingleSignOn:
    host_keys.fetch_due(now=now)
    row.refresh_from_db()
    return row


def test_it_fetches_what_is_due_and_then_every_hour(host: KeyHost) -> None:
    row = fetched(due(host))

    assert (row.keys, row.keys_failure) == ([public_jwk()], "")
    assert (row.keys_asked_at, row.keys_fetched_at, row.keys_due) == (NOON, NOON, NOON + host_keys.EVERY)
    assert host_keys.fetch_due(now=NOON + 59 * MINUTE) == 0
    assert host_keys.fetch_due(now=NOON + 60 * MINUTE) == 1
    assert host.asked == ["/keys.json"] * 2
    token = accounts.token(key=private_key(), algorithm="RS256", headers={"kid": "RS256-1"}, now=NOON)
    assert identities.sign_in(row.site, token, now=NOON).identity.subject == "42"


def test_it_is_a_task_of_the_worker(host: KeyHost) -> None:
    row = due(host)

    tasks.fetch_key_sets()

    row.refresh_from_db()
    assert row.keys


def test_it_fetches_nothing_that_is_not_due_switched_off_or_without_an_address(host: KeyHost) -> None:
    for fields in ({"keys_due": NOON + MINUTE}, {"keys_due": None}, {"is_on": False}, {"jwks_url": ""}):
        fetched(due(host, **{"keys_due": NOON, "is_on": True, **fields}))

    assert host.asked == []


def answers(body: bytes = GOOD, status: str = "200 OK", headers: str = "") -> dict[str, Any]:
    return {"body": body, "status": status, "headers": headers}


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (answers(b""), "no JSON Web Key Set"),
        (answers(b"<html>"), "no JSON Web Key Set"),
        (answers(key_set({"kty": "oct", "k": "eHh4"})), "no key for"),
        (answers(GOOD + b" " * 70_000), "too long"),
        (answers(headers=f"X-Long: {'x' * 70_000}\r\n"), "too long|understood"),
        (answers(status="500 No"), "500"),
        (answers(status="404 Not Found"), "404"),
        (answers(status="302 Found", headers="Location: https://localhost/elsewhere\r\n"), "302"),
        (answers(status="301 Moved", headers="Location: http://169.254.169.254/\r\n"), "301"),
        (answers(headers="Transfer-Encoding: chunked\r\n"), "understood|ended|complete"),
    ],
    ids=range(10),
)  # fmt: skip
def test_it_keeps_the_keys_that_were_there_while_the_address_answers_badly(
    host: KeyHost, answer: dict[str, Any], said: str
) -> None:
    host.publish(**answer)

    row = fetched(due(host, keys=[public_jwk(number=2)]))

    assert row.keys == [public_jwk(number=2)]
    assert any(part in row.keys_failure for part in said.split("|")), row.keys_failure
    assert row.keys_due == NOON + host_keys.AFTER_FAILURE
    assert host.asked == ["/keys.json"]
    host.publish(GOOD)
    row = fetched(row, now=NOON + host_keys.AFTER_FAILURE)
    assert (row.keys, row.keys_failure) == ([public_jwk()], "")


@pytest.mark.parametrize(
    "raw", [b"", b"\x00\x01\x02", b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{", b"\r\n" * 300]
)
def test_it_takes_no_part_of_an_answer_for_the_whole(host: KeyHost, raw: bytes) -> None:
    host.answer = raw

    row = fetched(due(host))

    assert row.keys == []
    assert row.keys_failure


def test_it_waits_for_a_slow_address_no_longer_than_it_may(host: KeyHost, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(host_keys, "SECONDS", 0.3)
    host.pause = 0.02

    assert "in time" in fetched(due(host)).keys_failure


def test_it_asks_no_private_address_unless_a_setting_allows_it(host: KeyHost, settings: Any) -> None:
    settings.PUBLIC_URL = "https://comments.example.org"
    addresses = [
        "localhost",
        "127.0.0.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "2130706433",
        "0x7f.1",
        "0.0.0.0",
        "169.254.169.254",
    ]
    for address in addresses:
        row = fetched(due(host, jwks_url=f"https://{address}:{host.port}/keys.json"))
        assert "private network" in row.keys_failure, address
    assert host.asked == []

    settings.PRIVATE_KEY_SETS = True
    assert fetched(due(host)).keys


def test_it_connects_to_the_very_address_that_was_looked_at(
    host: KeyHost, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever a name leads to a moment later, and whatever else it leads to at the same time."""
    settings.PUBLIC_URL = "https://comments.example.org"
    looked_up: list[str] = []
    connected: list[Any] = []

    def rebinding(name: str, port: int, *_more: Any, **_named: Any) -> list[Any]:
        looked_up.append(name)
        found = ["93.184.215.14", "127.0.0.1"] if len(looked_up) == 1 else ["127.0.0.1"]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, host.port)) for address in found]

    def refuse(_socket: socket.socket, address: Any) -> None:
        connected.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    monkeypatch.setattr(socket.socket, "connect", refuse)

    row = fetched(due(host, jwks_url="https://keys.example/keys.json"))

    assert (looked_up, connected) == (["keys.example"], [("93.184.215.14", host.port)])
    assert "refused" in row.keys_failure


def test_it_trusts_nobody_whom_no_authority_knows(host: KeyHost, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    wire.trusted.cache_clear()

    assert "secure" in fetched(due(host)).keys_failure
    assert host.asked == []


def test_it_stores_nothing_of_an_address_that_is_another_one_meanwhile(host: KeyHost) -> None:
    row = due(host)
    host_keys._is_taken(row, NOON)
    SingleSignOn.objects.update(jwks_url="https://other.example/keys")

    host_keys._fetch(row, NOON)

    row.refresh_from_db()
    assert row.keys == []


def test_it_is_fetched_by_one_worker_at_a_time(host: KeyHost) -> None:
    row = due(host)

    assert [host_keys._is_taken(row, NOON) for _worker in range(2)] == [True, False]
