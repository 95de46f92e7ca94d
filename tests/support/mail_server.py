"""A real mail server on a port of its own: it takes what it is sent, refuses, hangs or dies, at any step of SMTP."""
# ruff: noqa: N802 - aiosmtpd calls methods by the names of commands

import asyncio
import email
import email.policy
import logging
import ssl
import threading
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from enum import StrEnum, auto
from functools import partial
from typing import Any, Self

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.support.servers import wait_until

logging.getLogger("mail.log").setLevel(logging.CRITICAL)  # aiosmtpd's, of each line


class Step(StrEnum):
    """Where a server can answer otherwise. BODY is what it says to the message itself, behind the lone dot."""

    CONNECT = auto()
    EHLO = auto()
    STARTTLS = auto()
    AUTH = auto()
    MAIL = auto()
    RCPT = auto()
    DATA = auto()
    BODY = auto()
    QUIT = auto()


class Act(StrEnum):
    """What it does in place of an answer. Those of BODY with TAKEN keep the message, as a server that queued it."""

    HANG = auto()
    DIE = auto()
    HANG_TAKEN = auto()
    DIE_TAKEN = auto()


_TAKEN = (Act.HANG_TAKEN, Act.DIE_TAKEN)


@dataclass(frozen=True)
class Mail:
    """One that the server took: the envelope, the message's bytes as they came, and who was signed in, if anybody."""

    sender: str
    recipients: list[str]
    raw: bytes
    user: str
    is_encrypted: bool
    message: EmailMessage = field(init=False)

    def __post_init__(self) -> None:
        parsed = email.message_from_bytes(self.raw, policy=email.policy.default)
        assert isinstance(parsed, EmailMessage)
        object.__setattr__(self, "message", parsed)

    def part(self, kind: str) -> str:
        """The text of its plain or html part, lines ended by LF alone."""
        found = self.message.get_body((kind,))
        assert found is not None, f"no {kind} part"
        return str(found.get_content()).replace("\r\n", "\n")


class MailServer:
    """Runs inside a with block. `mails` are those taken, in order; `tried` counts the steps that clients reached.

    `will(step, answer)` says what comes next at a step, in place of the usual answer: a line such as "451 4.3.0 Later",
    or an Act; once, or as many `times` as told (None: until `behave`). `at(recipient, answer)` is for one address.
    `stop` refuses connections and cuts those that are open, `start` listens again on the same port.
    With a context it knows STARTTLS, or with `implicit` speaks TLS from the first byte; with a user it asks for AUTH.
    """

    def __init__(
        self, *, tls: ssl.SSLContext | None = None, implicit: bool = False, user: str = "", password: str = ""
    ) -> None:
        self.mails: list[Mail] = []
        self.tried: list[Step] = []
        self.tls, self.implicit, self.user, self.password = tls, implicit, user, password
        self.port = 0
        self._plan: dict[Step, deque[str | Act]] = {}
        self._always: dict[Step, str | Act] = {}
        self._of_recipients: dict[str, str | Act] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._open: set[_Conversation] = set()

    def url(self, *, host: str = "127.0.0.1") -> str:
        scheme = "smtps" if self.implicit else "smtp+tls" if self.tls else "smtp"
        person = f"{self.user}:{self.password}@" if self.user else ""
        return f"{scheme}://{person}{'localhost' if self.tls else host}:{self.port}"

    def will(self, step: Step, answer: str | Act, *, times: int | None = 1) -> None:
        if times is None:
            self._always[step] = answer
        else:
            self._plan.setdefault(step, deque()).extend([answer] * times)

    def at(self, recipient: str, answer: str | Act) -> None:
        self._of_recipients[recipient] = answer

    def behave(self) -> None:
        self._plan.clear()
        self._always.clear()
        self._of_recipients.clear()

    def forget(self) -> None:
        """What it took and was asked; for a server that several tests share."""
        self.behave()
        self.mails.clear()
        self.tried.clear()

    def to(self, recipient: str) -> list[Mail]:
        return [mail for mail in list(self.mails) if recipient in mail.recipients]

    def wait_for(self, count: int, *, seconds: float = 20) -> list[Mail]:
        """Until it took so many; returns all that it took by then, which may be more."""
        wait_until(lambda: len(self.mails) >= count, seconds=seconds, what=f"mail number {count}")
        return list(self.mails)

    def next_at(self, step: Step, recipient: str = "") -> str | Act | None:
        self.tried.append(step)
        if recipient in self._of_recipients:
            return self._of_recipients[recipient]
        waiting = self._plan.get(step)
        return waiting.popleft() if waiting else self._always.get(step)

    def start(self) -> None:
        """Listen, if it does not."""
        if self._loop:
            return
        loop, started = asyncio.new_event_loop(), threading.Event()
        threading.Thread(target=self._serve, args=(loop, started), name="mail server", daemon=True).start()
        assert started.wait(10), "the mail server did not start"
        self._loop = loop

    def stop(self) -> None:
        if self._loop:
            asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(10)
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._loop = None

    def _serve(self, loop: asyncio.AbstractEventLoop, started: threading.Event) -> None:
        asyncio.set_event_loop(loop)
        loop.set_exception_handler(lambda *_: None)  # a client that hangs up, or does not trust us
        context = self.tls if self.implicit else None
        made = loop.create_server(lambda: _Conversation(self, loop), "127.0.0.1", self.port, ssl=context)
        self._server = loop.run_until_complete(made)
        self.port = int(self._server.sockets[0].getsockname()[1])
        started.set()
        loop.run_forever()
        loop.close()

    async def _close(self) -> None:
        self._server.close()
        for conversation in list(self._open):
            conversation.cut()
        while others := asyncio.all_tasks() - {asyncio.current_task()}:
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self.stop()


