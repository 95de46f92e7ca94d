"""What readers see and count."""

from datetime import datetime

from django.db.models import F, OuterRef, Q, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from comments import markup
from comments.housekeeping import recount
from comments.invariants.rule import Rows, number_of, rule
from comments.models import Comment, Thread
from comments.statuses import Status, public_state

_SHOWS = Q(status__in=[status for status in Status if public_state(status, was_published=False)]) | Q(
    status__in=[status for status in Status if public_state(status, was_published=True)], published_at__isnull=False
)


def _recount(thread_ids: list[int], now: datetime) -> None:
    for thread_id in thread_ids:
        recount.repair(thread_id)


def _recount_around(comment_ids: list[int], now: datetime) -> None:
    threads = Comment.objects.filter(pk__in=comment_ids).order_by().values_list("thread_id", flat=True)
    _recount(list(threads.distinct()), now)


@rule(_("What is published has been rendered."))
def published_has_html(now: datetime) -> Rows:
    return Comment.objects.filter(status=Status.APPROVED, html=None)


@rule(_("Shown is what its status leaves, below what is shown."), repair=_recount_around)
def shown_by_status_and_place(now: datetime) -> Rows:
    should = Q(_SHOWS, Q(parent=None) | Q(parent__shown=True))
    return Comment.objects.filter(Q(should, shown=False) | Q(~should, shown=True))


@rule(_("A comment counts the published comments shown below it."), repair=_recount_around)
def replies_counted(now: datetime) -> Rows:
    below = Comment.objects.shown().filter(
        status=Status.APPROVED, thread=OuterRef("thread"), path__gt=OuterRef("path"),
        path__lt=Concat(OuterRef("path"), Value("a")),  # letters stand behind digits in any collation
    )  # fmt: skip
    return Comment.objects.annotate(counted=number_of(below)).exclude(replies=F("counted"))


@rule(
    _("A thread counts its published comments that are shown."),
    site="site",
    repair=_recount,
)
def thread_counted(now: datetime) -> Rows:
    published = Comment.objects.shown().filter(status=Status.APPROVED, thread=OuterRef("pk"))
    return Thread.objects.annotate(counted=number_of(published)).exclude(count=F("counted"))


@rule(_("The HTML that is shown is safe."), sample=True, holds=lambda comment: markup.verify(comment.html))
def html_is_safe(now: datetime) -> Rows:
    return Comment.objects.exclude(html=None).only("html")
