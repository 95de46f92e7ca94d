"""How many links the comment shows. The website field does not count, as in WordPress."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments import markup
from comments.models import Site
from comments.spam import Candidate, Judgement, clear, hold


def check(candidate: Candidate, site: Site) -> Judgement:
    count = markup.count_links(candidate.html)
    found = ngettext("%(n)d link", "%(n)d links", count) % {"n": count}
    if site.max_links and count >= site.max_links:
        reason = _("%(found)s; this site holds %(limit)d or more.") % {"found": found, "limit": site.max_links}
        told = _("Comments with links are read before they are published here.")
        return hold(reason, code="links", told=told)
    return clear(f"{found}.")
