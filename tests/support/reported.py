"""Readers who report what the checks published, and moderators who look at it."""

import itertools
from datetime import timedelta
from typing import Any

from comments.access.membership import access_of
from comments.models import Comment, Report
from comments.moderation import decisions, queue, reports
from comments.statuses import Status
from tests.support import factories
from tests.support.factories import NOON

_numbers = itertools.count()

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def by_checks(**fields: Any) -> Comment:
    """Published by the checks, and looked at by nobody."""
    factories.quiet_site(premoderation="objections")
    number = next(_numbers)
    apart = {"address": f"198.51.{number // 250}.{number % 250}", "on": factories.subject(key=f"article-{number}")}
    comment = factories.screened(**{**apart, **fields})
    assert comment.status == Status.APPROVED
    return comment


def filed(comment: Comment, *networks: int, **said: Any) -> list[bool]:
    now, typed = said.pop("now", NOON + MINUTE), reports.Objection(**{"reason": "abuse", **said})
    return [reports.file(comment, typed, address=f"192.0.2.{number}", now=now).is_new for number in networks]


def opened(comment: Comment) -> int:
    return Report.objects.filter(comment=comment, settled_at=None).count()


def queued() -> list[int]:
    by = factories.moderator()
    return [comment.pk for comment in queue.page("reported", access_of(by), by=by, now=NOON)]


def decide(comment: Comment, action: str, **said: Any) -> Comment:
    now = factories.fresh(comment)
    said = {"by": factories.moderator(), "version": now.version, "now": NOON + 2 * MINUTE, **said}
    return decisions.ACTIONS[action](comment.pk, **said)
