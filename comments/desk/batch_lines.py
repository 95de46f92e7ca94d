"""What the desk shows of a batch: what was decided, by whom, how far that is, and what can be done with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy, ngettext

from comments.access.staff import display_name
from comments.desk.visit import Visit
from comments.errors import Message
from comments.models import Batch
from comments.moderation import batch_access, batches
from comments.moderation.batches import Progress

ON_PAGE = 50
DONE: dict[str, Message] = {
    "approve": gettext_lazy("Approved"),
    "confirm": gettext_lazy("Left published"),
    "reject": gettext_lazy("Rejected"),
    "spam": gettext_lazy("Marked as spam"),
    "review": gettext_lazy("Put under review again"),
}
COUNTED = 10
LABELS: dict[str, Message] = {
    "pause": gettext_lazy("Pause"),
    "go-on": gettext_lazy("Go on"),
    "stop": gettext_lazy("Stop here"),
    "undo": gettext_lazy("Undo all of it"),
}


@dataclass(frozen=True)
class BatchLine:
    """One batch; `buttons` are what this person can do with it now, by name and label."""

    batch: Batch
    progress: Progress
    who: str
    buttons: Sequence[tuple[str, Message]]

    @property
    def title(self) -> str:
        """For example “Marked as spam: 412 comments”."""
        what = DONE.get(self.batch.action) or self.batch.get_kind_display()
        return ngettext("%(what)s: %(n)d comment", "%(what)s: %(n)d comments", self.batch.size) % {
            "what": what, "n": self.batch.size,
        }  # fmt: skip

    @property
    def undone_who(self) -> str:
        return display_name(self.batch.undone_by) if self.batch.undone_by else ""

    @property
    def can_be_undone(self) -> bool:
        return any(name == "undo" for name, _label in self.buttons)

    @property
    def is_moving(self) -> bool:
        """Whether a worker is at it."""
        return self.batch.due is not None


def find(visit: Visit, batch_id: int) -> BatchLine:
    """A batch that this person may see. Raises NotFound."""
    return line_of(visit, batch_access.find(batch_id, visit.by))


def listed(visit: Visit, *, before: int | None = None) -> list[BatchLine]:
    """The latest batches that this person may see, or those before the one with this id."""
    rows = batch_access.visible(visit.by).filter(pk__lt=before) if before else batch_access.visible(visit.by)
    return [line_of(visit, one) for one in rows.order_by("-pk")[:ON_PAGE]]


def mine(visit: Visit, since: datetime) -> list[BatchLine]:
    """One's own batches since then, the latest first."""
    rows = batch_access.visible(visit.by).filter(by=visit.by, created_at__gte=since)
    return [line_of(visit, one) for one in rows.order_by("-pk")[:ON_PAGE]]


def last_undoable(visit: Visit, since: datetime) -> Batch | None:
    """One's own latest batch since then that is not undone."""
    rows = batch_access.visible(visit.by).filter(by=visit.by, undone_at=None, created_at__gte=since)
    return rows.order_by("-pk").first()


def running(visit: Visit) -> str:
    """How many batches a worker is at, for the bar: “1 batch running”, "" if none is."""
    number = batch_access.visible(visit.by).filter(due__isnull=False).order_by()[:COUNTED].count()
    return ngettext("%(n)d batch running", "%(n)d batches running", number) % {"n": number} if number else ""


def line_of(visit: Visit, batch: Batch) -> BatchLine:
    buttons = [(name, LABELS[name]) for name in batch_access.possible(batch, visit.by, visit.now)]
    return BatchLine(batch, batches.progress(batch), display_name(batch.by), buttons)
