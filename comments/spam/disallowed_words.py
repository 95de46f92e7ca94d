"""Words that a site does not publish."""

from django.utils.translation import gettext as _

from comments.models import Site
from comments.spam import Candidate, Judgement, clear, reject
from comments.spam.words import first_match


def check(candidate: Candidate, site: Site) -> Judgement:
    if match := first_match(site.disallowed_words, candidate):
        word, field = match
        reason = _("“%(word)s” in the %(field)s is on the list of disallowed words.") % {"word": word, "field": field}
        return reject(reason, told=_("It contains words that this site does not publish."))
    return clear(_("No disallowed word."))
