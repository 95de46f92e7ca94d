"""What breaks the rules of webhooks.py: each function does damage and returns the id of the row that is wrong then."""

from collections.abc import Callable

from comments.models import Site
from tests.support import factories


def wanted_events_are_those_of_webhooks() -> int:
    site = factories.site()
    Site.objects.update(wanted_events={"comment.published": [7]})
    return int(site.pk)


DAMAGE: list[tuple[str, Callable[[], int]]] = [
    ("wanted_events_are_those_of_webhooks", wanted_events_are_those_of_webhooks)
]
