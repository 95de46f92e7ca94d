"""While posts come steadily: how long until each is decided, and how long readers of hot pages wait meanwhile."""

import http.client
import json
import statistics
import subprocess
import threading
import time

from bench import addresses, reader
from bench.workload import Workload
from comments.models import Comment
from tests.support.servers import Web, wait_until

POSTS_PER_SECOND = 20
READS_PER_SECOND = 200
SECONDS = 20


def measure(workload: Workload, web: Web, hot: str) -> list[tuple[str, str, float]]:
    """Figures as (work, measure, value)."""
    paths = [
        addresses.thread(hot),
        addresses.article(hot),
        f"/api/v1/comments/?site={workload.site.slug}&thread=thread-0",
    ]
    readers = subprocess.Popen(reader.argv(web.port, paths, READS_PER_SECOND, SECONDS), stdout=subprocess.PIPE)
    posted: dict[int, float] = {}
    decided: dict[int, float] = {}
    done = threading.Event()
    watcher = threading.Thread(target=_watch, args=(posted, decided, done))
    watcher.start()
    try:
        answers = _post(workload, web, posted)
        wait_until(lambda: len(decided) == len(posted), seconds=60, what="the decision on every comment")
        read = json.loads(readers.communicate(timeout=60)[0])
    finally:
        readers.kill()
        done.set()
        watcher.join()
    return _figures(answers, [decided[comment_id] - posted[comment_id] for comment_id in posted], read)


def _figures(answers: list[float], waits: list[float], read: dict[str, float]) -> list[tuple[str, str, float]]:
    posting, deciding = f"posting {POSTS_PER_SECOND} a second, screened", "from the post to its decision"
    reading = f"hot reads meanwhile, {READS_PER_SECOND} a second"
    return [
        (posting, "answered, p95, ms", reader.share(answers, 0.95) * 1000),
        (deciding, "median, s", statistics.median(waits)),
        (deciding, "p95, s", reader.share(waits, 0.95)),
        (deciding, "slowest, s", max(waits)),
        (reading, "median, ms", read["median"]),
        (reading, "p99, ms", read["p99"]),
        (reading, "other answers than 200", read["failed"]),
    ]


def _post(workload: Workload, web: Web, posted: dict[int, float]) -> list[float]:
    """Post by the clock, however long the answers take; seconds until each answer."""
    connection = http.client.HTTPConnection("127.0.0.1", web.port, timeout=10)
    began, answers = time.monotonic(), []
    for number, (subject, draft) in enumerate(workload.drafts(POSTS_PER_SECOND * SECONDS)):
        time.sleep(max(0.0, began + number / POSTS_PER_SECOND - time.monotonic()))
        body = {
            "site": workload.site.slug,
            "thread": subject.key,
            "name": draft.name,
            "email": draft.email,
            "text": draft.text,
        }
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
