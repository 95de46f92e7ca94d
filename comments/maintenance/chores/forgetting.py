"""What is forgotten with time: traces of visitors, and rows that only served for a while."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, F, Max, Min, Model, OuterRef, QuerySet, Value
from django.db.models.functions import Replace

from comments import limits
from comments.db.transactions import writing
from comments.deliveries import forgetting as told
from comments.models import (
    AuditEntry,
    Band,
    BatchItem,
    Cluster,
    Comment,
    Commenter,
    Decision,
    Delivery,
    Finding,
    Identity,
    Pace,
    ReaderSession,
    Recommendation,
    RefusedOrigin,
    Report,
    RuleTrial,
    Site,
    Submission,
    Subscriber,
    SubscriberState,
    Subscription,
)
from comments.search import index
from comments.similarity.clusters import CLUSTER_HOURS

SUBMISSION_DAYS = 2
AUDIT_DAYS = 730
TRIAL_DAYS = 7
PACE_SECONDS = 3600
# What housekeeping does in one run. It shares the worker with the screening of fresh comments, so a run is short.
FORGET_ROWS = 2000
ERASE_ROWS = 500


def rate_limits(now: datetime) -> int:
    """Delete the rate limits that hold nobody back any more, with the addresses in them."""
    return _delete(Pace.objects.filter(arrival__lt=now.timestamp() - PACE_SECONDS))


def submissions(now: datetime) -> int:
    return _delete(Submission.objects.filter(created_at__lt=now - timedelta(days=SUBMISSION_DAYS)))


def addresses(now: datetime) -> int:
    """Erase address and browser of comments older than their site keeps them, and what an outside service was sent."""
    return sum(_erase(site, now - timedelta(days=site.erase_days)) for site in Site.objects.exclude(erase_days=0))


def reports(now: datetime) -> int:
    """Delete settled reports, with what their readers wrote, after the days for which their site keeps addresses."""
    return sum(
        _delete(Report.objects.filter(comment__site=site, settled_at__lt=now - timedelta(days=site.erase_days)))
        for site in Site.objects.exclude(erase_days=0)
    )


def commenters(now: datetime) -> int:
    """Forget browsers not heard of since their cookie ended: what they fill in, and all of those without a comment."""
    before = now - timedelta(days=limits.COMMENTER_DAYS)
    theirs = Comment.objects.filter(commenter=OuterRef("pk"))
    old = _in_turn(Commenter.objects.filter(created_at__lt=before), now)
    silent = old.filter(~Exists(theirs.filter(created_at__gte=before)))
    with writing():
        silent.exclude(name="", email="", url="").update(name="", email="", url="")
    return _delete(silent.filter(~Exists(theirs)))


def bands(now: datetime) -> int:
    longest = Site.objects.aggregate(hours=Max("repeat_hours"))["hours"] or 0
    return _delete(Band.objects.filter(seen_at__lt=now - timedelta(hours=max(longest, CLUSTER_HOURS))))


def clusters(now: datetime) -> int:
    old = Cluster.objects.filter(last_at__lt=now - timedelta(hours=CLUSTER_HOURS))
    return _delete(_in_turn(old, now).filter(~Exists(Comment.objects.filter(cluster=OuterRef("pk")))))


def batch_items(now: datetime) -> int:
    """Delete which comments were decided on together, once that cannot be undone any more.

    The first rows are the oldest, so a run looks at no others.
    """
    first = BatchItem.objects.order_by("pk").values_list("pk", "batch__created_at")[:FORGET_ROWS]
    old = [pk for pk, created_at in first if created_at < now - timedelta(days=limits.BATCH_DAYS)]
    return _delete(BatchItem.objects.filter(pk__in=old))


def audit_entries(now: datetime) -> int:
    """Delete old lines of the chiefs' log: some quote an address that was banned."""
    return _delete(AuditEntry.objects.filter(created_at__lt=now - timedelta(days=AUDIT_DAYS)))


def recommendations(now: datetime) -> int:
    """Delete who recommended a comment, which no longer counts them once only; the comment's number stays."""
    return _delete(Recommendation.objects.filter(created_at__lt=now - timedelta(days=limits.RECOMMENDED_DAYS)))


