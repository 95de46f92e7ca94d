"""That a question to a service outside ends in time, goes nowhere else, and is safe from what comes back."""

import os
import shutil
import socket
import subprocess
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from comments.outbound import http, lookup, wire
from comments.outbound.http import Fault, NoAnswer, Reply, post_document, post_form
from tests.support.fake_akismet import KEY, FakeAkismet, Role, deaf
from tests.support.servers import free_port, wait_until

pytestmark = pytest.mark.once

SHORT = 0.3  # seconds
FIELDS = {"api_key": KEY, "blog": "https://times.example.org", "user_ip": "192.0.2.7"}


@pytest.fixture
def service() -> Iterator[FakeAkismet]:
    with FakeAkismet() as fake:
        fake.drip_seconds = 0.02
        yield fake


def ask(url: str, seconds: float = 5) -> Reply:
    return post_form(f"{url}/comment-check", FIELDS, user_agent="Tests/1", seconds=seconds)


def fault(url: str, seconds: float = SHORT) -> Fault:
    """What came instead of an answer; a service that is slow or drips would go on for half a minute and more."""
    with pytest.raises(NoAnswer) as unanswered:
        ask(url, seconds)
    return unanswered.value.fault


def ask_as_others_do(url: str, seconds: float) -> bytes:
    """The control: the client of the standard library, with its own timeout."""
    request = urllib.request.Request(f"{url}/comment-check", data=b"blog=x", method="POST")
    with urllib.request.build_opener().open(request, timeout=seconds) as response:
        return bytes(response.read(http.LONGEST_ANSWER))


def test_it_brings_back_status_headers_and_body(service: FakeAkismet) -> None:
    service.role = Role.BLATANT
    reply = ask(service.url)

    assert (reply.status, reply.headers["x-akismet-pro-tip"], reply.body) == (200, "discard", b"true")
    assert service.last.fields == FIELDS


def test_it_takes_an_answer_that_is_slow_but_in_time(service: FakeAkismet) -> None:
    service.role, service.slow_seconds = Role.SLOW, 0.1

    assert ask(service.url).body == b"false"


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (Role.SLOW, Fault.TOO_SLOW),
        (Role.DRIP, Fault.TOO_SLOW),
        (Role.DRIP_HEAD, Fault.TOO_SLOW),
        (Role.HUGE, Fault.TOO_LONG),
        (Role.HUGE_HEAD, Fault.TOO_LONG),
        (Role.HANG_UP, Fault.CUT_OFF),
        (Role.CUT_SHORT, Fault.CUT_OFF),
    ],
)
def test_it_gives_up_in_time(service: FakeAkismet, role: Role, expected: Fault) -> None:
    service.role = role

    assert fault(service.url) == expected


def test_it_bounds_what_a_timeout_for_each_byte_does_not(service: FakeAkismet) -> None:
    service.role, service.drips = Role.DRIP, 60
    started = time.monotonic()
    assert ask_as_others_do(service.url, SHORT) == b"t" * 60
    assert time.monotonic() - started > 3 * SHORT

    assert fault(service.url) == Fault.TOO_SLOW


def test_it_takes_no_part_for_the_whole(service: FakeAkismet) -> None:
    service.role = Role.CUT_SHORT
    assert ask_as_others_do(service.url, 5) == b"true"  # of five bytes

    assert fault(service.url) == Fault.CUT_OFF


@pytest.mark.parametrize(
    "size", ["-1", "-5", "-ffffffffffffffff", "7fffffffffffffff", "f" * 40, "1_0", "\u0661", "0x5", ""]
)
def test_it_is_no_answer_where_the_size_of_a_chunk_is_none(service: FakeAkismet, size: str) -> None:
    head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    service.role, service.raw = Role.RAW, f"{head}{size}\r\ntrue\r\n0\r\n\r\n".encode()

    assert fault(service.url) in (Fault.CUT_OFF, Fault.NOT_UNDERSTOOD)


def test_it_follows_no_redirect(service: FakeAkismet) -> None:
    service.role = Role.REDIRECT
    assert ask_as_others_do(service.url, 5) == b"false"
    assert service.asked.pop().path == "/elsewhere"
    service.asked.clear()

    assert ask(service.url).status == 302
    assert [asked.path for asked in service.asked] == ["/1.1/comment-check"]


