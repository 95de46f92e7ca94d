"""Decisions on many comments in the chiefs' log."""

from datetime import datetime

from django.db.models import Count
from django.utils.translation import ngettext

from comments.access import audit
from comments.access.staff import Moderator
from comments.models import Action, AuditVerb, Batch


def note(batch: Batch, by: Moderator, now: datetime) -> None:
    """What was decided, or undone, on how many: a line for each site, whose chiefs read what happens there."""
    numbers: dict[int | None, int] = {batch.site_id: batch.size}
    if batch.site_id is None and batch.size:
        numbers = dict(batch.items.order_by().values_list("comment__site").annotate(n=Count("pk")))
    for site_id, number in sorted(numbers.items(), key=lambda one: one[0] or 0):
        audit.write(AuditVerb.BATCH, _sentence(batch, number), by=by, site_id=site_id, now=now)


def _sentence(batch: Batch, number: int) -> str:
    if batch.undone_at is not None:
        text = ngettext("Undone – %(action)s: %(n)d comment.", "Undone – %(action)s: %(n)d comments.", number)
    else:
        text = ngettext("%(action)s: %(n)d comment.", "%(action)s: %(n)d comments.", number)
    return text % {"action": Action(batch.action).label if batch.action else batch.ban, "n": number}
