"""Words that make a comment wait."""

from django.utils.translation import gettext as _

from comments.models import Site
from comments.spam import Candidate, Judgement, clear, hold
from comments.spam.words import first_match


def check(candidate: Candidate, site: Site) -> Judgement:
    if match := first_match(site.moderation_words, candidate):
        word, field = match
        reason = _("“%(word)s” in the %(field)s is on the list of moderation words.") % {"word": word, "field": field}
        return hold(reason, score=0.5)
    return clear(_("No moderation word."))
