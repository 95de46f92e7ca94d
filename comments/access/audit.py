"""The log of who did what: use cases write it, chief moderators read it for their sites."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from comments.access.membership import Access
from comments.access.staff import Moderator, display_name
from comments.models import AuditEntry, AuditVerb

PAGE = 50
# Of text that is kept, in characters.
_TEXT_LIMIT = 2000


def write(
    verb: AuditVerb,
    text: str,
    *,
    by: Moderator | AnonymousUser | None,
    site_id: int | None,
    now: datetime | None = None,
) -> None:
    """Note a deed, in the transaction that does it; `site_id` None is for all sites, `by` None for the command line."""
    who = display_name(by)[:200] if isinstance(by, Moderator) else ""
    AuditEntry.objects.create(
        verb=verb, text=text[:_TEXT_LIMIT], by_id=by.pk if by else None, who=who, site_id=site_id,
        created_at=now or timezone.now(),
    )  # fmt: skip


def write_change(
    verb: AuditVerb,
    row: Model,
    change: str,
    *,
    by: Moderator | AnonymousUser | None,
    site_id: int | None,
    now: datetime | None = None,
) -> None:
    """Note what became of a row, such as “Added.”, in the transaction that does it."""
    text = _("%(kind)s “%(row)s”: %(change)s") % {
        "kind": capfirst(str(row._meta.verbose_name)), "row": row, "change": change,
    }  # fmt: skip
    write(verb, text, by=by, site_id=site_id, now=now)


def find(
    access: Access,
    *,
    person: str = "",
    verb: str = "",
    text: str = "",
    site_id: int | None = None,
    before: int | None = None,
    limit: int = PAGE,
) -> Sequence[AuditEntry]:
    """The newest entries of the sites that somebody leads, with what holds for all of them; `before` is an entry's id.

    `person` and `text` are parts of a name and of a text; `verb` is one of AuditVerb; `site_id` is one of the sites.
    """
    found = access.filter_led(AuditEntry.objects.select_related("site", "by"), with_shared=access.is_chief)
    narrowed = {
        "who__icontains": person, "text__icontains": text, "verb": verb, "site": site_id, "pk__lt": before,
    }  # fmt: skip
    return list(found.filter(**{name: value for name, value in narrowed.items() if value})[:limit])