class _Conversation(SMTP):
    def __init__(self, server: MailServer, loop: asyncio.AbstractEventLoop) -> None:
        self._of = server
        context = None if server.implicit else server.tls
        super().__init__(
            _Taking(),
            hostname="mail.example",
            ident="ESMTP",
            loop=loop,
            tls_context=context,
            require_starttls=context is not None,
            authenticator=self._is_user,
            auth_require_tls=context is not None,
            auth_required=bool(server.user),
        )

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._of._open.add(self)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self._of._open.discard(self)
        super().connection_lost(error)

    def cut(self) -> None:
        assert isinstance(self.transport, asyncio.Transport)
        self.transport.abort()

    def _is_user(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, given: Any
    ) -> AuthResult:
        known = (self._of.user.encode(), self._of.password.encode())
        is_known = isinstance(given, LoginPassword) and (given.login, given.password) == known
        return AuthResult(success=is_known, handled=False, auth_data=self._of.user)

    async def _does(self, act: Act) -> None:
        """Never comes back: losing the connection cancels it."""
        if act in (Act.DIE, Act.DIE_TAKEN):
            self.cut()
        await asyncio.Event().wait()

    async def _unless_told(self, step: Step, usual: Callable[[], Awaitable[None]], recipient: str = "") -> None:
        told = self._of.next_at(step, recipient)
        if told is None:
            await usual()
        elif isinstance(told, Act):
            await self._does(told)
        else:
            await self.push(told)
            if told.startswith("421") and self.transport:
                self.transport.close()

    async def _handle_client(self) -> None:
        await self._unless_told(Step.CONNECT, super()._handle_client)

    async def smtp_EHLO(self, hostname: str) -> None:
        await self._unless_told(Step.EHLO, partial(super().smtp_EHLO, hostname))

    async def smtp_STARTTLS(self, arg: str) -> None:
        await self._unless_told(Step.STARTTLS, partial(super().smtp_STARTTLS, arg))

    async def smtp_AUTH(self, arg: str) -> None:
        await self._unless_told(Step.AUTH, partial(super().smtp_AUTH, arg))

    async def smtp_MAIL(self, arg: str | None) -> None:
        await self._unless_told(Step.MAIL, partial(super().smtp_MAIL, arg))

    async def smtp_RCPT(self, arg: str | None) -> None:
        recipient = (arg or "").partition("<")[2].partition(">")[0]
        await self._unless_told(Step.RCPT, partial(super().smtp_RCPT, arg), recipient)

    async def smtp_DATA(self, arg: str) -> None:
        await self._unless_told(Step.DATA, partial(super().smtp_DATA, arg))

    async def smtp_QUIT(self, arg: str) -> None:
        await self._unless_told(Step.QUIT, partial(super().smtp_QUIT, arg))

    async def take(self, user: str, envelope: Envelope) -> str:
        told = self._of.next_at(Step.BODY)
        if told is None or told in _TAKEN:
            raw = envelope.original_content or b""
            sealed = self.transport is not None and self.transport.get_extra_info("ssl_object") is not None
            self._of.mails.append(Mail(envelope.mail_from or "", list(envelope.rcpt_tos), raw, user, sealed))
        if isinstance(told, Act):
            await self._does(told)
        return told or "250 2.0.0 Taken"


class _Taking:
    async def handle_DATA(self, conversation: _Conversation, session: Session, envelope: Envelope) -> str:
        return await conversation.take(self._user_of(session), envelope)

    def _user_of(self, session: Session) -> str:
        return str(session.auth_data) if session.authenticated else ""
