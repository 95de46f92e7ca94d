"""What breaks the rules of own_hook.py: each function does damage and returns the id of the row that is wrong then."""

from collections.abc import Callable

from comments.models import Site
from tests.support import factories


def own_hook_is_as_set_up() -> int:
    site = factories.site()
    Site.objects.update(own_hook="all")
    return int(site.pk)


DAMAGE: list[tuple[str, Callable[[], int]]] = [("own_hook_is_as_set_up", own_hook_is_as_set_up)]
