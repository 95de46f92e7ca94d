"""What the desk says of a decision: a message, with a button that takes it back where that is possible."""

import re
from typing import NamedTuple

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from comments.errors import Message

DONE: dict[str, Message] = {
    "approve": gettext_lazy("Approved: %(name)s."),
    "confirm": gettext_lazy("Stays published: %(name)s."),
    "ignore": gettext_lazy("Stays published, and reports are ignored until it is edited: %(name)s."),
    "reject": gettext_lazy("Rejected: %(name)s."),
    "spam": gettext_lazy("Marked as spam: %(name)s."),
    "review": gettext_lazy("Waits again: %(name)s."),
    "back": gettext_lazy("Back in the queue: %(name)s."),
    "pick": gettext_lazy("Picked: %(name)s."),
    "unpick": gettext_lazy("Not picked any more: %(name)s."),
    "pin": gettext_lazy("Stands above the others of its thread: %(name)s."),
    "unpin": gettext_lazy("Not pinned any more: %(name)s."),
    "erase": gettext_lazy("Will be deleted for ever in 24 hours: %(name)s."),
}
SET_ASIDE, UNDONE = gettext_lazy("Set aside: %(name)s."), gettext_lazy("Undone: %(name)s.")
_TAG = re.compile(r"undo-(decision|batch)-(\d{1,18})", re.ASCII)


class Undoable(NamedTuple):
    """What a button takes back: the name of its field in the form, `decision` or `batch`, and its number."""

    field: str
    number: int


def undoable(request: HttpRequest, text: str, decision_id: int | None) -> None:
    """A message on the next page that a person sees, with an Undo button for this decision."""
    messages.success(request, text, extra_tags=f"undo-decision-{decision_id}" if decision_id else "")


def batch_undoable(request: HttpRequest, text: str, batch_id: int) -> None:
    """A message on the next page that a person sees, with one Undo button for the whole batch."""
    messages.success(request, text, extra_tags=f"undo-batch-{batch_id}")


def undoable_in(extra_tags: str | None) -> Undoable | None:
    """What a message can undo."""
    found = _TAG.search(extra_tags or "")
    return Undoable(found[1], int(found[2])) if found else None
