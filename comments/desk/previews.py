"""What a decision on very many comments would fall on: how many of each status, which are published, a few of them."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from comments.desk.cards import CardAction
from comments.models import Action, Comment
from comments.statuses import Status

MOST = 100_000
SHOWN = 10
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
class Preview:
    """What an action would fall on: `comments`, `number` of them, none with an id above `last`.

    Without an action it says only what was found. `sample` are some at random, `published` the newest that readers see.
    """

    action: CardAction | None
    groups: Sequence[Group]
    comments: QuerySet[Comment]
    number: int
    last: int
    sample: Sequence[Comment]
    published: Sequence[Comment]
    is_too_many: bool

    @property
    def action_name(self) -> str:
        return self.action.name if self.action else ""

    @property
    def published_number(self) -> int:
        return sum(group.number for group in self.groups if group.is_in and group.status == Status.APPROVED)


def of(
    comments: QuerySet[Comment], action: CardAction | None, among: Sequence[str] | None, *, last: int | None
) -> Preview:
    """Look at these comments, up to the id `last` if it is given; `among` are statuses, None for the usual ones."""
    if last is not None:
        comments = comments.filter(pk__lte=last)
    rows = list(comments.order_by("pk").values_list("pk", "status")[: MOST + 1])
    groups = _groups(Counter(status for _pk, status in rows), action, among)
    statuses = {group.status.value for group in groups if group.is_in and action}
    ids = [pk for pk, status in rows if status in statuses]
    published = [pk for pk, status in rows if status in statuses and status == Status.APPROVED]
    sample = sorted(random.sample(ids, min(SHOWN, len(ids))))
    return Preview(
        action, groups, comments.filter(status__in=statuses), len(ids), rows[-1][0] if rows else 0,
        _whole(sample), _whole(published[: -SHOWN - 1 : -1]), len(rows) > MOST,
    )  # fmt: skip


def _groups(counts: Counter[str], action: CardAction | None, among: Sequence[str] | None) -> list[Group]:
    """Those that the action can move. Published comments are among them only on wish, or where it leaves them so."""
    there = _THERE.get(action.name) if action else None
    keeps = action is not None and action.name == Action.CONFIRM
    possible = [one for one in _MOVABLE if counts[one] and one != there and (not keeps or one == Status.APPROVED)]
    usual = possible if keeps else [one for one in possible if one != Status.APPROVED]
    if Status.PENDING in usual:
        usual = [Status.PENDING]
    wanted = usual if among is None else among
    return [Group(one, counts[one], one in wanted) for one in possible]


def _whole(ids: Sequence[int]) -> list[Comment]:
    rows = Comment.objects.select_related("thread", "site").in_bulk(ids)
    return [rows[pk] for pk in ids if pk in rows]
