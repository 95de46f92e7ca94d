"""Calls that name no site and no row, or rows by the dozen: what they find and change is what the key reaches."""

from collections.abc import Iterator

from comments.api.moderation.actions import ACTIONS
from comments.models import Comment
from tests.api.moderation.valid_calls import ROOT, Call
from tests.support.foreign_site import ADDRESS, EMAIL, WORDS, Rows

# Each finds something of the foreign site for somebody who reaches it.
LISTS = [
    "comments/", "comments/?status=pending&status=spam", "comments/?queue=decided", f"comments/?q={WORDS}",
    f"comments/?author={EMAIL}", f"comments/?ip={ADDRESS}", "batches/", "bans/", "threads/", "reports/",
]  # fmt: skip


def readings() -> list[Call]:
    return [Call(f"{ROOT}{one}") for one in LISTS]


def changes(rows: Rows) -> Iterator[Call]:
    """Each decision on one comment, and decisions and bans that are for whatever is within reach."""
    comment = rows[Comment][1]
    for action in ACTIONS:
        yield Call(f"{ROOT}comments/{comment.pk}/decisions/", {"action": action, "version": comment.version})
    chosen = [{"id": one.pk, "version": one.version} for one in rows[Comment]]
    yield Call(f"{ROOT}batches/", {"action": "reject", "comments": chosen})
    for found in ({}, {"status": ["pending", "spam"]}, {"author": EMAIL}, {"q": WORDS}):
        yield Call(f"{ROOT}batches/", {"action": "reject", "filter": found, "expected": 100})
    yield Call(f"{ROOT}bans/", {"site": None, "kind": "email", "value": "other@example.org", "effect": "hold"})