def reader_sessions(now: datetime) -> int:
    """Delete sessions that are over; the host's token, which each of them is for, is over long before."""
    return _delete(ReaderSession.objects.filter(expires_at__lt=now - timedelta(hours=1)))


def identities(now: datetime) -> int:
    """Forget accounts of the host of which there is no comment, once nobody can be signed in by them any more."""
    before = now - timedelta(hours=limits.READER_SESSION_HOURS + 1)
    old = _in_turn(Identity.objects.filter(signed_in_at__lt=before), now)
    theirs = [model.objects.filter(identity=OuterRef("pk")) for model in (Comment, ReaderSession)]
    return _delete(old.filter(*[~Exists(rows) for rows in theirs]))


def refused_origins(now: datetime) -> int:
    return _delete(RefusedOrigin.objects.filter(last_at__lt=now - timedelta(days=limits.REFUSED_ORIGIN_DAYS)))


def subscribers(now: datetime) -> int:
    """Forget the addresses that nobody confirmed in time, and those of which there is no comment any more."""
    before = now - timedelta(days=limits.CONFIRM_DAYS)
    unconfirmed = _delete(Subscriber.objects.filter(state=SubscriberState.ASKED, asked_at__lt=before))
    known = Subscriber.objects.exclude(state=SubscriberState.ASKED).filter(asked_at__lt=before)
    theirs = Subscription.objects.filter(subscriber=OuterRef("pk"))
    return unconfirmed + _delete(_in_turn(known, now).filter(~Exists(theirs)))


def trials(now: datetime) -> int:
    """Delete old trials of rules, with the comments that they would have changed."""
    return _delete(RuleTrial.objects.filter(created_at__lt=now - timedelta(days=TRIAL_DAYS)))


def deliveries(now: datetime) -> int:
    """Delete what was told to people and programs, or ended otherwise, with its requests and answers."""
    return _delete(Delivery.objects.filter(ended_at__lt=now - timedelta(days=limits.DELIVERY_DAYS)))


def _erase(site: Site, before: datetime) -> int:
    old = Comment.objects.with_traces().filter(site=site, created_at__lt=before).order_by("created_at")
    with writing():
        ids = list(old.lock_available().values_list("pk", flat=True)[:ERASE_ROWS])
        for model in (Finding, Decision):
            _unquote(model.objects.filter(comment__in=ids))
        index.forget_networks(ids)
        told.forget_words(ids)
        return Comment.objects.filter(pk__in=ids).update(address="", network="", user_agent="", asked=None)


def _unquote(rows: QuerySet[Any]) -> None:  # Any: of findings or of decisions
    """Take the address out of reasons that quote it, as a check that objects to an address does."""
    quoting = rows.exclude(comment__address="").filter(reason__contains=F("comment__address"))
    for pk, address in quoting.order_by().values_list("pk", "comment__address"):
        rows.model.objects.filter(pk=pk).update(reason=Replace("reason", Value(address), Value("…")))


def _in_turn(rows: QuerySet[Any], now: datetime) -> QuerySet[Any]:  # Any: of any model
    """Those of the rows in a window of FORGET_ROWS ids, which moves on every minute and begins anew after the last.

    So a run looks at few rows, and nothing has to be remembered between runs.
    """
    ids = rows.model.objects.aggregate(first=Min("pk"), last=Max("pk"))
    first, last = ids["first"] or 0, ids["last"] or 0
    windows = (last - first) // FORGET_ROWS + 1
    start = first + int(now.timestamp() // 60) % windows * FORGET_ROWS
    return rows.filter(pk__gte=start, pk__lt=start + FORGET_ROWS)


def _delete(rows: QuerySet[Any]) -> int:  # Any: of any model
    """Delete FORGET_ROWS of these rows at most, with all that hangs on them; returns how many rows of the model."""
    model: type[Model] = rows.model
    with writing():
        ids = list(rows.values_list("pk", flat=True)[:FORGET_ROWS])
        _all, by_model = rows.filter(pk__in=ids).delete()
    return by_model.get(model._meta.label, 0)
