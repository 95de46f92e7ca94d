"""What breaks the rules of searched.py: each function does damage and returns the id of the row that is wrong then."""

from collections.abc import Callable

from comments.models import SearchEntry, Upkeep
from tests.maintenance.invariants.damage.changes import DAY, change
from tests.support import factories
from tests.support.factories import NOON


def not_found_by_words() -> int:
    Upkeep.objects.create(pk=1, ran_at=NOON, resting_until=NOON, indexed_at=NOON)
    return change(factories.published(), created_at=NOON - 2 * DAY)


def found_by_words_of_before() -> int:
    Upkeep.objects.create(pk=1, ran_at=NOON, resting_until=NOON, indexed_at=NOON)
    comment = factories.published()
    SearchEntry.objects.create(comment=comment, text_version=2, form=1, title="")
    return change(comment, created_at=NOON - 2 * DAY)


def not_found_by_erased_network() -> int:
    comment = factories.screened()
    return change(comment, network="")


DAMAGE: list[tuple[str, Callable[[], int]]] = [
    ("found_by_words", not_found_by_words),
    ("found_by_words", found_by_words_of_before),
    ("not_found_by_erased_network", not_found_by_erased_network),
]  # fmt: skip
