"""The reasons that can be given for many rejections at once."""

from comments.desk.visit import Visit
from comments.models import Site
from comments.moderation import reasons
from comments.moderation.reasons import ReasonView

_MOST_SITES = 10


def shared_by(visit: Visit) -> list[ReasonView]:
    """The reasons that are on the list of each site one looks at, in the words of the first; none of very many sites.

    Each author reads the sentence of their own site.
    """
    ids = [visit.site_id] if visit.site_id else [site.pk for site in visit.sites]
    if len(ids) > _MOST_SITES:
        return []
    sites = Site.objects.filter(pk__in=ids).order_by("name", "pk")
    first, *others = [reasons.list_for(site) for site in sites]
    shared = {view.code for view in first}.intersection(*({view.code for view in each} for each in others))
    return [view for view in first if view.code in shared]
