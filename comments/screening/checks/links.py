"""How many links the comment shows. The website field does not count, as in WordPress."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from comments.models import Site
from comments.screening.vocabulary import Candidate, Check, Judgement, clear, hold
from comments.text import markup

CODE = "links"


def check(candidate: Candidate, site: Site) -> Judgement:
    count = markup.count_links(candidate.html)
    found = ngettext("%(n)d link", "%(n)d links", count) % {"n": count}
    if site.max_links and count >= site.max_links:
        reason = _("%(found)s; on this site comments with %(limit)d or more links wait.") % {
            "found": found,
            "limit": site.max_links,
        }
        told = ngettext(
            "Comments with a link are read before they are published.",
            "Comments with %(n)d or more links are read before they are published.",
            site.max_links,
        ) % {"n": site.max_links}
        return hold(reason, code=CODE, told=told)
    return clear(f"{found}.")


CHECK = Check(
    name="links",
    label=gettext_lazy("Links"),
    function=check,
    codes={CODE: gettext_lazy("Links")},
)
