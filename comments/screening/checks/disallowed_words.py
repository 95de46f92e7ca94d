"""Words that a site does not publish; what only looks like one waits, since it may be an honest word."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments.models import Site
from comments.screening.checks.word_match import first_match, label_of
from comments.screening.vocabulary import Candidate, Check, Judgement, clear, hold, reject

CODE = "disallowed-words"


def check(candidate: Candidate, site: Site) -> Judgement:
    match = first_match(candidate.context.disallowed_words, candidate)
    if not match:
        return clear(_("No disallowed word."))
    where = {"entry": match.entry, "field": label_of(match.field)}
    if not match.is_literal:
        reason = _("Something in the %(field)s looks like “%(entry)s”, on the list of disallowed words.") % where
        return hold(reason, code=CODE, told=_("It contains words that a moderator has to check first."))
    reason = _("“%(entry)s”, on the list of disallowed words, is in the %(field)s.") % where
    return reject(reason, code=CODE, told=_("It contains words that this site does not publish."))


CHECK = Check(
    name="disallowed_words",
    label=gettext_lazy("Disallowed words"),
    function=check,
    codes={CODE: gettext_lazy("Disallowed words")},
)
