"""How long a visitor's comment takes from the post to its decision, while posts come steadily."""

import http.client
import json
import statistics
import threading
import time

from bench.scene import Scene
from comments.models import Comment
from tests.servers import Web, wait_until

POSTS_PER_SECOND = 20
SECONDS = 20


def measure(scene: Scene, web: Web) -> list[tuple[str, str]]:
    posted: dict[int, float] = {}
    decided: dict[int, float] = {}
    done = threading.Event()
    watcher = threading.Thread(target=_watch, args=(posted, decided, done))
    watcher.start()
    answers = _post(scene, web, posted)
    wait_until(lambda: len(decided) == len(posted), seconds=60, what="the decision on every comment")
    done.set()
    watcher.join()
    waits = sorted(decided[comment_id] - posted[comment_id] for comment_id in posted)
    return [
        ("posts, at 20 a second", f"{len(posted)}"),
        ("  answered, p95", f"{_share(sorted(answers), 0.95) * 1000:.0f} ms"),
        ("post to decision, median", f"{statistics.median(waits):.2f} s"),
        ("  p95", f"{_share(waits, 0.95):.2f} s"),
        ("  slowest", f"{waits[-1]:.2f} s"),
    ]


def _post(scene: Scene, web: Web, posted: dict[int, float]) -> list[float]:
    """Post by the clock, however long the answers take; seconds until each answer."""
    connection = http.client.HTTPConnection("127.0.0.1", web.port, timeout=10)
    began, answers = time.monotonic(), []
    for number, (subject, draft) in enumerate(scene.drafts(POSTS_PER_SECOND * SECONDS)):
        time.sleep(max(0.0, began + number / POSTS_PER_SECOND - time.monotonic()))
        body = {"site": "bench", "thread": subject.key, "name": draft.name, "email": draft.email, "text": draft.text}
        sent = time.monotonic()
        connection.request("POST", "/api/v1/comments/", json.dumps(body), {"Content-Type": "application/json"})
        answer = connection.getresponse()
        comment_id = json.loads(answer.read())["id"]
        posted[comment_id] = sent
        answers.append(time.monotonic() - sent)
    return answers


def _watch(posted: dict[int, float], decided: dict[int, float], done: threading.Event) -> None:
    """Note when each comment is seen to be settled, within 20 ms."""
    while not done.wait(0.02):
        missing = [comment_id for comment_id in list(posted) if comment_id not in decided]
        settled = Comment.objects.filter(pk__in=missing, due=None).values_list("pk", flat=True)
        decided.update(dict.fromkeys(settled, time.monotonic()))


def _share(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
