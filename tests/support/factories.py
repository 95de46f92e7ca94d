"""Ready-made objects for tests: what is not said is ordinary."""

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User

from comments.host import Subject
from comments.models import Comment, Decision, ListKind, Site, Thread
from comments.moderation import decisions
from comments.paths import depth_of, path_below
from comments.posting import posts, threads
from comments.posting.draft import Draft
from comments.screening import run, word_lists
from comments.statuses import Status

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
_numbers = itertools.count(1)


def site(slug: str = "times", **fields: Any) -> Site:
    """Its word lists are named like other fields."""
    lists = {kind: fields.pop(kind) for kind in ListKind if kind in fields}
    defaults: dict[str, Any] = {"name": "The Times of Nowhere", "origins": "https://times.example.org"}
    found, is_new = Site.objects.get_or_create(slug=slug, defaults={**defaults, **fields})
    if is_new:
        word_lists.keep(found, lists)
    return found


def quiet_site(slug: str = "times", **fields: Any) -> Site:
    """A site without flood limits."""
    return site(slug, **{"flood_seconds": 0, "burst_per_minute": 0, **fields})


def subject(slug: str = "times", key: str = "bridge", **fields: Any) -> Subject:
    return Subject(**{"site": slug, "key": key, "title": "The bridge is open", "url": f"/city/{key}/", **fields})


def draft(**fields: Any) -> Draft:
    """Each with an e-mail and a text of its own."""
    number = next(_numbers)
    ordinary = {"name": "Ada", "email": f"ada{number}@example.org", "url": "", "text": f"A thought, number {number}."}
    return Draft(**{**ordinary, "address": "192.0.2.7", **fields})


def waiting(
    parent: Comment | None = None, *, on: Subject | None = None, now: datetime = NOON, **fields: Any
) -> Comment:
    """A comment as just posted, on a quiet site; not screened, the queue not rung."""
    on = on or (subject(parent.thread.site.slug, parent.thread.key) if parent else subject())
    quiet_site(on.site)
    fields = {"parent_id": parent.pk if parent else None, **fields}
    return posts.keep_comment(on, draft(**fields), now=now).comment


def screened(parent: Comment | None = None, **fields: Any) -> Comment:
    comment = waiting(parent, **fields)
    run.screen([comment.pk], now=comment.created_at + timedelta(seconds=1))
    comment.refresh_from_db()
    return comment


def published(parent: Comment | None = None, **fields: Any) -> Comment:
    comment = waiting(parent, **fields)
    return decisions.approve(comment.pk, by=moderator(), version=comment.version, now=comment.created_at)


def crowd(tops: int, *, replies: int = 0, on: Subject | None = None) -> Thread:
    """A thread with so many published comments at the top and so many replies to each, made in bulk."""
    quiet_site()
    thread = threads.describe(on or subject())
    above = Comment.objects.bulk_create(_row(thread, number, replies=replies) for number in range(1, tops + 1))
    number = itertools.count(tops + 1)
    Comment.objects.bulk_create(_row(thread, next(number), parent=top) for top in above for _ in range(replies))
    Thread.objects.filter(pk=thread.pk).update(count=tops * (1 + replies), last_number=next(number) - 1)
    return thread


def _row(thread: Thread, number: int, *, parent: Comment | None = None, replies: int = 0) -> Comment:
    path = path_below(parent.path if parent else "", number, max_depth=5)
    return Comment(
        thread=thread, site=thread.site, parent=parent, number=number, path=path, depth=depth_of(path),
        replies=replies, name="Ada", text=f"Number {number}.", html=f"<p>Number {number}.</p>", status=Status.APPROVED,
        shown=True, version=2, created_at=NOON, published_at=NOON,
    )  # fmt: skip


def moderator(username: str = "mod") -> User:
    found = User.objects.filter(username=username).first()
    password = make_password("correct horse battery staple")
    return found or User.objects.create(username=username, password=password, is_staff=True, is_superuser=True)


def fresh(comment: Comment) -> Comment:
    return Comment.objects.select_related("thread__site", "parent").get(pk=comment.pk)


def thread_of(comment: Comment) -> Thread:
    return Thread.objects.get(pk=comment.thread_id)


def last_decision(comment: Comment) -> Decision:
    return comment.decisions.latest("id")
