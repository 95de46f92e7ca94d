"""Where a comment stands in its thread."""

from datetime import datetime

from django.db.models import CharField, F, Max, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Length, LPad, Right, Substr
from django.utils.translation import gettext_lazy as _

from comments import limits
from comments.maintenance.invariants.rule import Rows, rule
from comments.models import Comment, Thread
from comments.paths import WIDTH


def _copy_site(comment_ids: list[int], now: datetime) -> None:
    of_thread = Thread.objects.filter(pk=OuterRef("thread")).values("site")
    Comment.objects.filter(pk__in=comment_ids).update(site=Subquery(of_thread))


@rule(_("A comment belongs to the site of its thread."), site="thread__site", repair=_copy_site)
def site_of_thread(now: datetime) -> Rows:
    return Comment.objects.exclude(site=F("thread__site"))


@rule(_("A comment answers an earlier one of its own thread."))
def parent_earlier_in_thread(now: datetime) -> Rows:
    return Comment.objects.exclude(parent=None).filter(
        ~Q(parent__thread=F("thread")) | Q(parent__number__gte=F("number"))
    )


@rule(_("A comment's path is its parent's path, or that of a comment above, followed by the comment's own number."))
def path_below_parent(now: datetime) -> Rows:
    rows = Comment.objects.annotate(
        own=LPad(Cast("number", CharField()), WIDTH, Value("0")),
        tail=Right("path", WIDTH),
        above=Substr("path", 1, Length("path") - WIDTH),
    )
    starts = Q(above=Substr("parent__path", 1, Length("path") - WIDTH))
    at_the_top = Q(path=F("tail"))
    return rows.exclude(Q(at_the_top | Q(starts, parent__isnull=False), tail=F("own")))


@rule(_("A comment's depth matches its path, and is within the limit."))
def depth_of_path(now: datetime) -> Rows:
    within = Q(depth__gte=1, depth__lte=limits.DEPTH_CEILING)
    return Comment.objects.annotate(levels=Length("path") / WIDTH).exclude(within, depth=F("levels"))


@rule(_("No comment has a number that its thread has not given out yet."), site="site")
def numbers_given(now: datetime) -> Rows:
    return Thread.objects.annotate(highest=Max("comments__number")).filter(highest__gt=F("last_number"))
