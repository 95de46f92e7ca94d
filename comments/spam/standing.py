"""Whether the author was published here before, and whether that is proven.

Anybody can type a name and an e-mail; only this browser's signed commenter token shows that they are the same person's.
"""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments.models import Site
from comments.spam import Candidate, Judgement, clear, hold


def check(candidate: Candidate, site: Site) -> Judgement:
    proven, claimed = candidate.standing.proven, candidate.standing.claimed
    if proven:
        known = ngettext("%(n)d approved comment before, proven.", "%(n)d approved comments before, proven.", proven)
        return clear(known % {"n": proven})
    if claimed:
        known = ngettext("Known name, %(n)d approved, not proven.", "Known name, %(n)d approved, not proven.", claimed)
        return hold(known % {"n": claimed}, score=0.3)
    return hold(_("New author, nothing approved before."), score=0.3)
