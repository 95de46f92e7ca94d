"""Which pages may post: what was refused lately, and how a chief moderator allows it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import Error as DatabaseError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from comments import conf
from comments.access import audit
from comments.access.membership import Access, require_chief
from comments.access.staff import Moderator
from comments.db.transactions import writing
from comments.errors import FieldError, Invalid, NotFound, OriginRefused
from comments.models import AuditVerb, RefusedOrigin, Site
from comments.models.refused_origin import LONGEST
from comments.net import hostnames

# Anybody can send any origin, so few are kept, and somebody who sends made-up ones writes this many rows an hour.
MOST = 50
_NEWER_STAY = timedelta(hours=1)
# Of an origin that is noted the time is written anew no more often than this.
_AGAIN = timedelta(minutes=1)


def require_listed(origin: str | None, site: Site) -> None:
    """Raise OriginRefused unless the origin is one the site lists, or our own; what is refused is noted.

    A request without Origin is no browser's cross-site request.
    """
    if origin is not None and origin != conf.public_origin() and not site.may_post_from(origin):
        note_refused(origin, site.pk)
        raise OriginRefused


def note_refused(origin: str, site_id: int | None, *, now: datetime | None = None) -> None:
    """Remember that pages of this origin wanted to post; `site_id` is None where nobody said to which site.

    It only helps to set a site up: what is no origin, or cannot be stored just now, is left out unsaid.
    """
    now, canonical = now or timezone.now(), hostnames.strict_origin(origin)
    if not canonical or len(canonical) > LONGEST:
        return
    try:
        known = RefusedOrigin.objects.filter(origin=canonical, site=site_id)
        last_at = known.values_list("last_at", flat=True).first()
        if last_at is None:
            _add(RefusedOrigin(origin=canonical, site_id=site_id, last_at=now))
        elif now - last_at >= _AGAIN:
            with writing():
                known.update(last_at=now)
    except DatabaseError:
        return


def refused(access: Access, site: Site) -> Sequence[RefusedOrigin]:
    """The origins refused lately that this site does not list, the latest first, for a chief moderator of it."""
    if not access.chief_of(site.pk):
        return []
    listed = hostnames.origins_in(site.origins)
    rows = RefusedOrigin.objects.exclude(origin__in=listed)
    return [row for row in rows if row.site_id in (None, site.pk)]


def allow(origin: str, site_id: int, *, by: Moderator) -> None:
    """Add an origin to those that a site lists; raises NotFound, NotAllowed, and Invalid for what is no origin.

    One that is listed already stays as it is written.
    """
    require_chief(by, site_id)
    if not hostnames.strict_origin(origin):
        sentence = _("“%(origin)s” is not an origin such as https://example.org.") % {"origin": origin}
        raise Invalid([FieldError("origin", "invalid", sentence)])
    with writing():
        site = Site.objects.select_for_update(no_key=True).filter(pk=site_id).first()
        if site is None:
            raise NotFound
        if not site.may_post_from(origin):
            site.origins = "\n".join([*site.origins.split(), origin])
            site.save(update_fields=["origins"])
            text = _("Allowed %(origin)s to post.") % {"origin": origin}
            audit.write(AuditVerb.SETTINGS, text, by=by, site_id=site_id)
        noted = RefusedOrigin.objects.filter(origin=hostnames.strict_origin(origin))
        noted.filter(Q(site=None) | Q(site=site_id)).delete()


def _add(row: RefusedOrigin) -> None:
    """In place of the oldest where there are MOST, unless that is new as well."""
    with writing():
        if RefusedOrigin.objects.count() >= MOST:
            oldest = RefusedOrigin.objects.order_by("last_at", "pk").first()
            if oldest is None or row.last_at - oldest.last_at < _NEWER_STAY:
                return
            oldest.delete()
        RefusedOrigin.objects.bulk_create([row], ignore_conflicts=True)
