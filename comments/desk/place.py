"""Where a moderator stands at the desk: the queue, its site and order. Every address and form of the desk says so."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from comments.errors import Message
from comments.models import Site
from comments.moderation.queue import ORDER_LABELS, QUEUES
from comments.text.parsing import parse_id

FIRST = next(iter(QUEUES))
COMPACT = "compact"


@dataclass(frozen=True)
class Place:
    """`site` is None for all sites that one moderates; `order` "" is the queue's usual one.

    `after` is the comment behind which the list begins.
    """

    queue: str = FIRST
    site: Site | None = None
    order: str = ""
    after: int | None = None
    is_compact: bool = False

    @property
    def orders(self) -> list[tuple[str, Message]]:
        """In which this queue can be read: name and label, the usual one first, whose name is ""."""
        usual, *others = QUEUES[self.queue].orders
        return [("", ORDER_LABELS[usual]), *((name, ORDER_LABELS[name]) for name in others)]

    @property
    def label(self) -> Message:
        """What the queue is called."""
        return QUEUES[self.queue].label

    def query(self, **changes: object) -> str:
        """The place as the part of an address behind the path, "" for the ordinary one; `changes` replace fields."""
        fields = replace(self, **changes).fields() if changes else self.fields()  # type: ignore[arg-type]  # callers name fields
        return f"?{urlencode(fields)}" if fields else ""

    def fields(self) -> dict[str, str]:
        """As the fields of a form; those that are as usual are left out."""
        said = {
            "queue": self.queue if self.queue != FIRST else "",
            "site": self.site.slug if self.site else "",
            "order": self.order,
            "after": str(self.after or ""),
            "view": COMPACT if self.is_compact else "",
        }
        return {name: value for name, value in said.items() if value}


def read_place(sent: Mapping[str, str], sites: Iterable[Site]) -> Place:
    """The place in an address or a form. What is not there, or not this person's to see, is as usual."""
    queue, order, slug = (sent.get(name, "") for name in ("queue", "order", "site"))
    queue = queue if queue in QUEUES else FIRST
    return Place(
        queue=queue,
        site=next((site for site in sites if site.slug == slug), None),
        order=order if order in QUEUES[queue].orders[1:] else "",
        after=parse_id(sent.get("after", "")),
        is_compact=sent.get("view") == COMPACT,
    )
