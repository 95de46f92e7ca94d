"""The list of bans: what may be added to it, by whom, and lifted."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext as _

from comments.access import audit
from comments.access.membership import access_of, require_moderator
from comments.access.staff import Moderator
from comments.db.transactions import retried_once, writing
from comments.errors import FieldError, Invalid, NotFound
from comments.models import AuditVerb, Ban
from comments.moderation import bans
from comments.moderation.authors import banning, reach
from comments.moderation.authors.reach import BanReach


@dataclass(frozen=True)
class TypedBan:
    """A ban as somebody types it; `site_id` None is for all sites, `until` None for ever."""

    site_id: int | None
    kind: str
    value: str
    effect: str
    until: datetime | None = None
    note: str = ""


def look_at(site_id: int, kind: str, value: str, *, by: Moderator, now: datetime) -> tuple[str, BanReach]:
    """The canonical value, and whom a ban on it would hit on the site.

    Raises Invalid for a value that cannot be banned, and NotAllowed.
    """
    require_moderator(by, site_id)
    value = _canonical(kind, value)
    return value, reach.of(site_id, kind, value, now=now)


@retried_once(IntegrityError)
def add(ban: TypedBan, *, by: Moderator, now: datetime | None = None) -> tuple[Ban, bool]:
    """Add a ban; returns it, and whether it is new: what the same person added before, and is the same, is that one.

    Raises NotAllowed, and Invalid: for a value that cannot be banned, for one that is banned already, for one that
    only a chief moderator may ban, and for a time that is over.
    """
    now = now or timezone.now()
    require_moderator(by, ban.site_id)
    value = _canonical(ban.kind, ban.value)
    with writing():
        known = Ban.objects.filter(site=ban.site_id, kind=ban.kind, value=value).first()
        if known and known.by_id == by.pk and _fields(known) == (ban.effect, ban.until, ban.note):
            return known, False
        if ban.until is not None and ban.until <= now:
            raise Invalid([FieldError("until", "over", _("This date is in the past."))])
        # Asked of the row that was found, not once more: another person's may have come meanwhile.
        if objection := _taken(value) if known else _for_chiefs(ban.site_id, ban.kind, value, by, now):
            raise Invalid([objection])
        row = Ban.objects.create(
            site_id=ban.site_id, kind=ban.kind, value=value, effect=ban.effect, until=ban.until, note=ban.note, by=by,
            created_at=now,
        )  # fmt: skip
        audit.write_change(AuditVerb.BAN, row, _("Added."), by=by, site_id=row.site_id, now=now)
    return row, True


def why_not(
    site_id: int | None,
    kind: str,
    value: str,
    *,
    by: Moderator | AnonymousUser,
    now: datetime,
    kept: Ban | None = None,
) -> FieldError | None:
    """Why this person cannot add a canonical value, or give it to the ban `kept`; None if they can."""
    same = Ban.objects.filter(site=site_id, kind=kind, value=value)
    if same.exclude(pk=kept.pk if kept else None).exists():
        return _taken(value)
    is_kept = kept is not None and (kept.site_id, kept.kind, kept.value) == (site_id, kind, value)
    return None if is_kept else _for_chiefs(site_id, kind, value, by, now)


def lift(ban_id: int, *, by: Moderator, now: datetime | None = None) -> None:
    """Delete a ban. Raises NotFound, and NotAllowed for one of all sites to who does not moderate all of them."""
    with writing():
        rows = access_of(by).filter(Ban.objects.select_for_update(no_key=True), with_shared=True)
        row = rows.filter(pk=ban_id).first()
        if row is None:
            raise NotFound
        require_moderator(by, row.site_id)
        audit.write_change(AuditVerb.BAN, row, _("Deleted."), by=by, site_id=row.site_id, now=now)
        row.delete()


def _taken(value: str) -> FieldError:
    message = _("There is already a ban on %(value)s. Change that one.") % {"value": value}
    return FieldError("value", "banned-already", message)


def _for_chiefs(
    site_id: int | None, kind: str, value: str, by: Moderator | AnonymousUser, now: datetime
) -> FieldError | None:
    if site_id is None or access_of(by).chief_of(site_id) or not banning.needs_chief(site_id, kind, value, now=now):
        return None
    return FieldError("value", "for-chiefs", _("This ban would also hit others. Ask a chief moderator of the site."))


def _canonical(kind: str, value: str) -> str:
    try:
        return bans.canonical(kind, value)
    except ValidationError as error:
        raise Invalid([FieldError("value", "invalid", " ".join(error.messages))]) from None


def _fields(ban: Ban) -> tuple[str, datetime | None, str]:
    return ban.effect, ban.until, ban.note
