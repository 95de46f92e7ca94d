"""One question to a service outside: a form that is sent or a page that is asked for, answered within a deadline.

http.client does the talking: it follows no redirect and asks no proxy of the environment, both of which would send the
form to a place that nobody configured. Its timeouts count anew with every byte, so each step of the socket is told here
what is left of one deadline: connecting, TLS, sending, and every read of a body that drips.
"""

import http.client
import socket
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlencode, urlsplit

from django.utils.translation import gettext_lazy as _

from comments.db.forks import waiting_elsewhere
from comments.outbound.lookup import Deadline
from comments.outbound.wire import PrivateAddressError, TooLong, Wire, connect, trusted

LONGEST_ANSWER = 64 * 1024  # bytes, headers included
LONGEST_PAGE = 512 * 1024


class Fault(StrEnum):
    """Why there is no answer that can be used."""

    NO_KEY = "no-key"
    RESTING = "resting"
    LATER = "later"
    NOT_FOUND = "not-found"
    PRIVATE = "private"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    NOT_SECURE = "not-secure"
    TOO_SLOW = "too-slow"
    CUT_OFF = "cut-off"
    TOO_LONG = "too-long"
    REDIRECT = "redirect"
    STATUS = "status"
    NOT_ACCEPTED = "not-accepted"
    NOT_UNDERSTOOD = "not-understood"


_SENTENCES = {
    Fault.NO_KEY: _("No key is set for the service."),
    Fault.RESTING: _("The service failed several times. It will be asked again later."),
    Fault.LATER: _("There was no time left to ask the service. It will be asked later."),
    Fault.NOT_FOUND: _("The name of the service was not found."),
    Fault.PRIVATE: _("The address of the service lies in a private network. It was not asked."),
    Fault.REFUSED: _("The service refused the connection."),
    Fault.UNREACHABLE: _("The service cannot be reached."),
    Fault.NOT_SECURE: _("No secure connection to the service could be made."),
    Fault.TOO_SLOW: _("The service did not answer in time."),
    Fault.CUT_OFF: _("The service ended the connection before its answer was complete."),
    Fault.TOO_LONG: _("The answer of the service was too long."),
    Fault.REDIRECT: _("The service redirected to another address. Redirects are not followed."),
    Fault.STATUS: _("The service answered with the status %(detail)s."),
    Fault.NOT_ACCEPTED: _("The service did not accept the request: %(detail)s"),
    Fault.NOT_UNDERSTOOD: _("The answer of the service was not understood. %(detail)s"),
}


class NoAnswer(Exception):  # noqa: N818 - silence is an outcome, not an error of ours
    """A service gave no usable answer. `reason` is a sentence for moderators; `detail` must have no secrets."""

    def __init__(self, fault: Fault, detail: str = "") -> None:
        self.fault = fault
        self.reason = (str(_SENTENCES[fault]) % {"detail": detail}).strip()
        super().__init__(self.reason)


@dataclass(frozen=True)
class Reply:
    status: int
    headers: http.client.HTTPMessage
    body: bytes


