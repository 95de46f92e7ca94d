"""Words that make a comment wait."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments.models import Site
from comments.screening.checks.word_match import first_match, label_of
from comments.screening.vocabulary import Candidate, Check, Judgement, clear, hold

CODE = "moderation-words"


def check(candidate: Candidate, site: Site) -> Judgement:
    match = first_match(candidate.context.moderation_words, candidate)
    if not match:
        return clear(_("No moderation word."))
    reason = _("“%(entry)s”, on the list of moderation words, is in the %(field)s.")
    if not match.is_literal:
        reason = _("Something in the %(field)s looks like “%(entry)s”, on the list of moderation words.")
    told = _("It contains words that a moderator has to check first.")
    return hold(reason % {"entry": match.entry, "field": label_of(match.field)}, code=CODE, told=told)


CHECK = Check(
    name="moderation_words",
    label=gettext_lazy("Moderation words"),
    function=check,
    codes={CODE: gettext_lazy("Moderation words")},
)
