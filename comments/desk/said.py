"""What the desk says of a decision: a message, with a button that takes it back where that is possible."""

import re

from django.contrib import messages
from django.http import HttpRequest

_UNDO = "undo-"
_TAG = re.compile(rf"{_UNDO}(\d{{1,18}})", re.ASCII)


def undoable(request: HttpRequest, text: str, decision_id: int | None) -> None:
    """A message on the next page that a person sees, with an Undo button for this decision."""
    messages.success(request, text, extra_tags=f"{_UNDO}{decision_id}" if decision_id else "")


def decision_in(extra_tags: str | None) -> int | None:
    """The decision that a message can undo."""
    found = _TAG.search(extra_tags or "")
    return int(found[1]) if found else None
