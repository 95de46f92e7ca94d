"""What holds for all sites, switched off and on for single ones."""

from django.utils.translation import gettext_lazy as _

from comments.access import audit
from comments.access.membership import require_chief
from comments.access.staff import Moderator
from comments.db.transactions import writing
from comments.errors import NotAllowed
from comments.models import AuditVerb, Ban, Guideline, Reason, Site, TrustedAuthor
from comments.reading import guidelines

Shared = Ban | Guideline | Reason | TrustedAuthor

# By whether it holds now; with the row and the site.
SWITCHED = {
    True: _("“%(row)s” holds on %(site)s again."),
    False: _("“%(row)s” is switched off on %(site)s."),
}


def switch(shared: Shared, site: Site, *, is_on: bool, by: Moderator) -> bool:
    """Let what holds for all sites hold on this one, or not; returns whether that changed anything.

    Raises NotAllowed for anybody but a chief moderator of the site, and for what belongs to one site.
    """
    require_chief(by, site.pk)
    if not isinstance(shared, Guideline) and shared.site_id is not None:
        raise NotAllowed
    with writing():
        was_on = not shared.off_for.filter(pk=site.pk).exists()
        if was_on == is_on:
            return False
        if is_on:
            shared.off_for.remove(site)
        else:
            shared.off_for.add(site)
        if isinstance(shared, Guideline):
            guidelines.refresh()
        audit.write(_verb(shared), SWITCHED[is_on] % {"row": shared, "site": site}, by=by, site_id=site.pk)
    return True


def _verb(shared: Shared) -> AuditVerb:
    if isinstance(shared, Ban):
        return AuditVerb.BAN
    return AuditVerb.TRUST if isinstance(shared, TrustedAuthor) else AuditVerb.SETTINGS