def post_form(url: str, fields: Mapping[str, str], *, user_agent: str, seconds: float) -> Reply:
    """Send a form to an http or https address by POST, and return the reply, whatever its status.

    `seconds` is for everything together: look-up, connection, TLS, sending and reading. Raises NoAnswer.
    """
    # A lone surrogate has no UTF-8, and is no reason not to ask.
    body = urlencode(fields, errors="replace").encode("ascii")
    headers = {"User-Agent": user_agent, "Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
    return _ask(_Question("POST", url, headers, body, LONGEST_ANSWER), seconds)


def post_document(
    url: str,
    body: bytes,
    *,
    headers: Mapping[str, str],
    user_agent: str,
    seconds: float,
    may_ask: Callable[[str], bool],
    for_status: bool = False,
) -> Reply:
    """Send a JSON document to an http or https address by POST, and return the reply, whatever its status.

    `may_ask` is as for `get_page`, and `seconds` as for `post_form`. Redirects are not followed. With `for_status` only
    the status matters: of the body there is what came in time, of LONGEST_ANSWER at most. Raises NoAnswer.
    """
    sent = {"User-Agent": user_agent, "Content-Type": "application/json", "Accept": "application/json", **headers}
    room = 2 * LONGEST_ANSWER if for_status else LONGEST_ANSWER
    return _ask(_Question("POST", url, sent, body, room, may_ask, for_status=for_status), seconds)


def get_page(url: str, *, user_agent: str, seconds: float, may_ask: Callable[[str], bool]) -> Reply:
    """Ask for an http or https address, and return the reply, whatever its status; of its body LONGEST_PAGE at most.

    `may_ask` is asked about each IP address that the name leads to, and connections go to those alone that it allows.
    Redirects are not followed. Raises NoAnswer.
    """
    question = _Question("GET", url, {"User-Agent": user_agent}, b"", 2 * LONGEST_PAGE, may_ask, takes_part=True)
    return _ask(question, seconds)


def get_document(url: str, *, user_agent: str, seconds: float, may_ask: Callable[[str], bool]) -> Reply:
    """Ask for an http or https address as `get_page` does, and return the whole reply, of LONGEST_ANSWER at most.

    Raises NoAnswer.
    """
    return _ask(_Question("GET", url, {"User-Agent": user_agent}, b"", LONGEST_ANSWER, may_ask), seconds)


@dataclass(frozen=True)
class _Question:
    """`room` is for the whole answer, in bytes, headers included; `takes_part` is whether its beginning will do."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes
    room: int
    may_ask: Callable[[str], bool] = lambda address: True
    takes_part: bool = False
    for_status: bool = False


def _ask(question: _Question, seconds: float) -> Reply:
    try:
        with waiting_elsewhere():
            return _exchange(question, Deadline(seconds))
    except (OSError, ValueError, OverflowError, http.client.HTTPException) as error:
        raise NoAnswer(fault_of(error)) from None


def fault_of(error: Exception) -> Fault:
    """What went wrong by what a step of a connection raised: one of the kinds in _FAULTS."""
    return next(fault for kind, fault in _FAULTS if isinstance(error, kind))


# The first that fits.
_FAULTS: tuple[tuple[type[Exception], Fault], ...] = (
    (TimeoutError, Fault.TOO_SLOW),
    (PrivateAddressError, Fault.PRIVATE),
    (socket.gaierror, Fault.NOT_FOUND),
    (UnicodeError, Fault.NOT_FOUND),
    (ConnectionRefusedError, Fault.REFUSED),
    (ssl.SSLError, Fault.NOT_SECURE),
    (ConnectionError, Fault.CUT_OFF),
    (http.client.IncompleteRead, Fault.CUT_OFF),
    (TooLong, Fault.TOO_LONG),
    (http.client.HTTPException, Fault.NOT_UNDERSTOOD),
    # The standard library reads numbers in answers without asking whether they can be meant.
    (ValueError, Fault.NOT_UNDERSTOOD),
    (OverflowError, Fault.NOT_UNDERSTOOD),
    (OSError, Fault.UNREACHABLE),
)


def _exchange(question: _Question, deadline: Deadline) -> Reply:
    parts = urlsplit(question.url)
    host, path = parts.hostname or "", f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
    headers = {"Host": parts.netloc, **question.headers, "Connection": "close"}
    port = parts.port or (443 if parts.scheme == "https" else 80)
    with connect(host, port, question.may_ask, deadline) as plain:
        plain.settimeout(deadline.left())
        with trusted().wrap_socket(plain, server_hostname=host) if parts.scheme == "https" else plain as sock:
            connection = http.client.HTTPConnection(host)
            connection.sock = Wire(sock, deadline, question.room)
            connection.request(question.method, path, question.body or None, headers)
            return _read(connection.getresponse(), question)


def _read(response: http.client.HTTPResponse, question: _Question) -> Reply:
    if question.for_status:
        return Reply(response.status, response.headers, _what_comes(response))
    # Asked without a number, http.client would make room for as much as Content-Length says.
    body = response.read(LONGEST_PAGE if question.takes_part else LONGEST_ANSWER)
    if response.length and not question.takes_part:  # and with one, it says nothing of what is missing
        raise http.client.IncompleteRead(body, response.length)
    return Reply(response.status, response.headers, body)


def _what_comes(response: http.client.HTTPResponse) -> bytes:
    """As much of a body as comes in time, LONGEST_ANSWER at most: the answer was given by the status."""
    body = b""
    try:
        while len(body) < LONGEST_ANSWER and (part := response.read1(LONGEST_ANSWER - len(body))):
            body += part
    except (OSError, ValueError, OverflowError, http.client.HTTPException):
        pass
    return body