def test_it_asks_no_proxy_of_the_environment(service: FakeAkismet, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{free_port()}")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(OSError, match="refused"):
        ask_as_others_do(service.url, 5)

    assert ask(service.url).body == b"false"


def test_it_is_refused_where_nobody_listens(service: FakeAkismet) -> None:
    service.stop()
    assert fault(service.url) == Fault.REFUSED

    service.start()
    assert ask(service.url).body == b"false"


def test_it_waits_no_longer_for_a_connection_than_for_an_answer() -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        waiting = [socket.socket() for _ in range(3)]
        for sock in waiting:
            sock.setblocking(False)
            sock.connect_ex(full.getsockname())
        assert fault(f"http://127.0.0.1:{full.getsockname()[1]}") == Fault.TOO_SLOW
        for sock in waiting:
            sock.close()


def test_it_waits_no_longer_for_tls_than_for_an_answer() -> None:
    with deaf() as where:
        assert fault(f"https://{where}") == Fault.TOO_SLOW


def test_it_waits_no_longer_for_a_name_than_for_an_answer(
    service: FakeAkismet, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = threading.active_count()
    resolver = threading.Event()
    with monkeypatch.context() as hanging:
        hanging.setattr(socket, "getaddrinfo", lambda *_arguments, **_options: resolver.wait(30) and [])
        faults = {fault(service.url, 0.1) for _ in range(6)}
        left_behind = [thread.name for thread in threading.enumerate()].count("look-up")
        resolver.set()
        wait_until(lambda: threading.active_count() <= before, seconds=5, what="the end of the look-ups")

    assert faults == {Fault.TOO_SLOW}
    assert left_behind == 4  # and no more, however often it is asked
    assert ask(service.url).body == b"false"


def test_it_tries_the_next_address_of_a_name(service: FakeAkismet, monkeypatch: pytest.MonkeyPatch) -> None:
    port = int(service.url.split(":")[2].partition("/")[0])
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", number)) for number in (free_port(), port)]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_arguments, **_options: found)

    assert ask(service.url).body == b"false"


def test_it_says_so_when_a_name_is_unknown(service: FakeAkismet, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_arguments: object, **_options: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert fault(service.url) == Fault.NOT_FOUND


@pytest.mark.parametrize("host", ["a..example", f"{'a' * 64}.example"])
def test_it_says_so_when_a_name_cannot_be(host: str) -> None:
    assert fault(f"http://{host}") == Fault.NOT_FOUND


def test_it_asks_about_what_cannot_be_written_in_utf_8(service: FakeAkismet) -> None:
    post_form(f"{service.url}/comment-check", {"comment_content": "a\ud800b"}, user_agent="Tests/1", seconds=5)

    assert service.last.fields == {"comment_content": "a?b"}


def test_it_leaves_no_thread_and_no_socket_behind(service: FakeAkismet, recwarn: pytest.WarningsRecorder) -> None:
    before = threading.active_count()
    for service.role in (Role.HAM, Role.SLOW, Role.HUGE, Role.HANG_UP):
        try:
            ask(service.url, SHORT)
        except NoAnswer:
            continue
    wait_until(lambda: threading.active_count() <= before, seconds=5, what="the end of its threads")

    assert [str(warning.message) for warning in recwarn if warning.category is ResourceWarning] == []


@pytest.mark.parametrize("fault", Fault)
def test_it_has_a_sentence_for_every_fault(fault: Fault) -> None:
    assert NoAnswer(fault, "500").reason.startswith(("The ", "No ", "There "))


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not shutil.which("openssl"):
        pytest.skip("openssl makes the certificate")
    path = tmp_path_factory.mktemp("certificate") / "localhost.pem"
    made = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    made += ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(path), "-out", f"{path}.crt"]
    subprocess.run(["openssl", *made], check=True, capture_output=True)
    path.write_bytes(path.read_bytes() + Path(f"{path}.crt").read_bytes())
    return path


@pytest.fixture
def _no_authorities_remembered() -> Iterator[None]:
    wire.trusted.cache_clear()
    yield
    wire.trusted.cache_clear()


@pytest.mark.usefixtures("_no_authorities_remembered")
def test_it_trusts_nobody_whom_no_authority_knows(certificate: Path) -> None:
    with FakeAkismet(certificate=certificate) as fake:
        assert fault(fake.url, 5) == Fault.NOT_SECURE
        assert fake.asked == []


@pytest.mark.usefixtures("_no_authorities_remembered")
def test_it_trusts_a_certificate_for_its_own_name_only(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with FakeAkismet(certificate=certificate) as fake:
        assert ask(fake.url).body == b"false"
        assert fault(fake.url.replace("localhost", "127.0.0.1"), 5) == Fault.NOT_SECURE


def test_it_looks_up_names_in_a_child_that_was_forked_while_all_look_ups_were_taken() -> None:
    for _ in range(lookup.MOST_LOOKUPS):
        lookup._lookups.acquire()
    try:
        child = os.fork()
        if not child:
            os._exit(0 if lookup._lookups.acquire(blocking=False) else 1)
    finally:
        for _ in range(lookup.MOST_LOOKUPS):
            lookup._lookups.release()

    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_it_sends_a_document_with_its_headers_to_addresses_alone_that_may_be_asked(service: FakeAkismet) -> None:
    sent = {"headers": {"webhook-id": "msg_1"}, "user_agent": "Tests/1", "seconds": 5}
    reply = post_document(f"{service.url}/in?a=1", b'{"a": 1}', may_ask=lambda address: True, **sent)  # type: ignore[arg-type]

    assert reply.status == 200
    assert (service.last.path, service.last.body) == ("/1.1/in?a=1", '{"a": 1}')
    headers = {name.lower(): value for name, value in service.last.headers.items()}
    assert (headers["content-type"], headers["webhook-id"]) == ("application/json", "msg_1")
    with pytest.raises(NoAnswer) as silence:
        post_document(f"{service.url}/in", b"{}", may_ask=lambda address: False, **sent)  # type: ignore[arg-type]
    assert (silence.value.fault, len(service.asked)) == (Fault.PRIVATE, 1)
