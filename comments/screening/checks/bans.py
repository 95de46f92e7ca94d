"""Whether the author, or a website the comment links to, is banned. Bans hold even who is trusted.

A link alone is never more than a reason to wait: who warns of a banned website links to it too.
"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments.models import BanEffect, BanKind, Site
from comments.moderation.bans import BanHit
from comments.screening.vocabulary import Candidate, Check, Judgement, clear, hold, spam
from comments.text import dates

CODE = "ban"
_SENTENCES = {
    BanKind.EMAIL: gettext_lazy("The email address is banned"),
    BanKind.EMAIL_DOMAIN: gettext_lazy("The email domain is banned"),
    BanKind.WEBSITE: gettext_lazy("The website, or one that the text links to, is banned"),
    BanKind.NETWORK: gettext_lazy("The network is banned"),
}


def check(candidate: Candidate, site: Site) -> Judgement:
    hits = candidate.context.bans
    if not hits:
        return clear(_("Not banned."))
    reason = " ".join(_said(hit, site) for hit in hits)
    if any(hit.effect == BanEffect.SPAM and not hit.is_linked for hit in hits):
        return spam(reason, code=CODE, is_firm=True)
    # A comment that its ban should have refused came before the ban, or links to what is banned.
    return hold(reason, code=CODE, score=0.9, is_firm=True)


def _said(hit: BanHit, site: Site) -> str:
    """A sentence on the ban, without its value, which may be an address that is to be erased one day."""
    until = (
        _("until %(date)s") % {"date": dates.format_local(hit.until, site.time_zone)} if hit.until else _("for ever")
    )
    sentence = f"{_SENTENCES[hit.kind]} ({until})."
    return f"{sentence} {_('Note: %(note)s') % {'note': hit.note}}" if hit.note else sentence


CHECK = Check(
    name="bans",
    label=gettext_lazy("Bans"),
    function=check,
    codes={CODE: gettext_lazy("Ban")},
    is_always_on=True,
)
