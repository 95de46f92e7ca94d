"""One's own decisions and batches of the last day, each with its Undo."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse

from comments.desk import batch_lines, pages
from comments.desk.batch_lines import BatchLine
from comments.desk.visit import Visit, at_desk
from comments.models import Batch, Decision
from comments.moderation import undoing

SINCE = timedelta(days=1)


@dataclass(frozen=True)
class Deed:
    """One decision, or one batch, and when it was made."""

    at: datetime
    can_be_undone: bool
    decision: Decision | None = None
    line: BatchLine | None = None
    is_keyless: bool = True


@at_desk
def mine(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Those of the last day, the latest first, each with whether it can be taken back; the key takes the first back."""
    deeds = _deeds(visit, visit.now - SINCE)
    last = next((deed for deed in deeds if deed.can_be_undone), None)
    shown = [replace(deed, is_keyless=deed is not last) for deed in deeds]
    context = {"deeds": shown, "elsewhere": "mine"}
    return pages.render_page(request, visit, "comments/desk/mine.html", context)


def last_undoable(visit: Visit) -> Decision | Batch | None:
    """The latest of one's own decisions and batches of the last day that is not undone and might be."""
    since = visit.now - SINCE
    decision, batch = undoing.last_undoable(visit.by, since), batch_lines.last_undoable(visit, since)
    if decision is None or batch is None:
        return decision or batch
    return decision if decision.created_at > batch.created_at else batch


def _deeds(visit: Visit, since: datetime) -> Sequence[Deed]:
    single = [Deed(one.created_at, undoing.can_be_undone(one), one) for one in undoing.mine(visit.by, since)]
    lines = batch_lines.mine(visit, since)
    many = [Deed(line.batch.created_at, line.can_be_undone, line=line) for line in lines]
    return sorted([*single, *many], key=lambda deed: deed.at, reverse=True)
