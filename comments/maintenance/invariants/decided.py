"""What was found and decided, by whom, and in what order."""

from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from comments.maintenance.invariants.rule import Rows, number_of, rule
from comments.models import Actor, Comment, Decision, Finding
from comments.statuses import LEGAL_MOVES, Status

_EARLIER = Decision.objects.filter(comment=OuterRef("comment"), pk__lt=OuterRef("pk")).order_by("-pk")
_MOVES = ~Q(to_status=F("from_status"))


def _last(field: str) -> Subquery:
    return Subquery(Decision.objects.filter(comment=OuterRef("pk")).order_by("-pk").values(field)[:1])


@rule(_("Every comment was posted once."))
def born_once(now: datetime) -> Rows:
    births = Decision.objects.filter(comment=OuterRef("pk"), from_status="")
    return Comment.objects.annotate(births=number_of(births)).exclude(births=1)


@rule(_("Every change of status is a legal one."), site="comment__site")
def moves_legal(now: datetime) -> Rows:
    moves = [Q(from_status=old, to_status__in=new) for old, new in LEGAL_MOVES.items()]
    return Decision.objects.exclude(Q(*moves, _connector=Q.OR))


@rule(_("Each decision begins where the one before it ended."), site="comment__site")
def decisions_join(now: datetime) -> Rows:
    before = Coalesce(Subquery(_EARLIER.values("to_status")[:1]), Value(""))
    return Decision.objects.annotate(before=before).exclude(from_status=F("before"))


@rule(_("Versions rise with each change of status."), site="comment__site")
def versions_rise(now: datetime) -> Rows:
    before = Coalesce(Subquery(_EARLIER.values("version")[:1]), 0)
    rows = Decision.objects.annotate(before=before)
    return rows.filter(Q(version__lt=F("before")) | Q(_MOVES, version=F("before")))


@rule(_("A comment has the status that its last decision gave it."))
def status_is_last_decision(now: datetime) -> Rows:
    rows = Comment.objects.annotate(last=_last("to_status"), decided=_last("version"))
    return rows.exclude(status=F("last"), version__gte=F("decided"))


@rule(_("The published version of a comment is the version that was approved."))
def published_as_approved(now: datetime) -> Rows:
    published = Comment.objects.filter(status=Status.APPROVED)
    return published.annotate(decided=_last("version")).exclude(version=F("decided"))


@rule(_("A decision names its moderator exactly if a moderator made it."), site="comment__site")
def moderators_named(now: datetime) -> Rows:
    return Decision.objects.exclude(Q(actor=Actor.MODERATOR, by__isnull=False) | Q(~Q(actor=Actor.MODERATOR), by=None))


@rule(_("The checks decide once on a text, and never after a moderator."), site="comment__site")
def checks_decide_once(now: datetime) -> Rows:
    held = Q(actor=Actor.SCREENING, from_status=F("to_status"))
    before = Subquery(_EARLIER.exclude(held).values("actor")[:1])
    decided = Decision.objects.filter(_MOVES, actor=Actor.SCREENING).annotate(before=before)
    return decided.exclude(before__in=[Actor.VISITOR, Actor.AUTHOR])


@rule(_("The checks publish a comment only if all of them that checked it cleared it."))
def published_was_cleared(now: datetime) -> Rows:
    found = Finding.objects.filter(comment=OuterRef("pk"), text_version=OuterRef("text_version"))
    objections = found.filter(Q(verdict__in=["reject", "spam"]) | Q(code__in=["check-failed", "parked"]))
    by_checks = Comment.objects.filter(status=Status.APPROVED).annotate(actor=_last("actor"), batch=_last("batch"))
    rows = by_checks.filter(actor=Actor.SCREENING, batch=None)
    return rows.filter(Exists(objections) | ~Exists(found.filter(verdict__in=["clear", "note"])))


@rule(_("A finding is about a version of the text that existed."), site="comment__site")
def findings_about_texts(now: datetime) -> Rows:
    return Finding.objects.filter(text_version__gt=F("comment__text_version"))
