"""Spam and rejected comments that were kept for as long as their site says."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from comments.classifier import storage
from comments.db.transactions import writing
from comments.errors import NotFound, Stale
from comments.models import Comment, Site
from comments.moderation import decisions, transitions
from comments.similarity import clusters
from comments.statuses import Status

PURGE_ROWS = 100


def spam(now: datetime) -> int:
    return sum(_purge(site, Status.SPAM, site.spam_days, now) for site in Site.objects.exclude(spam_days=0))


def rejected(now: datetime) -> int:
    return sum(_purge(site, Status.REJECTED, site.trash_days, now) for site in Site.objects.exclude(trash_days=0))


def _purge(site: Site, status: Status, days: int, now: datetime) -> int:
    """Delete what nobody ever saw or answered; of the rest erase the content, and leave its place in the thread.

    What was edited and is to be screened again is left. Returns how many comments: of each kind PURGE_ROWS at most.
    """
    # What is deleted for ever is noted before it goes.
    rows = Comment.objects.filter(site=site, status=status, due=None, erase_at=None)
    old = rows.filter(moved_at__lt=now - timedelta(days=days))
    answered = Exists(Comment.objects.filter(parent=OuterRef("pk")))
    seen = Q(published_at__isnull=False) | Q(answered)
    return _delete(site, old.filter(~answered, published_at=None), now) + _empty(site, old.filter(seen), now)


def _delete(site: Site, old: QuerySet[Comment], now: datetime) -> int:
    with writing():
        rows = old.select_for_update(of=("self",), skip_locked=True)
        comments = list(rows.order_by("moved_at")[:PURGE_ROWS])
        ids = [comment.pk for comment in comments]
        kept = storage.keep_purged_spam(site, comments, now=now)
        clusters.leave(ids)
        Comment.objects.filter(pk__in=ids).delete()
        if kept:
            storage.mark_stale(site.pk, now)
    return len(comments)


def _empty(site: Site, old: QuerySet[Comment], now: datetime) -> int:
    """Erase each alone, under its thread's lock; replies before what they answer."""
    comments = list(old.order_by("moved_at")[:PURGE_ROWS])
    return sum(_expired(site, comment, now) for comment in sorted(comments, key=lambda comment: -comment.pk))


def _expired(site: Site, comment: Comment, now: datetime) -> bool:
    try:
        with writing():
            transitions.lock(comment.pk)
            storage.keep_purged_spam(site, [comment], now=now)
            decisions.expire(comment.pk, version=comment.version, now=now)
    except (Stale, NotFound):
        return False
    return True
