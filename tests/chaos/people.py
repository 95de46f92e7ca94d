"""Who uses the service meanwhile: visitors, authors who edit, moderators, and a reader who believes nothing."""

import http.client
import json
import random
import secrets
import threading
import time
import urllib.error
import urllib.request
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlencode, urlsplit

from django.contrib.auth.models import User
from django.db import Error as DatabaseError
from django.db import connection
from django.test import Client

from comments.models import Comment
from tests.e2e.ledger import ACKNOWLEDGED, TO_ASK_AGAIN, Answer, Ledger, post, post_form, text_of

ACTIONS = ["approve"] * 6 + ["reject", "spam", "review"]


@dataclass(frozen=True)
class Sighting:
    """A comment that the public API called published, in an answer asked for and received at these times."""

    comment_id: int
    asked: datetime
    received: datetime


@dataclass
class Crowd:
    """Everybody, each in a thread, until they are sent home."""

    ledger: Ledger
    seed: int
    sightings: list[Sighting] = field(default_factory=list)
    decisions: Counter[str] = field(default_factory=Counter)
    edits: Counter[str] = field(default_factory=Counter)
    _home: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def come(self, *, visitors: int, moderators: list[User]) -> None:
        jobs: list[Callable[[random.Random], None]] = [*[self._post] * visitors, self._edit, self._read]
        jobs += [Desk(self, user).decide for user in moderators]
        for number, job in enumerate(jobs):
            chance = random.Random(self.seed * 100 + number)
            self._threads.append(threading.Thread(target=self._live, args=[job, chance], daemon=True))
        for thread in self._threads:
            thread.start()

    def go_home(self) -> None:
        self._home.set()
        for thread in self._threads:
            thread.join(30)

    def ask_again(self) -> None:
        """What got no answer in the storm is sent once more with its key, as a browser would."""
        for key, answer in list(self.ledger.answers.items()):
            if answer.status in TO_ASK_AGAIN:
                self.ledger.answers[key] = post(self.ledger.url, key=key)

    def _live(self, job: Callable[[random.Random], None], chance: random.Random) -> None:
        while not self._home.is_set():
            try:
                job(chance)
            except DatabaseError:  # the crowd looks into the database too, and it may be down
                connection.close()
                self._home.wait(0.2)
        connection.close()

    def _post(self, chance: random.Random) -> None:
        """By the API or the form; some answer somebody, some click twice."""
        key = uuid.UUID(int=chance.getrandbits(128)).hex
        ways: list[Callable[..., Answer]] = [post, post_form]
        ask = chance.choice(ways)
        parent = chance.choice(self.sightings).comment_id if self.sightings and chance.random() < 0.3 else None
        if chance.random() < 0.2:
            other = threading.Thread(target=ask, args=[self.ledger.url], kwargs={"key": key, "parent": parent})
            other.start()
            self.ledger.write(key, ask, parent=parent)
            other.join()
        else:
            self.ledger.write(key, ask, parent=parent)
        self._home.wait(0.05)

    def _edit(self, chance: random.Random) -> None:
        """An author changes what was taken just before."""
        self._home.wait(0.5)
        mine = [(key, answer) for key, answer in list(self.ledger.answers.items())[-50:] if answer.token]
        if not mine:
            return
        key, answer = chance.choice(mine)
        if key in self.ledger.texts:
            return
        edited = f"{text_of(key)} edited"
        self.ledger.texts[key] = {text_of(key), edited}
        status = _patched(f"{self.ledger.url}/api/v1/comments/{answer.comment_id}/", answer.token, edited)
        self.edits[str(status)] += 1
        if status == 200:
            self.ledger.texts[key] = {edited}

    def _read(self, chance: random.Random) -> None:
        """The newest comments, as anybody sees them."""
        self._home.wait(0.2)
        asked = datetime.now(UTC)
        url = f"{self.ledger.url}/api/v1/comments/?site=newsroom&thread=foghorn&sort=newest&limit=50"
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                results = json.load(answer)["results"]
        except (OSError, http.client.HTTPException, ValueError):
            return
        received = datetime.now(UTC)
        seen = [item["id"] for item in results if item["state"] == "published"]
        self.sightings += [Sighting(pk, asked, received) for pk in seen]


class Desk:
    """A moderator with a session in the admin, who decides on what waits, often on an old screen."""

    def __init__(self, crowd: Crowd, user: User) -> None:
        self._crowd = crowd
        self._host = urlsplit(crowd.ledger.url).netloc
        client = Client()
        client.force_login(user)
        self._csrf = secrets.token_hex(16)
        self._cookies = f"sessionid={client.cookies['sessionid'].value}; csrftoken={self._csrf}"

    def decide(self, chance: random.Random) -> None:
        time.sleep(0.1)
        newest = list(Comment.objects.order_by("-pk").values_list("pk", "version")[:30])
        if not newest:
            return
        pk, version = chance.choice(newest)
        seen = version if chance.random() < 0.9 else max(1, version - 1)
        asked = {"comment": pk, "version": seen, "action": chance.choice(ACTIONS)}
        status = self._posted("/admin/desk/decide/", urlencode({**asked, "csrfmiddlewaretoken": self._csrf}))
        self._crowd.decisions[str(status)] += 1

    def _posted(self, path: str, body: str) -> int:
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": self._cookies}
        web = http.client.HTTPConnection(self._host, timeout=10)
        try:
            web.request("POST", path, body, headers)
            answer = web.getresponse()
            answer.read()
            # The way to the login page is no decision.
            return 401 if "login" in answer.headers.get("Location", "") else answer.status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            web.close()


def _patched(url: str, token: str, text: str) -> int:
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
    request = urllib.request.Request(url, json.dumps({"text": text}).encode(), headers, method="PATCH")
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except (OSError, http.client.HTTPException):
        return 0


def acknowledged(ledger: Ledger) -> int:
    return sum(answer.status in ACKNOWLEDGED for answer in ledger.answers.values())
