"""What the site, or the article, makes everybody wait for. New authors are the matter of `reputation`."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments.models import Premoderation, Site, ThreadPremoderation
from comments.screening.vocabulary import Candidate, Check, Judgement, clear, hold
from comments.text import markup

OLD_ARTICLE = "old-article"
CODE = "premoderation"


def check(candidate: Candidate, site: Site) -> Judgement:
    told = _("Every comment here is read before it is published.")
    if candidate.context.is_late:
        reason = _("The article is older than %(n)d days; comments on it wait.") % {"n": site.close_days}
        return hold(reason, code=OLD_ARTICLE, told=told, score=0.0, is_firm=True)
    rule = candidate.context.premoderation
    if rule == Premoderation.ALL:
        return hold(_("Every comment on this article waits."), code=CODE, told=told, score=0.0, is_firm=True)
    if rule == ThreadPremoderation.LINKS and markup.count_links(candidate.html):
        reason = _("On this article every comment with a link waits.")
        told = _("Here every comment with a link is read before it is published.")
        return hold(reason, code=CODE, told=told, score=0.0, is_firm=True)
    return clear(_("On this article not every comment waits."))


CHECK = Check(
    name="premoderation",
    label=gettext_lazy("Moderation rule"),
    function=check,
    codes={OLD_ARTICLE: gettext_lazy("Old article"), CODE: gettext_lazy("Everything waits")},
    is_always_on=True,
)
