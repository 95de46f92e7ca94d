"""What breaks the rules of inherited.py: each function does damage and returns the id of the row that is wrong then."""

from collections.abc import Callable

from comments.models import Ban, Reason, Site, TrustedAuthor
from tests.support import factories
from tests.support.factories import NOON


def guidelines_are_inherited() -> int:
    site = factories.site()
    Site.objects.update(inherited_guidelines="Be kind.")
    return int(site.pk)


def switched_off(row: Ban | Reason | TrustedAuthor) -> int:
    row.off_for.add(factories.site())
    return int(row.off_for.through._default_manager.get().pk)


DAMAGE: list[tuple[str, Callable[[], int]]] = [
    ("guidelines_are_inherited", guidelines_are_inherited),
    ("ban_off_is_shared", lambda: switched_off(Ban.objects.create(site=factories.site(), created_at=NOON))),
    ("trust_off_is_shared", lambda: switched_off(TrustedAuthor.objects.create(site=factories.site(), created_at=NOON))),
    ("reason_off_is_shared", lambda: switched_off(Reason.objects.create(site=factories.site()))),
]  # fmt: skip
