"""What breaks the rules of shown.py: each function does damage and returns the id of the row that is wrong then."""

from collections.abc import Callable
from typing import Any

from comments.models import Thread
from tests.maintenance.invariants.damage.changes import DAY, MINUTE, NOW, change, without_constraint
from tests.support import factories
from tests.support.factories import NOON


def published_has_html() -> int:
    with without_constraint("published_has_html", "comment"):
        return change(factories.published(), html=None)


def thread_counted() -> int:
    thread_id: int = factories.published().thread_id
    Thread.objects.update(count=7)
    return thread_id


def recent_of(**fields: Any) -> int:
    thread_id: int = factories.published().thread_id
    Thread.objects.update(**fields)
    return thread_id


DAMAGE: list[tuple[str, Callable[[], int]]] = [
    ("published_has_html", published_has_html),
    ("shown_by_status_and_place", lambda: change(factories.published(), shown=False, replies=0)),
    ("shown_by_status_and_place", lambda: change(factories.waiting(), shown=True)),
    ("replies_counted", lambda: change(factories.published(), replies=7)),
    ("thread_counted", thread_counted),
    ("recent_counted", lambda: recent_of(recent_7=2)),
    ("recent_counted", lambda: recent_of(recent_at=NOON + 8 * DAY)),
    ("recent_aged", lambda: recent_of(recent_until=None)),
    ("recent_aged", lambda: recent_of(recent_until=NOON + 2 * DAY)),
    ("recent_not_ahead", lambda: recent_of(recent_at=NOW + 2 * MINUTE)),
    ("html_is_safe", lambda: change(factories.published(), html="<script>alert(1)</script>")),
]  # fmt: skip
