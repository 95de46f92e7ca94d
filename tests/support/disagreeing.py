"""Moderators who disagree with a service that was asked, and what it is told then."""

from datetime import datetime, timedelta
from typing import Any

from comments import limits
from comments.models import Comment, Correction
from tests.support import factories
from tests.support.actions import ACTIONS
from tests.support.asked_service import MINUTE, judged
from tests.support.factories import NOON
from tests.support.fake_akismet import CERTAIN_SPAM, FakeAkismet

LATER = NOON + MINUTE
# What was decided then may be told later.
DECIDED = LATER - timedelta(seconds=limits.UNDO_SECONDS)


def decide(comment: Comment, *actions: str, now: datetime = DECIDED) -> Comment:
    for action in actions:
        version = factories.fresh(comment).version
        ACTIONS[action](comment.pk, by=factories.moderator(), version=version, now=now)
    return comment


def called_spam(**fields: Any) -> Comment:
    return judged(name=CERTAIN_SPAM, **fields)


def told(service: FakeAkismet) -> list[str]:
    """The calls that told something, in order."""
    calls = [asked.path.rpartition("/")[2] for asked in service.asked]
    return [call for call in calls if call.startswith("submit-")]


def owed(comment: Comment) -> bool:
    return Correction.objects.filter(comment=comment, due__isnull=False).exists()
