"""One mail to the mail server of Django's EMAIL_ settings, within one deadline for all steps, and by TLS verified.

smtplib does the talking. Its timeouts count anew with every byte, so it gets a connection of `outbound.wire`.
"""

import contextlib
import http.client
import re
import smtplib
import socket
from collections.abc import Iterator
from enum import StrEnum

from django.conf import settings

from comments import conf
from comments.outbound.http import Fault, NoAnswer, fault_of
from comments.outbound.lookup import Deadline
from comments.outbound.wire import Wire, connect, trusted
from comments.text import characters

# In all: its retries are for later.
SECONDS = 12.0
_ROOM = 64 * 1024
_LONGEST_ANSWER = 200
_ENHANCED = re.compile(r"5\.\d{1,3}\.\d{1,3}\b")
# What is said of the sender, and not of the recipient, by servers without enhanced codes.
_OF_US = re.compile(r"relay|spam|block|policy|denied|reject|authenti|reputation|blacklist", re.IGNORECASE)
_ADDRESS = re.compile(r"\S+@\S+")


class SmtpStep(StrEnum):
    """What the server was asked last."""

    GREETING = "greeting"
    HELLO = "EHLO"
    TLS = "STARTTLS"
    SIGNING_IN = "AUTH"
    SENDER = "MAIL FROM"
    RECIPIENT = "RCPT TO"
    DATA = "DATA"


class NotTaken(Exception):  # noqa: N818 - a refusal is an answer
    """The server's answer was no: its code, and its text on one line, cut, without addresses."""

    def __init__(self, step: SmtpStep, code: int, text: str) -> None:
        self.step, self.code, self.text = step, code, text
        super().__init__(f"{step}: {code} {text}".strip())

    @property
    def is_of_the_server(self) -> bool:
        """Whether it was said before this mail was spoken of."""
        return self.step in (SmtpStep.GREETING, SmtpStep.HELLO, SmtpStep.TLS, SmtpStep.SIGNING_IN)

    @property
    def is_for_good(self) -> bool:
        """Whether the next attempt would fare no better. Who may send, and as whom, the operator can put right."""
        return self.code // 100 == 5 and self.step in (SmtpStep.RECIPIENT, SmtpStep.DATA)

    @property
    def says_no_mailbox(self) -> bool:
        """Whether the recipient is not there: by the enhanced code (RFC 3463), else by the code and no word of ours."""
        enhanced = _ENHANCED.match(self.text)
        if self.step != SmtpStep.RECIPIENT or not self.is_for_good:
            return False
        if enhanced:
            return enhanced[0].startswith("5.1.") or enhanced[0] == "5.2.1"
        return self.code in (550, 551, 553) and not _OF_US.search(self.text)


def hand_over(content: bytes, *, sender: str, recipient: str, seconds: float = SECONDS) -> str:
    """Send a mail whose lines end in CRLF; returns the server's answer. Raises NotTaken and NoAnswer.

    After NoAnswer the server may have taken it nevertheless: its last word was lost.
    """
    deadline = Deadline(seconds)
    with _silence_told(), connect(settings.EMAIL_HOST, settings.EMAIL_PORT, lambda address: True, deadline) as plain:
        client = _Client(plain, deadline)
        try:
            client.begin()
            client.ask(SmtpStep.SENDER, f"MAIL FROM:<{sender}>{client.size_of(content)}")
            client.ask(SmtpStep.RECIPIENT, f"RCPT TO:<{recipient}>")
            answer = client.deliver(content)
            client.take_leave()
            return answer
        finally:
            client.end()


class _Client(smtplib.SMTP):
    """A conversation over a connection that is there already."""

    def __init__(self, plain: socket.socket, deadline: Deadline) -> None:
        super().__init__(local_hostname=conf.public_host())  # by default it would ask the resolver, without an end
        self._deadline = deadline
        self._talk_over(plain)

    def begin(self) -> None:
        """Up to where a mail can be sent."""
        if settings.EMAIL_USE_SSL:
            self._encrypt()
        self._expect(SmtpStep.GREETING, *self.getreply())
        self._say_hello()
        if settings.EMAIL_USE_TLS:
            self.ask(SmtpStep.TLS, "STARTTLS")
            self._encrypt()
            self._say_hello()
        if settings.EMAIL_HOST_USER:
            self._sign_in()

    def ask(self, step: SmtpStep, line: str) -> None:
        self._expect(step, *self.docmd(line))

    def size_of(self, content: bytes) -> str:
        """So that a server can say at once that a mail is too large (RFC 1870)."""
        return f" SIZE={len(content)}" if self.has_extn("size") else ""

    def deliver(self, content: bytes) -> str:
        try:
            code, text = self.data(content)
        except smtplib.SMTPDataError as error:
            code, text = error.smtp_code, _bytes(error.smtp_error)
        self._expect(SmtpStep.DATA, code, text)
        return f"{code} {_line(text)}"

    def take_leave(self) -> None:
        """It has taken the mail: whatever it says now changes nothing."""
        with contextlib.suppress(OSError, http.client.HTTPException):
            self.quit()

    def end(self) -> None:
        self._socket.close()

    def _talk_over(self, sock: socket.socket) -> None:
        """From the beginning: what an unencrypted server said does not count any more."""
        self._socket = sock
        self.sock = Wire(sock, self._deadline, _ROOM)  # type: ignore[assignment]  # as much of one as smtplib uses
        self.file = None
        self.helo_resp = self.ehlo_resp = None
        self.esmtp_features, self.does_esmtp = {}, False

    def _encrypt(self) -> None:
        self._socket.settimeout(self._deadline.left())
        self._talk_over(trusted().wrap_socket(self._socket, server_hostname=settings.EMAIL_HOST))

    def _say_hello(self) -> None:
        code, _text = self.ehlo()
        if not _is_yes(code):
            self._expect(SmtpStep.HELLO, *self.helo())

    def _sign_in(self) -> None:
        try:
            self.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
        except smtplib.SMTPResponseException as error:
            raise NotTaken(SmtpStep.SIGNING_IN, error.smtp_code, _line(_bytes(error.smtp_error))) from None
        except smtplib.SMTPServerDisconnected:
            raise
        except smtplib.SMTPException:
            raise NotTaken(SmtpStep.SIGNING_IN, 0, "the server offers no way to sign in that is known here") from None

    def _expect(self, step: SmtpStep, code: int, text: bytes) -> None:
        if not _is_yes(code):
            raise NotTaken(step, code, _line(text))


def _is_yes(code: int) -> bool:
    return code // 100 == 2


def _bytes(text: bytes | str) -> bytes:
    return text if isinstance(text, bytes) else text.encode(errors="replace")


def _line(text: bytes) -> str:
    """On one line, cut, and without the addresses that servers like to repeat."""
    line = _ADDRESS.sub("[address]", " ".join(text.decode(errors="replace").split()))
    return characters.cut(characters.without_control(line), _LONGEST_ANSWER)


@contextlib.contextmanager
def _silence_told() -> Iterator[None]:
    """What a connection raises, as NoAnswer."""
    try:
        yield
    except smtplib.SMTPServerDisconnected as error:
        reason = error.__context__
        fault = fault_of(reason) if isinstance(reason, OSError | http.client.HTTPException) else Fault.CUT_OFF
        raise NoAnswer(fault) from None
    except smtplib.SMTPException:
        raise NoAnswer(Fault.NOT_UNDERSTOOD) from None
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise NoAnswer(fault_of(error)) from None
