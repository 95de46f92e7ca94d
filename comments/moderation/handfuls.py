"""Decisions on many comments, carried out by workers a handful at a time: rows that are due, each its own lease.

A row's `due` says when a worker goes on with it, `reached` how far it came, and `undone_at` that it is taken back. Who
works on it moves `due` on, for as long as a lease; so it is safe to carry a row out twice, and at once.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from django.db import Error as DatabaseError
from django.db.models import QuerySet
from django.utils import timezone

from comments import limits
from comments.db.transactions import cause, writing
from comments.errors import Refused
from comments.models import Batch, ClusterDecision

log = logging.getLogger(__name__)

HANDFUL = 50  # comments
LEASE = timedelta(seconds=limits.LEASE_SECONDS)
_AT_ONCE = 10  # rows that a worker looks at

Row = TypeVar("Row", ClusterDecision, Batch)


@dataclass(frozen=True)
class Handfuls(Generic[Row]):
    """How the rows of one model are carried out.

    `step` decides on the next so many comments of a row, or takes back; it returns what the row has `reached` then,
    and when to go on, or None.
    """

    rows: QuerySet[Row]
    step: Callable[[Row, int, datetime], tuple[int, datetime | None]]

    def carry_out_next(self, *, now: datetime | None = None) -> bool:
        """Carry out a handful of the row that has been due longest; True while something is left of any."""
        now = now or timezone.now()
        due = self._due(now)[:2]
        is_left = bool(due) and self.carry_out(due[0], now=now)
        return is_left or len(due) > 1

    def carry_out_overdue(self) -> None:
        """Carry out, here and now, rows that have been due so long that no message can be on its way."""
        try:
            now = timezone.now()
            for row_id in self._due(now - timedelta(seconds=limits.DUE_AFTER_POST_SECONDS)):
                self.carry_out(row_id, limit=limits.SWEEP_ROWS, now=now)
        except DatabaseError as error:
            log.warning("overdue decisions on many comments could not be read: %s", cause(error))

    def carry_out(self, row_id: int, *, limit: int = HANDFUL, now: datetime | None = None) -> bool:
        """Carry out the next `limit` comments of a row, or of taking it back; True while something is left."""
        now = now or timezone.now()
        with writing():
            if not self.rows.filter(pk=row_id, due__lte=now).update(due=now + LEASE):
                return False
        row = self.rows.get(pk=row_id)
        reached, due = self.step(row, limit, now)
        with writing():
            mine = self.rows.filter(pk=row_id, due=now + LEASE, undone_at=row.undone_at)
            mine.update(reached=reached, due=due)
        return due is not None and due <= now

    def _due(self, now: datetime) -> list[int]:
        return list(self.rows.filter(due__lte=now).order_by("due").values_list("pk", flat=True)[:_AT_ONCE])


def on_its_own(comment_id: int, act: Callable[[], object]) -> bool:
    """Act on one comment; False if that was refused or failed, so that the others go on. A failing database raises."""
    try:
        act()
    except Refused:
        return False
    except DatabaseError:
        raise
    except Exception:
        log.exception("comment %d could not be decided with others", comment_id)
        return False
    return True
