"""What is told to people and programs."""

from datetime import datetime, timedelta

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from comments import limits
from comments.deliveries import forgetting as told
from comments.deliveries import sending
from comments.maintenance.chores import clock, forgetting
from comments.maintenance.invariants.rule import Rows, rule
from comments.models import Delivery, DeliveryAttempt
from comments.statuses import Status


def _target(delivery_ids: list[int], now: datetime) -> None:
    for row in Delivery.objects.filter(pk__in=delivery_ids).only("channel", "recipient"):
        Delivery.objects.filter(pk=row.pk).update(target=Delivery.target_of(row.channel, row.recipient))


@rule(
    _("What is owed waits for the one who takes it."),
    sample=True,
    holds=lambda row: row.target == Delivery.target_of(row.channel, row.recipient),
    repair=_target,
)
def owed_to_its_target(now: datetime) -> Rows:
    return Delivery.objects.only("channel", "recipient", "target")


@rule(
    _("Nothing that is owed is due later than the longest pause."), repair=lambda ids, now: sending.bring_forward(now)
)
def owed_in_time(now: datetime) -> Rows:
    return sending.put_off(now)


def _forget(delivery_ids: list[int], now: datetime) -> None:
    while forgetting.deliveries(now):
        continue


@rule(_("What was told is forgotten in time."), repair=_forget)
def told_is_forgotten(now: datetime) -> Rows:
    grace = timedelta(days=1) + clock.LONGEST_REST
    return Delivery.objects.filter(ended_at__lt=now - timedelta(days=limits.DELIVERY_DAYS) - grace)


@rule(_("What is told of a comment or a thread is told for its own site."))
def told_for_its_site(now: datetime) -> Rows:
    elsewhere = Q(comment__isnull=False) & ~Q(comment__site=F("site"))
    return Delivery.objects.filter(elsewhere | Q(thread__isnull=False) & ~Q(thread__site=F("site")))


def _erase(attempt_ids: list[int], now: datetime) -> None:
    attempts = DeliveryAttempt.objects.filter(pk__in=attempt_ids)
    told.forget_words(list(attempts.values_list("delivery__comment", flat=True)))


# What says that a comment was deleted is sent after the deletion, and has no word of it.
@rule(_("No request with the words of a deleted comment is kept."), site="delivery__site", repair=_erase)
def deleted_is_not_quoted(now: datetime) -> Rows:
    kept = DeliveryAttempt.objects.exclude(request="", answer="").exclude(delivery__kind="comment.deleted")
    return kept.filter(delivery__comment__status=Status.DELETED)
