"""The service of its own that a site asks, as its chief moderators set it up: switch, address, secret, and a trial."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from comments.access import audit
from comments.access.membership import require_chief
from comments.access.staff import Moderator
from comments.db.transactions import writing
from comments.errors import FieldError, Invalid, Stale
from comments.models import AuditVerb, Comment, OwnHook, PersonalData, Site
from comments.outbound import breaker, signing
from comments.outbound.asking import address_fault
from comments.own_hook.client import NAME, SILENT, service_name
from comments.statuses import Status

# Of comments that wait for an answer, so many are asked about again at once.
MOST_AGAIN = 1000


@dataclass(frozen=True)
class HookSettings:
    """What is typed."""

    is_on: bool
    url: str
    personal_data: str


def of_site(site: Site) -> OwnHook:
    """As it is set up, or as it begins where nobody did so yet; then it has no row."""
    return OwnHook.objects.select_related("site").filter(site=site).first() or OwnHook(site=site)


def change(site: Site, typed: HookSettings, *, by: Moderator, now: datetime | None = None) -> None:
    """Change switch, address and what it is told. Raises NotAllowed, and Invalid where it could not be asked."""
    require_chief(by, site.pk)
    fault = address_fault(typed.url) if typed.url or typed.is_on else ""
    if fault:
        raise Invalid([FieldError("url", "invalid", fault)])
    with writing():
        row = _locked(site)
        if typed.is_on and not row.secret:
            raise Invalid(
                [FieldError("is_on", "invalid", _("Make a secret first: by it your service knows who asks."))]
            )
        is_elsewhere = typed.url != row.url
        row.is_on, row.url, row.personal_data = typed.is_on, typed.url, PersonalData(typed.personal_data)
        _save(row)
        state = _("on") if row.is_on else _("off")
        _note(_("Own service: %(state)s.") % {"state": state}, site, by=by, now=now)
    if is_elsewhere:
        breaker.forget(service_name(site.pk))


def make_secret(site: Site, *, seen: datetime | None, by: Moderator, now: datetime | None = None) -> str:
    """Make a secret, and return it: it is told this once. What is sent is signed by the former too for a while.

    `seen` is when the one on the screen was made, None for none: raises Stale if there is another one, and NotAllowed.
    """
    require_chief(by, site.pk)
    with writing():
        row = _locked(site)
        if row.secret_made_at != seen:
            raise Stale(_("A secret was made in the meantime. Look whether you need another one."))
        secret = signing.renew(row, now or timezone.now())
        row.save()
        _note(_("Own service: made a secret."), site, by=by, now=now)
    return secret


def end_former_secret(site: Site, *, by: Moderator, now: datetime | None = None) -> None:
    """Sign by the former secret no more. Raises NotAllowed."""
    require_chief(by, site.pk)
    with writing():
        row = _locked(site)
        signing.end_former(row)
        row.save()
        _note(_("Own service: ended the former secret."), site, by=by, now=now)


def number_waiting(site: Site) -> int:
    """How many comments wait because there was no answer yet, counted to MOST_AGAIN."""
    return _waiting(site)[:MOST_AGAIN].count()


def ask_again(site: Site, *, by: Moderator, now: datetime | None = None) -> int:
    """Have up to MOST_AGAIN comments that wait for an answer asked about now; returns how many. Raises NotAllowed."""
    require_chief(by, site.pk)
    breaker.forget(service_name(site.pk))
    with writing():
        ids = list(_waiting(site).values_list("pk", flat=True)[:MOST_AGAIN])
        return Comment.objects.filter(pk__in=ids, due__isnull=False).update(due=now or timezone.now())


def refresh_sites() -> None:
    """Let each site say whether it asks a service of its own, as the services' rows do."""
    for site in outdated():
        Site.objects.filter(pk=site.pk).update(own_hook=_wanted(site))


def outdated() -> list[Site]:
    """Sites that say otherwise than the row of their own service."""
    return [site for site in Site.objects.select_related("own_service") if site.own_hook != _wanted(site)]


def _wanted(site: Site) -> str:
    row: OwnHook | None = getattr(site, "own_service", None)
    return row.for_site if row else ""


def _waiting(site: Site) -> QuerySet[Comment]:
    waiting = Comment.objects.filter(site=site, status=Status.PENDING, due__isnull=False, leased_until=None)
    return waiting.filter(findings__check_name=NAME, findings__code=SILENT, rechecks__gt=0).order_by("due")


def _locked(site: Site) -> OwnHook:
    row, _is_new = OwnHook.objects.select_for_update().get_or_create(site=site)
    return row


def _save(row: OwnHook) -> None:
    row.save()
    Site.objects.filter(pk=row.site_id).update(own_hook=row.for_site)


def _note(text: str, site: Site, *, by: Moderator, now: datetime | None) -> None:
    audit.write(AuditVerb.SETTINGS, text, by=by, site_id=site.pk, now=now)
