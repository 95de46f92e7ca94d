"""Authors at work on comments posted at noon, and what can be seen of it."""

from datetime import timedelta
from typing import Any

from comments.models import Comment
from comments.moderation import decisions
from comments.posting import edits
from comments.posting.edits import Edit
from comments.reading import pages
from comments.screening import run
from tests.support import factories
from tests.support.factories import NOON

MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
LATER = NOON + MINUTE


def edit(comment: Comment, *, after: timedelta = MINUTE, address: str = "192.0.2.7", **changed: Any) -> Comment:
    return edits.edit(factories.fresh(comment), Edit(address=address, **changed), now=NOON + after)


def decided(how: str, comment: Comment) -> Comment:
    decisions.ACTIONS[how](comment.pk, by=factories.moderator(), version=factories.fresh(comment).version, now=NOON)
    return factories.fresh(comment)


def screen(comment: Comment, *, after: timedelta = 2 * MINUTE) -> Comment:
    run.screen([comment.pk], now=NOON + after)
    return factories.fresh(comment)


def state_on_page(comment: Comment) -> str | None:
    seen = pages.page(comment.thread).comments
    return next((item.state for item in seen if item.comment.pk == comment.pk), None)
