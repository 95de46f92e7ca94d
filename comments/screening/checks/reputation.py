"""Whether the author was published here before, and whether that is proven.

Anybody can type a name and an e-mail. That they are the same person's is shown by this browser's signed commenter
token, and, where the site goes by it, by the link in a mail to that address.
"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from comments.models import Premoderation, Site
from comments.screening.vocabulary import Candidate, Check, Judgement, Reputation, Verdict, clear, hold, note

UNPROVEN = "known-unproven"
NEW = "new-author"
TRUSTED = "trusted"


def check(candidate: Candidate, site: Site) -> Judgement:
    reputation = candidate.context.reputation
    reason, code = _known(reputation)
    if reputation.is_trusted:
        return Judgement(Verdict.CLEAR, _("Trusted. %(known)s") % {"known": reason}, code=TRUSTED)
    if reputation.counted >= site.approvals_needed:
        return note(reason, code=code) if code else clear(reason)
    reason = ngettext(
        "%(known)s This site requires %(n)d approved comment.",
        "%(known)s This site requires %(n)d approved comments.",
        site.approvals_needed,
    ) % {"known": reason, "n": site.approvals_needed}
    if candidate.context.premoderation == Premoderation.NEW or candidate.context.in_flood:
        told = _("The first comments of every author are read before they are published.")
        return hold(reason, code=code or NEW, told=told, score=0.3)
    return note(reason, code=code or NEW, score=0.1)


def _known(reputation: Reputation) -> tuple[str, str]:
    """What is known of the author as a sentence, and its code: none if it is proven."""
    proven, claimed = reputation.proven, reputation.claimed
    if proven and reputation.by_email:
        known = ngettext(
            "%(n)d approved comment before, proven by a confirmed email address.",
            "%(n)d approved comments before, proven by a confirmed email address.",
            proven,
        )
        return known % {"n": proven}, ""
    if proven:
        known = ngettext("%(n)d approved comment before, proven.", "%(n)d approved comments before, proven.", proven)
        return known % {"n": proven}, ""
    if claimed:
        known = ngettext("Known name, %(n)d approved, not proven.", "Known name, %(n)d approved, not proven.", claimed)
        return known % {"n": claimed}, UNPROVEN
    return _("New author, nothing approved before."), NEW


CHECK = Check(
    name="standing",
    label=gettext_lazy("Reputation of the author"),
    function=check,
    codes={
        UNPROVEN: gettext_lazy("Known name, not proven"),
        NEW: gettext_lazy("New author"),
        TRUSTED: gettext_lazy("Trusted author"),
    },
    is_always_on=True,
)
