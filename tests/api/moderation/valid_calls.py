"""A call of each route and method of programs with a key that is as it should be: its key decides what comes of it.

It is about the site of `foreign_site`, whose rows it gets, and is for somebody who leads this site.
"""

from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import quote

from comments.models import Ban, Batch, Comment, Thread
from tests.support.foreign_site import SLUG, Rows

ROOT = "/api/v1/moderation/"


class Call(NamedTuple):
    path: str
    body: Any = None


def _seen(rows: Rows) -> dict[str, int]:
    waiting = rows[Comment][0]
    return {"id": waiting.pk, "version": waiting.version}


def _switch(rows: Rows) -> str:
    return f"{ROOT}threads/{rows[Thread][0].pk}/switch/"


def _page(rows: Rows) -> str:
    return f"/api/v1/threads/{SLUG}/{quote(rows[Thread][0].key, safe='')}"


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
    ("moderation/people/", "GET"): lambda _rows: Call(f"{ROOT}people/?site={SLUG}"),
    ("moderation/reasons/", "GET"): lambda _rows: Call(f"{ROOT}reasons/?site={SLUG}"),
    ("moderation/batches/", "GET"): lambda _rows: Call(f"{ROOT}batches/?site={SLUG}"),
    ("moderation/batches/", "POST"): lambda rows: Call(
        f"{ROOT}batches/", {"action": "approve", "comments": [_seen(rows)]}
    ),
    ("moderation/batches/<int:batch_id>/", "GET"): lambda rows: Call(f"{ROOT}batches/{rows[Batch][0].pk}/"),
    ("moderation/batches/<int:batch_id>/<slug:change>/", "POST"): lambda rows: Call(
        f"{ROOT}batches/{rows[Batch][0].pk}/undo/", {}
    ),
    ("moderation/bans/", "GET"): lambda _rows: Call(f"{ROOT}bans/?site={SLUG}"),
    ("moderation/bans/", "POST"): lambda _rows: Call(
        f"{ROOT}bans/", {"site": SLUG, "kind": "email", "value": "other@example.org", "effect": "hold"}
    ),
    ("moderation/bans/reach/", "GET"): lambda _rows: Call(
        f"{ROOT}bans/reach/?site={SLUG}&kind=email_domain&value=qqmail.example"
    ),
    ("moderation/bans/<int:ban_id>/", "GET"): lambda rows: Call(f"{ROOT}bans/{rows[Ban][0].pk}/"),
    ("moderation/bans/<int:ban_id>/", "DELETE"): lambda rows: Call(f"{ROOT}bans/{rows[Ban][0].pk}/"),
    ("moderation/threads/", "GET"): lambda _rows: Call(f"{ROOT}threads/?site={SLUG}"),
    ("moderation/threads/<int:thread_id>/switch/", "GET"): lambda rows: Call(_switch(rows)),
    ("moderation/threads/<int:thread_id>/switch/", "POST"): lambda rows: Call(
        _switch(rows), {"state": "hold", "version": 0}
    ),
    ("moderation/threads/<int:thread_id>/switch/", "DELETE"): lambda rows: Call(f"{_switch(rows)}?version=0"),
    ("moderation/reports/", "GET"): lambda _rows: Call(f"{ROOT}reports/?site={SLUG}"),
    ("threads/<slug:site>/<key:key>", "GET"): lambda rows: Call(_page(rows)),
    ("threads/<slug:site>/<key:key>", "PUT"): lambda rows: Call(_page(rows), {"title": "The bridge", "url": ""}),
}
