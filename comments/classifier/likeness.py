"""What a site's filter says now of each comment that waits, written beside it whenever the filter was built anew.

So the queue is sorted by what moderators taught since. It is no finding, and changes neither status nor version.
"""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from django.db import Error as DatabaseError
from django.db.models import F, Q
from django.utils import timezone

from comments import limits
from comments.classifier import queries, storage
from comments.classifier.queries import Likeness
from comments.db.transactions import cause, writing
from comments.models import Comment, LearnedFilter, Site
from comments.models.querysets import CommentQuerySet
from comments.statuses import Status

log = logging.getLogger(__name__)

HANDFUL = 200
LEASE = timedelta(minutes=5)
# So long a comment that was judged by an earlier filter may still be on its way to be stored.
UNDER_WAY = timedelta(seconds=limits.LEASE_SECONDS)
# So often, in handfuls, something else has its turn.
_TURNS = 20


def write_in_background(between: Callable[[], object]) -> None:
    """Run `write_outdated` in a thread of the worker, which goes on whatever happens: what fails is logged."""
    try:
        write_outdated(between=between)
    except DatabaseError as error:
        log.warning("comments that wait could not be judged anew: %s", cause(error))
    except Exception:  # what cannot be judged now must not end all judging
        log.exception("judging comments that wait failed")


def write_outdated(*, between: Callable[[], object] = lambda: None, now: datetime | None = None) -> int:
    """Judge what waits on sites whose filter was built since all was judged last; returns how many comments.

    `between` is called now and then: a build for which it is time is not held up. One process at a time judges a site.
    """
    began = now or timezone.now()
    free = Q(judging_until=None) | Q(judging_until__lte=began)
    rows = LearnedFilter.objects.filter(free, version__gt=F("judged_version")).select_related("site").defer("blob")
    return sum(_write_site(row, between, began) for row in rows)


def _write_site(row: LearnedFilter, between: Callable[[], object], began: datetime) -> int:
    mine = LearnedFilter.objects.filter(pk=row.pk, judging_until=began + LEASE)
    with writing():
        if not LearnedFilter.objects.filter(pk=row.pk, judging_until=row.judging_until).update(
            judging_until=began + LEASE
        ):
            return 0
    written = 0
    for number, handful in enumerate(_handfuls(row.site), 1):
        written += handful
        if number % _TURNS == 0:
            between()
    settled_at = (row.trained_at or began) + UNDER_WAY
    with writing():
        if began >= settled_at:
            mine.update(judged_version=row.version, judging_until=None)
        else:
            # Once more, later, for the few that were stored meanwhile.
            mine.update(judging_until=settled_at)
    return written


def _handfuls(site: Site) -> Iterator[int]:
    """Judge what waits, the newest first, each handful by the newest filter there is; yields how many were written."""
    last: int | None = None
    while build := storage.latest_build(site):
        if build.filter.abstains:
            yield _clear(site)
            return
        waiting = Comment.objects.filter(site=site, status=Status.PENDING).exclude(likeness_version=build.version)
        rows = waiting if last is None else waiting.filter(pk__lt=last)
        comments = list(rows.order_by("-pk").only("text", "name", "url", "text_version")[:HANDFUL])
        if not comments:
            return
        judged = {
            comment.pk: Likeness(comment.pk, comment.text_version, _probability(build, comment)) for comment in comments
        }
        with writing():
            free = _unlocked(Comment.objects.filter(pk__in=list(judged)))
            yield queries.write_likeness(site.pk, build.version, [judged[pk] for pk in free])
        last = comments[-1].pk


def _probability(build: storage.Build, comment: Comment) -> float:
    return build.filter.judge(comment.text, name=comment.name, url=comment.url).probability


def _unlocked(comments: CommentQuerySet) -> list[int]:
    """Locked by id, and without those that somebody decides on just now, so that nobody waits for anybody."""
    return list(comments.filter(status=Status.PENDING).order_by("pk").lock_available().values_list("pk", flat=True))


def _clear(site: Site) -> int:
    """A filter that has seen too little says nothing."""
    judged = Comment.objects.filter(site=site, status=Status.PENDING, likeness__isnull=False)
    with writing():
        return judged.update(likeness=None, likeness_version=None)
