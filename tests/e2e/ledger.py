"""Visitors who write down each answer, so that what was acknowledged can be held against what is there."""

import json
import threading
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from comments.models import Comment


@dataclass
class Answer:
    status: int
    seconds: float
    comment_id: int | None = None


def post(url: str, *, key: str, thread: str = "foghorn") -> Answer:
    """POST one comment named by its key; status 0 when there was no answer."""
    fields = {"site": "newsroom", "thread": thread, "name": "Ada", "email": f"{key}@example.org", "text": f"Text {key}"}
    headers = {"Content-Type": "application/json", "Idempotency-Key": key}
    request = urllib.request.Request(f"{url}/api/v1/comments/", json.dumps(fields).encode(), headers)
    began = time.perf_counter()
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return Answer(answer.status, time.perf_counter() - began, json.load(answer)["id"])
    except urllib.error.HTTPError as error:
        return Answer(error.code, time.perf_counter() - began)
    except (OSError, ValueError):
        return Answer(0, time.perf_counter() - began)


@dataclass
class Ledger:
    """Answers by key; what got none is asked again with the same key until it does."""

    url: str
    answers: dict[str, Answer] = field(default_factory=dict)
    _stop: threading.Event = field(default_factory=threading.Event)

    def write(self, key: str) -> None:
        answer = post(self.url, key=key)
        while answer.status in (0, 503) and not self._stop.wait(0.05):
            answer = post(self.url, key=key)
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
        return [answer for answer in self.answers.values() if answer.status == 201]

    def lost(self) -> list[str]:
        """Keys that were acknowledged and are not there exactly once under the acknowledged id."""
        there: dict[str, list[int]] = {}
        for pk, text in Comment.objects.values_list("pk", "text"):
            there.setdefault(text, []).append(pk)
        acknowledged = {key: answer for key, answer in self.answers.items() if answer.status == 201}
        return [key for key, answer in acknowledged.items() if there.get(f"Text {key}") != [answer.comment_id]]


def unscreened() -> int:
    return Comment.objects.filter(html=None).count()


def oddly_decided() -> list[int]:
    """Comments without exactly one set of findings, one birth and one outcome."""
    odd = []
    for comment in Comment.objects.prefetch_related("findings", "decisions"):
        checks = [finding.check_name for finding in comment.findings.all()]
        moves = [(decision.from_status, decision.to_status) for decision in comment.decisions.all()]
        if len(checks) != 5 or len(set(checks)) != 5 or moves != [("", "pending"), ("pending", "pending")]:
            odd.append(comment.pk)
    return odd
