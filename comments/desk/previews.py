"""What a decision on very many comments would fall on, with a few of them."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from comments.desk.cards import CardAction
from comments.models import Comment
from comments.moderation import matched
from comments.moderation.matched import Matched

SHOWN = 10


@dataclass(frozen=True)
class Preview:
    """What an action would fall on: `sample` are some at random, `published` the newest that readers see."""

    action: CardAction | None
    matched: Matched
    sample: Sequence[Comment]
    published: Sequence[Comment]


def of(
    comments: QuerySet[Comment], action: CardAction | None, among: Sequence[str] | None, *, last: int | None
) -> Preview:
    """Look at these comments, up to the id `last` if it is given; `among` are statuses, None for the usual ones."""
    found = matched.of(comments, action.name if action else "", among, last=last)
    sample = sorted(random.sample(found.ids, min(SHOWN, found.number)))
    return Preview(action, found, _whole(sample), _whole(found.published[: -SHOWN - 1 : -1]))


def _whole(ids: Sequence[int]) -> list[Comment]:
    rows = Comment.objects.select_related("thread", "site").in_bulk(ids)
    return [rows[pk] for pk in ids if pk in rows]
