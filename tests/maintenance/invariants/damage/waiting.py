"""What breaks the rules of waiting.py: each function does damage and returns the id of the row that is wrong then."""

from collections.abc import Callable

from comments import limits
from tests.maintenance.invariants.damage.changes import DAY, MINUTE, NOW, change
from tests.support import factories
from tests.support.factories import NOON

DAMAGE: list[tuple[str, Callable[[], int]]] = [
    ("waiting_is_due", lambda: change(factories.waiting(), due=None)),
    ("due_in_time", lambda: change(factories.waiting(), due=NOON + DAY)),
    ("nothing_overdue", lambda: change(factories.waiting(), due=NOON - 61 * MINUTE)),
    ("due_while_waiting", lambda: change(factories.published(), due=NOW)),
    ("due_while_waiting", lambda: change(factories.screened(), leased_until=NOW)),
    ("attempts_bounded", lambda: change(factories.screened(), attempts=limits.ATTEMPTS + 1)),
]  # fmt: skip
