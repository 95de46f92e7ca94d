"""What breaks the rules of positions.py: each function does damage and returns the id of the row that is wrong then."""

from collections.abc import Callable

from comments.models import Thread
from tests.maintenance.invariants.damage.changes import change
from tests.support import factories


def parent_earlier_in_thread() -> int:
    elsewhere = factories.published(on=factories.subject(key="ferry"))
    return change(factories.published(factories.published()), parent=elsewhere)


def parent_later() -> int:
    top = factories.published()
    change(top, number=1000)
    return factories.published(top).pk


def numbers_given() -> int:
    thread_id: int = factories.waiting().thread_id
    Thread.objects.update(last_number=0)
    return thread_id


def comment_of_another_site() -> int:
    return change(factories.waiting(), site=factories.site("post"))


DAMAGE: list[tuple[str, Callable[[], int]]] = [
    ("site_of_thread", comment_of_another_site),
    ("parent_earlier_in_thread", parent_earlier_in_thread),
    ("parent_earlier_in_thread", parent_later),
    ("path_below_parent", lambda: change(factories.waiting(), path="0000009")),
    ("path_below_parent", lambda: change(factories.waiting(factories.published()), path="00000090000002")),
    ("path_below_parent", lambda: change(factories.waiting(), path="00000010000001", depth=2)),
    ("depth_of_path", lambda: change(factories.waiting(), depth=3)),
    ("numbers_given", numbers_given),
]  # fmt: skip
