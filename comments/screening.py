"""What the worker does with a handful of comments: claim, judge and settle, each alone.

The row is its own lease: a claim is one guarded UPDATE, and only the latest claim may settle.
"""

import logging
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import Error as DatabaseError
from django.db.models import F
from django.utils import timezone, translation

from comments import conf, markup, moderation, policy, text
from comments.drafts import Signals
from comments.models import Comment
from comments.spam import Candidate, Standing, pipeline
from comments.transactions import writing

log = logging.getLogger(__name__)


def screen(ids: Sequence[int], *, now: datetime | None = None) -> int:
    """Screen what of these still waits for it; returns how many were settled here. Safe to run twice."""
    now = now or timezone.now()
    claimed = _claim(ids, now)
    standings = _standings(claimed)
    settled = 0
    for comment in claimed:
        try:
            settled += _screen_one(comment, standings[comment.pk], now)
        except Exception:  # one comment's failure is its own: its lease lapses and the sweep brings it again
            log.exception("screening comment %d failed, attempt %d", comment.pk, comment.attempts)
            _postpone(comment, now)
    return settled


def sweep(*, now: datetime | None = None) -> list[list[int]]:
    """What is due and was not claimed, by the handful, each moved on so that the next sweep rests from it."""
    now = now or timezone.now()
    fresh: list[int] = []
    tried: list[int] = []
    for comment_id, due, attempts in Comment.objects.due(now).values_list("id", "due", "attempts")[: conf.SWEEP_ROWS]:
        if attempts >= conf.ATTEMPTS:
            moderation.park(comment_id, now=now)
        elif _moved_on(comment_id, due, now):
            (tried if attempts else fresh).append(comment_id)
    return _by_the_handful(fresh) + [[comment_id] for comment_id in tried]


def screen_overdue(*, limit: int) -> int:
    """Screen, here and now, what has been due so long that no message can be on its way."""
    try:
        now = timezone.now()
        late = now - timedelta(seconds=conf.DUE_AFTER_POST_SECONDS)
        ids = list(Comment.objects.due(late).filter(attempts__lt=conf.ATTEMPTS).values_list("id", flat=True)[:limit])
        return sum(screen(handful) for handful in _by_the_handful(ids))
    except DatabaseError as error:
        log.warning("overdue comments could not be read: %s", error)
        return 0


def oldest_due_seconds(*, now: datetime | None = None) -> float:
    """For how long the longest-waiting screening has been due; 0 when nothing is."""
    due = Comment.objects.oldest_due()
    return max(0.0, ((now or timezone.now()) - due).total_seconds()) if due else 0.0


def _by_the_handful(ids: list[int]) -> list[list[int]]:
    return [ids[start : start + conf.SCREEN_HANDFUL] for start in range(0, len(ids), conf.SCREEN_HANDFUL)]


def _claim(ids: Sequence[int], now: datetime) -> list[Comment]:
    """Those of the comments that were free, leased to us; the end of our lease tells which they are."""
    lease = now + timedelta(seconds=conf.LEASE_SECONDS)
    with writing():
        free = Comment.objects.claimable(now).filter(pk__in=ids, attempts__lt=conf.ATTEMPTS)
        if not free.update(attempts=F("attempts") + 1, leased_until=lease, due=lease):
            return []
    return list(Comment.objects.filter(pk__in=ids, leased_until=lease).select_related("thread__site").order_by("id"))


def _standings(comments: Sequence[Comment]) -> dict[int, Standing]:
    """How often each author was published before, in one query per site of the handful."""
    standings: dict[int, Standing] = defaultdict(Standing)
    by_site: dict[int, list[Comment]] = defaultdict(list)
    for comment in comments:
        by_site[comment.thread.site_id].append(comment)
    for site_id, group in by_site.items():
        published = Comment.objects.standing(site_id, [comment.email_canonical for comment in group])
        for comment in group:
            same = [row for row in published if _is_same_author(row, comment)]
            browser = comment.commenter_id
            proven = sum(row["approved"] for row in same if browser and row["commenter_id"] == browser)
            claimed = sum(row["approved"] for row in same)
            standings[comment.pk] = Standing(proven, claimed)
    return standings


def _is_same_author(row: dict[str, Any], comment: Comment) -> bool:
    """The e-mail and the name: who was approved under one name is new under another."""
    same_email = row["email_canonical"] == comment.email_canonical
    return same_email and bool(text.folded(row["name"]) == text.folded(comment.name))


def _screen_one(comment: Comment, standing: Standing, now: datetime) -> bool:
    site = comment.thread.site
    with translation.override(site.language):
        html = markup.render(comment.text)
        findings = pipeline.run(_candidate(comment, html, standing), site)
        outcome = policy.decide(findings)
    return moderation.settle(comment, html=html, findings=findings, outcome=outcome, now=now)


def _candidate(comment: Comment, html: str, standing: Standing) -> Candidate:
    return Candidate(
        text=comment.text, html=html, name=comment.name, email=comment.email, url=comment.url,
        address=comment.address, user_agent=comment.user_agent,
        signals=Signals(**comment.signals), standing=standing,
    )  # fmt: skip


def _postpone(comment: Comment, now: datetime) -> None:
    """Give the lease back and wait longer each time, up to six hours."""
    wait = timedelta(seconds=min(6 * 3600, conf.DUE_AFTER_POST_SECONDS * 2**comment.attempts))
    mine = Comment.objects.filter(pk=comment.pk, attempts=comment.attempts, due__isnull=False)
    with writing():
        mine.update(due=now + wait, leased_until=None)


def _moved_on(comment_id: int, due: datetime | None, now: datetime) -> bool:
    later = now + timedelta(seconds=conf.DUE_AFTER_POST_SECONDS)
    with writing():
        return Comment.objects.filter(pk=comment_id, due=due).update(due=later) == 1
