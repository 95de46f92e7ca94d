"""A call of each route and method of programs with a key that is as it should be: its key decides what comes of it.

It is about the site of `foreign_site`, whose rows it gets, and is for somebody who leads this site.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from comments.models import Comment
from tests.support.foreign_site import SLUG, Rows

ROOT = "/api/v1/moderation/"


class Call(NamedTuple):
    path: str
    body: Any = None


# By route, as it stands in the URLconf below /api/v1/, and method.
CALLS: dict[tuple[str, str], Callable[[Rows], Call]] = {
    ("moderation/", "GET"): lambda _rows: Call(ROOT),
    ("moderation/comments/", "GET"): lambda _rows: Call(f"{ROOT}comments/"),
    ("moderation/comments/<int:comment_id>/", "GET"): lambda rows: Call(f"{ROOT}comments/{rows[Comment][0].pk}/"),
    ("moderation/comments/<int:comment_id>/decisions/", "POST"): lambda rows: Call(
        f"{ROOT}comments/{rows[Comment][0].pk}/decisions/", {"action": "approve", "version": rows[Comment][0].version}
    ),
    ("moderation/decisions/<int:decision_id>/undo/", "POST"): lambda rows: Call(
        f"{ROOT}decisions/{rows[Comment][2].decisions.latest('pk').pk}/undo/"
    ),
    ("moderation/queues/", "GET"): lambda _rows: Call(f"{ROOT}queues/"),
    ("moderation/reasons/", "GET"): lambda _rows: Call(f"{ROOT}reasons/?site={SLUG}"),
}
