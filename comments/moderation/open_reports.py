"""What readers reported and nobody settled: what a card says of it, and which decisions settle it.

`Comment.reported_at` says when the first open report of a comment came, so that the queue is a range of an index.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Min, QuerySet, Window
from django.db.models.functions import RowNumber

from comments.access.membership import Access
from comments.db.transactions import writing
from comments.models import Actor, Comment, Decision, Report, ReportReason
from comments.statuses import Status

# Explanations of one comment that a card shows, the latest of them.
EXPLANATIONS = 10


@dataclass(frozen=True)
class ReportText:
    """What one reader wrote, `number` is that of their receipt.

    `name`, `email` and that it `is_in_good_faith` are said by those who want an answer.
    """

    number: int
    reason: ReportReason
    text: str
    name: str
    email: str
    is_in_good_faith: bool
    created_at: datetime


@dataclass(frozen=True)
class ReportFacts:
    """The open reports of a comment: how many, `reasons` with how many have it, the commonest first, and since when.

    `explanations` has the latest EXPLANATIONS, newest first. `is_of_earlier_text` if all were made before an edit.
    """

    number: int
    reasons: tuple[tuple[ReportReason, int], ...]
    explanations: tuple[ReportText, ...]
    since: datetime
    is_of_earlier_text: bool


def facts(comments: Collection[Comment]) -> dict[int, ReportFacts]:
    """By comment id, for those of the comments that have open reports; two queries, or none where there are none."""
    reported = {comment.pk: comment for comment in comments if comment.reported_at is not None}
    if not reported:
        return {}
    by_comment = defaultdict(list)
    grouped = _open(reported).order_by().values("comment_id", "reason")
    numbers = grouped.annotate(n=Count("pk"), since=Min("created_at"), latest=Max("text_version"))
    for row in numbers.order_by("-n", "reason"):
        by_comment[row["comment_id"]].append(row)
    said = _explanations(reported)
    return {
        comment_id: ReportFacts(
            number=sum(row["n"] for row in rows),
            reasons=tuple((ReportReason(row["reason"]), row["n"]) for row in rows),
            explanations=tuple(said.get(comment_id, ())),
            since=min(row["since"] for row in rows),
            is_of_earlier_text=max(row["latest"] for row in rows) < reported[comment_id].text_version,
        )
        for comment_id, rows in by_comment.items()
    }


def listed(access: Access, *, site_id: int | None = None, after: int = 0, limit: int) -> list[Report]:
    """The open reports behind one, the oldest first, each with its comment, of the sites of this access or of one."""
    rows = Report.objects.select_related("comment__thread", "comment__site").filter(settled_at=None, pk__gt=after)
    found = access.filter(rows, "comment__site")
    return list((found if site_id is None else found.filter(comment__site=site_id)).order_by("pk")[:limit])


def follow(comment: Comment, decision: Decision, now: datetime) -> None:
    """Settle the open reports of a comment if this decision does, and open those again which it takes back.

    Part of the transaction of the decision. A comment that goes under review is not decided yet.
    """
    if decision.undoes_id is not None:
        _open_again(comment, decision.undoes_id)
    elif comment.reported_at is not None and _settles(decision):
        _open([comment.pk]).update(settled_at=now, settled_by=decision)
        _write_reported_at(comment, None)


def add(comment: Comment, report: Report) -> None:
    """Save a report of a comment that is locked. Where reports are ignored it is settled at once."""
    report.settled_at = report.created_at if comment.ignores_reports else None
    report.save(force_insert=True)
    if report.settled_at is None and comment.reported_at is None:
        _write_reported_at(comment, report.created_at)


def repair(comment_id: int) -> None:
    """Write when the first open report of a comment came, as its reports say now."""
    with writing():
        comment = Comment.objects.select_for_update(of=("self",), no_key=True).filter(pk=comment_id).first()
        if comment is not None:
            _write_reported_at(comment, _first_open(comment))


def number_of_this_text(comment: Comment) -> int:
    """From how many networks the comment was reported as it reads now, and nobody decided since."""
    return _open([comment.pk]).filter(text_version=comment.text_version).count()


def _settles(decision: Decision) -> bool:
    """Any that ends what was published or waits does, and one of a moderator who leaves it published."""
    if decision.to_status == Status.APPROVED:
        return decision.actor == Actor.MODERATOR
    return decision.to_status != Status.PENDING


def _open_again(comment: Comment, undone_id: int) -> None:
    if comment.status not in (Status.PENDING, Status.APPROVED):
        return
    settled = [report.pk for report in comment.reports.all() if report.settled_by_id == undone_id]
    if settled:
        Report.objects.filter(pk__in=settled).update(settled_at=None, settled_by=None)
        _write_reported_at(comment, _first_open(comment))


def _first_open(comment: Comment) -> datetime | None:
    first: datetime | None = _open([comment.pk]).aggregate(first=Min("created_at"))["first"]
    return first


def _open(comment_ids: Collection[int]) -> QuerySet[Report]:
    return Report.objects.filter(comment__in=list(comment_ids), settled_at=None)


def _explanations(comment_ids: Collection[int]) -> dict[int, list[ReportText]]:
    place = Window(RowNumber(), partition_by="comment_id", order_by="-id")
    rows = _open(comment_ids).exclude(text="", name="", email="").annotate(place=place).filter(place__lte=EXPLANATIONS)
    said: dict[int, list[ReportText]] = defaultdict(list)
    for row in rows.order_by("-id"):
        reason, is_in_good_faith = ReportReason(row.reason), row.good_faith
        one = ReportText(row.pk, reason, row.text, row.name, row.email, is_in_good_faith, row.created_at)
        said[row.comment_id].append(one)
    return said


def _write_reported_at(comment: Comment, moment: datetime | None) -> None:
    Comment.objects.filter(pk=comment.pk).update(reported_at=moment)
    comment.reported_at = moment
