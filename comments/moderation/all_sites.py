"""What holds for all sites, switched off and on for single ones."""

from comments.access.membership import require_chief
from comments.access.staff import Moderator
from comments.db.transactions import writing
from comments.errors import NotAllowed
from comments.models import Ban, Guideline, Reason, Site, TrustedAuthor
from comments.reading import guidelines

Shared = Ban | Guideline | Reason | TrustedAuthor


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
    return True
