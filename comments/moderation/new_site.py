"""Starting a publication of one's own: the site, and who moderates it."""

from datetime import timedelta
from itertools import count

from django.db import IntegrityError
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from comments.access import audit, people
from comments.access.membership import require_chief
from comments.access.people import Named
from comments.access.staff import Moderator
from comments.db.transactions import retried_once, writing
from comments.errors import FieldError, Invalid
from comments.models import AuditEntry, AuditVerb, Role, Site
from comments.reading import guidelines

_LONGEST_SLUG = 50
# So soon a second site of the same name is a second press.
_AGAIN = timedelta(minutes=1)


def start(site: Site, *, moderator: Named | None = None, by: Moderator) -> Moderator | None:
    """Save a new site, validated by its form, and appoint its moderator, who is returned.

    A site without a slug gets one by its name. Raises NotAllowed to who does not lead all sites, and Invalid for a
    moderator who cannot be appointed, and for a form that is sent twice; then nothing is saved.
    """
    require_chief(by, None)
    return _start(site, site.slug, moderator, by)


# Raised only if a form is sent twice at the same instant.
@retried_once(IntegrityError)
def _start(site: Site, slug: str, moderator: Named | None, by: Moderator) -> Moderator | None:
    with writing():
        if _is_sent_twice(site, by):
            sentence = _("You have just started a site with this name. It is there.")
            raise Invalid([FieldError("name", "again", sentence)])
        site.slug = slug or free_slug(site.name)
        site.save(force_insert=True)
        guidelines.refresh()
        audit.write(AuditVerb.SETTINGS, _("Started the site."), by=by, site_id=site.pk)
        return people.add(moderator, site, Role.MODERATOR, by=by) if moderator else None


def _is_sent_twice(site: Site, by: Moderator) -> bool:
    """Whether this person has just started a site of this name."""
    lately = AuditEntry.objects.filter(by=by, verb=AuditVerb.SETTINGS, created_at__gte=timezone.now() - _AGAIN)
    return lately.filter(site__name=site.name).exists()


def free_slug(name: str) -> str:
    """The name in letters, digits and hyphens of ASCII, with a number behind it where another site is called so."""
    bare = slugify(name)[: _LONGEST_SLUG - 4].strip("-_") or "site"
    taken = set(Site.objects.filter(slug__startswith=bare).values_list("slug", flat=True))
    numbered = (bare if number == 1 else f"{bare}-{number}" for number in count(1))
    return next(slug for slug in numbered if slug not in taken)
