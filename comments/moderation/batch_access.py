"""Which decisions on many comments a person sees, and what they can do with each."""

from datetime import datetime

from django.db.models import Q, QuerySet

from comments.access.membership import access_of
from comments.access.staff import Moderator
from comments.errors import NotFound
from comments.models import Batch, BatchState
from comments.moderation import batches

# What can be done in each state, in the order of the buttons.
_POSSIBLE: dict[str, tuple[str, ...]] = {
    BatchState.RUNNING: ("pause", "stop", "undo"),
    BatchState.PAUSED: ("go-on", "stop", "undo"),
    BatchState.STOPPED: ("undo",),
    BatchState.DONE: ("undo",),
    BatchState.UNDOING: ("pause",),
}


def visible(by: Moderator) -> QuerySet[Batch]:
    """Batches of the sites that somebody moderates; of several sites together one's own, and all for chiefs of all."""
    access, rows = access_of(by), Batch.objects.select_related("by", "undone_by", "site", "ban")
    of_one_site = Q(site__isnull=False) if access.site_ids is None else Q(site__in=access.site_ids)
    return rows.filter(of_one_site | (Q(site=None) if access.chief_of(None) else Q(site=None, by=by)))


def find(batch_id: int, by: Moderator) -> Batch:
    """A batch that this person may see. Raises NotFound."""
    found = visible(by).filter(pk=batch_id).first()
    if found is None:
        raise NotFound
    return found


def possible(batch: Batch, by: Moderator, now: datetime) -> tuple[str, ...]:
    """What this person can do with a batch now, by name: `pause`, `go-on`, `stop` or `undo`."""
    if batch.by_id != by.pk and not access_of(by).chief_of(batch.site_id):
        return ()
    if batch.undone_at is not None and batch.paused_at is not None:
        return ("go-on",)
    names = _POSSIBLE.get(batch.state, ())
    return names if batches.is_recent(batch, now) else tuple(name for name in names if name != "undo")
