"""The service under attack: what is in it, what it is asked, and what it must never do."""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
from django.utils import timezone

from comments import signed_tokens
from comments.models import Comment, Decision, Recommendation, Report, Site, Thread
from comments.moderation import decisions
from comments.statuses import Status
from tests.attacks.wire import Answer, Sent
from tests.support import factories
from tests.support.servers import Server, wait_until
from tests.support.stack import Stack

COMMENTS = "/api/v1/comments/"
NEVER_USED = 9_000_000
CANARY = "canary.of.the.attacks@mailbox.example"
BROWSER = "CanaryBrowser/7.3 of the attacks"

# A status, several, or what must be true of the answer.
Expected = int | set[int] | Callable[[Answer], bool]
Rows = Mapping[str, tuple[Sent, Expected]]


@dataclass
class Service:
    """`times` has a published comment and one of each kind that readers do not see, and `gazette` is another site."""

    stack: Stack
    times: Site = field(default_factory=factories.quiet_site)
    gazette: Site = field(default_factory=lambda: factories.quiet_site("gazette"))
    asked: int = 0
    failed: list[str] = field(default_factory=list)
    # What may be in no log.
    secrets: list[str] = field(default_factory=lambda: [CANARY])

    def __post_init__(self) -> None:
        now = timezone.now()  # so young that no chore has anything to forget of them
        self.top = factories.published(name="Ada", email="ada.of.the.attacks@mailbox.example", now=now)
        self.secrets.append(self.top.email)
        moderator = factories.moderator()
        self.hidden: dict[str, Comment] = {"waiting": factories.screened(now=now)}
        for status in (Status.SPAM, Status.REJECTED, Status.DELETED):
            comment = factories.published(now=now)
            decide = {Status.SPAM: decisions.mark_spam, Status.REJECTED: decisions.reject}.get(status, decisions.delete)
            decide(comment.pk, by=moderator, version=comment.version)
            self.hidden[status.value] = comment
        self._begin = {server.name: _size(server) for server in self.stack.servers}

    def ask(self, sent: Sent) -> Answer:
        answer = sent.to(self.stack.url)
        self.asked += 1
        if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR or "Traceback" in answer.text:
            self.failed.append(f"{sent.method} {sent.target[:80]} {str(sent.body)[:80]}: {answer.status}")
        return answer

    def try_all(self, rows: Rows) -> None:
        """Each request in turn; fails with those that were answered otherwise than expected."""
        wrong = []
        for what, (sent, expected) in rows.items():
            answer = self.ask(sent)
            if not _is_as(answer, expected):
                wrong.append(f"{what}: {answer.status} {answer.text[:200]}")
        assert not wrong, "\n".join(wrong)

    def post(self, **fields: Any) -> Sent:
        """A comment that is taken, each with an email address and a text of its own; a field of None is left out."""
        return Sent("POST", COMMENTS, self.fields(**fields))

    def fields(self, **fields: Any) -> dict[str, Any]:
        made = factories.draft()
        page = {"page_url": "https://times.example.org/city/bridge/", "page_title": "The bridge is open"}
        ordinary = {"site": "times", "thread": "bridge", "name": "Ada", "email": made.email, "text": made.text, **page}
        return {name: value for name, value in {**ordinary, **fields}.items() if value is not None}

    def token(self, comment: Comment) -> str:
        """Its author's, which may be in no log."""
        token = signed_tokens.author_token(comment.pk, factories.fresh(comment).token_version)
        self.secrets.append(token)
        return token

    def session(self, user: User) -> str:
        """The cookies of somebody who is signed in to the admin."""
        client = Client()
        client.force_login(user)
        key = client.cookies["sessionid"].value
        assert SessionStore(key).exists(key)
        self.secrets.append(key)
        return f"sessionid={key}"

    def state(self) -> str:
        """A hash of everything that visitors could change, once the worker has screened what it has to."""
        wait_until(lambda: not Comment.objects.filter(due__isnull=False).exists(), seconds=15, what="all screened")
        models = (Comment, Thread, Decision, Report, Recommendation, Site)
        rows = [list(model._default_manager.order_by("pk").values_list()) for model in models]
        return hashlib.sha256(repr(rows).encode()).hexdigest()

    def forget(self) -> None:
        """What the server has kept is too old to be sent."""
        self.ask(Sent("GET", "/let-everything-kept-be-old"))

    def assert_unharmed(self) -> None:
        """Nothing failed, and the logs have no traceback, no secret and no email address."""
        assert self.asked
        assert not self.failed, "\n".join(self.failed)
        said = {server.name: text for server, text in self._said()}
        logged = "\n".join(f"{name}: {text}" for name, text in said.items())
        assert "Traceback" not in logged, logged[:3000]
        told = [secret for secret in self.secrets if secret in logged]
        told += re.findall(r"[\w.+-]+@[\w-]+\.[a-z]{2,}", logged)
        assert not told, told

    def _said(self) -> Iterator[tuple[Server, str]]:
        for server in self.stack.servers:
            text = server.log.read_bytes()[self._begin[server.name] :] if server.log.exists() else b""
            yield server, text.decode("utf-8", "replace")


def _size(server: Server) -> int:
    return server.log.stat().st_size if server.log.exists() else 0


def _is_as(answer: Answer, expected: Expected) -> bool:
    if callable(expected):
        return expected(answer)
    return answer.status in ({expected} if isinstance(expected, int) else expected)


def refused(status: int, *pointers: str) -> Callable[[Answer], bool]:
    """A problem in JSON that nobody keeps, on these fields where any are named."""

    def is_refused(answer: Answer) -> bool:
        if answer.status != status or not answer.headers["content-type"].startswith("application/problem+json"):
            return False
        named = [error["pointer"] for error in answer.json["errors"]]
        return answer.headers["cache-control"] == "no-store" and (not pointers or named == list(pointers))

    return is_refused
