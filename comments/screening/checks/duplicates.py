"""Whether this text, or nearly the same one, stands elsewhere on the site, and what was decided on all of them."""

import re
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from comments.models import Site
from comments.screening.vocabulary import Candidate, Check, Judgement, clear, hold, reject, spam
from comments.similarity.similar_comments import SimilarComments
from comments.text import dates

REPEAT = "repeat"
DECIDED = "cluster-decision"

_QUOTE = re.compile(r"^\s*(?:>|&gt;)|<\s*(?:blockquote|q|cite)\b", re.IGNORECASE | re.MULTILINE)


def check(candidate: Candidate, site: Site) -> Judgement:
    similar = candidate.context.similar
    if similar.is_unknown:
        return hold(_("It could not be compared with earlier comments."), code="check-failed", is_firm=True)
    if similar.decided_action:
        return _as_decided(similar, site) if _is_covered(candidate) else _like_decided(similar)
    if similar.is_here:
        return _waits(_("The same words are already published or waiting in the same place."))
    if not similar.count:
        return clear(_("No recent comment on this site has nearly the same text, or the text is too short to compare."))
    came = _came(similar, site)
    if not site.repeat_hours:
        return clear(_("%(came)s Repeats do not wait here.") % {"came": came})
    return _waits(came)


def _came(similar: SimilarComments, site: Site) -> str:
    came = ngettext(
        "The same or nearly the same text was sent %(n)d time on this site since %(since)s.",
        "The same or nearly the same text was sent %(n)d times on this site since %(since)s.",
        similar.count,
    )
    return came % {"n": similar.count, "since": _local(similar.since, site)}


def _is_covered(candidate: Candidate) -> bool:
    """A copy, and nothing that an honest author may have sent: who quotes a text wants to say something about it."""
    reputation = candidate.context.reputation
    is_known = reputation.proven > 0 or reputation.is_trusted
    return candidate.context.similar.is_copy and not is_known and not _QUOTE.search(candidate.text)


def _like_decided(similar: SimilarComments) -> Judgement:
    if similar.decided_action == "spam":
        reason = _("It resembles comments that %(who)s marked as spam, but may be honest. A moderator decides.")
    else:
        reason = _("It resembles comments that %(who)s rejected, but may be honest. A moderator decides.")
    return _waits(reason % {"who": similar.decided_by})


def _waits(reason: str) -> Judgement:
    return hold(reason, code=REPEAT, told=_("Nearly the same text was sent before, so a moderator reads yours first."))


def _as_decided(similar: SimilarComments, site: Site) -> Judgement:
    words = {"who": similar.decided_by, "until": _local(similar.applies_until, site)}
    if similar.decided_action == "spam":
        reason = _("%(who)s marked comments with nearly this text as spam, and new copies of them until %(until)s.")
        return spam(reason % words, code=DECIDED, joins=similar.decision_id)
    reason = _("%(who)s rejected comments with nearly this text, and new copies of them until %(until)s.")
    told = _("A moderator rejected several comments with nearly the same text.")
    return reject(reason % words, told=told, code=DECIDED, joins=similar.decision_id)


def _local(when: datetime | None, site: Site) -> str:
    return dates.format_local(when, site.time_zone) if when else ""


CHECK = Check(
    name="repeats",
    label=gettext_lazy("The same text before"),
    function=check,
    codes={REPEAT: gettext_lazy("The same text before"), DECIDED: gettext_lazy("Decided like similar comments")},
)
