"""Who is told what by mail."""

from datetime import datetime, timedelta

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from comments import limits
from comments.maintenance.chores import clock, forgetting
from comments.maintenance.invariants.rule import Rows, rule
from comments.models import Commenter, ReplyNotice, Subscriber, SubscriberState, Subscription


def _forget(subscriber_ids: list[int], now: datetime) -> None:
    while forgetting.subscribers(now):
        continue


@rule(_("An address that nobody confirmed is forgotten in time."), site="site", repair=_forget)
def unconfirmed_forgotten(now: datetime) -> Rows:
    grace = timedelta(days=1) + clock.LONGEST_REST
    before = now - timedelta(days=limits.CONFIRM_DAYS) - grace
    return Subscriber.objects.filter(state=SubscriberState.ASKED, asked_at__lt=before)


@rule(_("Who is told of a comment has confirmed an address, on the comment's site."), site="comment__site")
def told_of_site(now: datetime) -> Rows:
    is_wrong = Q(subscriber__state=SubscriberState.ASKED) | ~Q(subscriber__site=F("comment__site"))
    return Subscription.objects.filter(is_wrong)


@rule(_("Who is told of a reply is known on its site."), site="reply__site")
def reply_told_of_site(now: datetime) -> Rows:
    return ReplyNotice.objects.exclude(subscriber__site=F("reply__site"))


@rule(_("A browser belongs to an address of its own site."), site="site")
def browser_of_site(now: datetime) -> Rows:
    return Commenter.objects.exclude(subscriber=None).exclude(subscriber__site=F("site"))
