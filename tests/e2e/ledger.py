"""Visitors who write down each answer, so that what was acknowledged can be held against what is there."""

import http.client
import json
import re
import threading
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from comments import signed_tokens
from comments.models import Comment
from comments.screening import registry

ACKNOWLEDGED = (201, 303)
TO_ASK_AGAIN = (0, 503)


@dataclass
class Answer:
    """`status` 0 is none; `token` opens the comment to its author, where the answer brought one."""

    status: int
    seconds: float
    comment_id: int | None = None
    token: str = ""


def text_of(key: str) -> str:
    """Short of eight words, so that nobody repeats anybody."""
    return f"Text {key}, naïve – 🦑"


def post(url: str, *, key: str, thread: str = "foghorn", name: str = "Ada", parent: int | None = None) -> Answer:
    """POST one comment named by its key; status 0 when there was no answer."""
    fields = {"site": "newsroom", "thread": thread, "name": name, "email": f"{key}@example.org", "text": text_of(key)}
    headers = {"Content-Type": "application/json", "Idempotency-Key": key}
    body = json.dumps(fields | ({"parent": parent} if parent else {})).encode()
    request = urllib.request.Request(f"{url}/api/v1/comments/", body, headers)
    began = time.perf_counter()
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            said = json.load(answer)
            return Answer(answer.status, time.perf_counter() - began, said["id"], said.get("token", ""))
    except urllib.error.HTTPError as error:
        return Answer(error.code, time.perf_counter() - began)
    except (OSError, http.client.HTTPException, ValueError):
        return Answer(0, time.perf_counter() - began)


def post_form(url: str, *, key: str, page: str = "/science/foghorn/", parent: int | None = None) -> Answer:
    """The same by the form of the article's page; its one-time number is the key."""
    token = signed_tokens.form_token("newsroom", "foghorn", hour=int(time.time() // 3600))
    fields = {
        "comment": text_of(key), "author": "Ada", "email": f"{key}@example.org", "comment_parent": str(parent or 0),
        "form_token": token, "form_number": key, "form_seconds": "9",
    }  # fmt: skip
    web = http.client.HTTPConnection(urlsplit(url).netloc, timeout=10)
    began = time.perf_counter()
    try:
        web.request("POST", page, urlencode(fields), {"Content-Type": "application/x-www-form-urlencoded"})
        answer = web.getresponse()
        answer.read()
        found = re.search(r"#comment-(\d+)$", answer.headers.get("Location", ""))
        return Answer(answer.status, time.perf_counter() - began, int(found[1]) if found else None)
    except (OSError, http.client.HTTPException):
        return Answer(0, time.perf_counter() - began)
    finally:
        web.close()


@dataclass
class Ledger:
    """Answers by key; what got none is asked again with the same key until it does."""

    url: str
    answers: dict[str, Answer] = field(default_factory=dict)
    # What may be there under a key, where it is not what was posted.
    texts: dict[str, set[str]] = field(default_factory=dict)
    slowest: float = 0.0
    asked_again: int = 0
    _stop: threading.Event = field(default_factory=threading.Event)

    def write(self, key: str, ask: Callable[..., Answer] = post, *, parent: int | None = None) -> None:
        answer = ask(self.url, key=key, parent=parent)
        while answer.status in TO_ASK_AGAIN and not self._stop.wait(0.05):
            self.asked_again += 1
            answer = ask(self.url, key=key, parent=parent)
        if answer.status in ACKNOWLEDGED:
            self.slowest = max(self.slowest, answer.seconds)
        self.answers[key] = answer

    @contextmanager
    def visitors(self, count: int) -> Iterator[None]:
        """Visitors who post one comment after the other inside the block."""

        def visit() -> None:
            while not self._stop.is_set():
                self.write(uuid.uuid4().hex)

        threads = [threading.Thread(target=visit) for _ in range(count)]
        for thread in threads:
            thread.start()
        yield
        self._stop.set()
        for thread in threads:
            thread.join()

    def acknowledged(self) -> list[Answer]:
        return [answer for answer in self.answers.values() if answer.status in ACKNOWLEDGED]

    def lost(self) -> list[str]:
        """Keys that were acknowledged and are not there exactly once under the acknowledged id, to the byte."""
        there: dict[str, list[int]] = {}
        for pk, text in Comment.objects.values_list("pk", "text"):
            there.setdefault(text, []).append(pk)
        return [key for key, answer in self.answers.items() if not self._is_kept(key, answer, there)]

    def _is_kept(self, key: str, answer: Answer, there: dict[str, list[int]]) -> bool:
        found = [pk for text in self.texts.get(key, {text_of(key)}) for pk in there.get(text, [])]
        return answer.status not in ACKNOWLEDGED or found == [answer.comment_id]


def unscreened() -> int:
    return Comment.objects.filter(html=None).count()


def oddly_decided() -> list[int]:
    """Comments without exactly one set of findings, one birth and one outcome."""
    odd = []
    for comment in Comment.objects.prefetch_related("findings", "decisions"):
        checks = sorted(finding.check_name for finding in comment.findings.all())
        moves = [(decision.from_status, decision.to_status) for decision in comment.decisions.all()]
        if checks != sorted(registry.CHECKS) or moves != [("", "pending"), ("pending", "pending")]:
            odd.append(comment.pk)
    return odd
