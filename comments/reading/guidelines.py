"""The guidelines of all sites, copied to each site that shows them: a page reads them with its site.

The settings of a site have its own; `Site.shown_guidelines` is both.
"""

from collections.abc import Iterable

from comments.db.transactions import writing
from comments.models import Guideline, Site


def refresh() -> int:
    """Copy the guidelines of all sites to where they are shown; returns the number of sites that showed others.

    Call it in the transaction that changes a guideline, switches one off, or adds a site. Whoever comes second waits
    for the first to commit, and copies both changes.
    """
    with writing():
        list(Site.objects.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))
        changed = outdated()
        for site_id, text in changed.items():
            Site.objects.filter(pk=site_id).update(inherited_guidelines=text)
        return len(changed)


def repair() -> int:
    """Do as `refresh`, and lock nothing while every site shows what it should."""
    return refresh() if outdated() else 0


def outdated() -> dict[int, str]:
    """What sites should show of the guidelines of all sites, by id, where they show something else."""
    paragraphs = list(Guideline.objects.values_list("pk", "text"))
    off = set(Guideline.off_for.through._default_manager.values_list("site_id", "guideline_id"))
    return {
        site_id: expected
        for site_id, shown in Site.objects.values_list("pk", "inherited_guidelines")
        if shown != (expected := _joined(text for pk, text in paragraphs if (site_id, pk) not in off))
    }


def _joined(paragraphs: Iterable[str]) -> str:
    return "\n\n".join(paragraphs)
