"""What a decision on all that a queue holds or a search finds would fall on."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from comments.models import Action, Comment
from comments.statuses import Status

MOST = 100_000
_MOVABLE = (Status.PENDING, Status.APPROVED, Status.REJECTED, Status.SPAM)
# The status that each action moves to, where there is nothing to do.
_THERE: dict[str, Status] = {
    Action.APPROVE: Status.APPROVED, Action.REJECT: Status.REJECTED, Action.SPAM: Status.SPAM,
}  # fmt: skip


@dataclass(frozen=True)
class Group:
    """The comments of one status; `is_in` says whether they are to be decided on."""

    status: Status
    number: int
    is_in: bool


@dataclass(frozen=True)
class Matched:
    """What an action would fall on: `comments`, whose `ids` these are, none above `last`; `published` are of them.

    Without an action, "", it says only what was found.
    """

    action: str
    groups: Sequence[Group]
    comments: QuerySet[Comment]
    ids: Sequence[int]
    published: Sequence[int]
    last: int
    is_too_many: bool

    @property
    def number(self) -> int:
        return len(self.ids)


def of(comments: QuerySet[Comment], action: str, among: Sequence[str] | None, *, last: int | None) -> Matched:
    """Look at these comments, up to the id `last` if it is given; `among` are statuses, None for the usual ones.

    Usual are those that wait; where none does, all but published ones. What confirms takes published ones.
    """
    if last is not None:
        comments = comments.filter(pk__lte=last)
    rows = list(comments.order_by("pk").values_list("pk", "status")[: MOST + 1])
    groups = _groups(Counter(status for _pk, status in rows), action, among)
    statuses = {group.status.value for group in groups if group.is_in and action}
    ids = [pk for pk, status in rows if status in statuses]
    published = [pk for pk, status in rows if status in statuses and status == Status.APPROVED]
    return Matched(
        action, groups, comments.filter(status__in=statuses), ids, published, rows[-1][0] if rows else 0,
        len(rows) > MOST,
    )  # fmt: skip


def _groups(counts: Counter[str], action: str, among: Sequence[str] | None) -> list[Group]:
    """Those that the action can move. Published comments are among them only on wish, or where it leaves them so."""
    there = _THERE.get(action)
    keeps = action == Action.CONFIRM
    possible = [one for one in _MOVABLE if counts[one] and one != there and (not keeps or one == Status.APPROVED)]
    usual = possible if keeps else [one for one in possible if one != Status.APPROVED]
    if Status.PENDING in usual:
        usual = [Status.PENDING]
    wanted = usual if among is None else among
    return [Group(one, counts[one], one in wanted) for one in possible]
