"""What the site's own filter, learnt from its moderators' decisions, makes of the text."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments.classifier.model import LEAST_OF_EACH, Score
from comments.classifier.thresholds import Thresholds
from comments.models import Site
from comments.screening.vocabulary import Candidate, Check, Judgement, abstain, clear, hold, spam

SUSPICIOUS = "learned"
SPAM = "learned-spam"


def check(candidate: Candidate, site: Site) -> Judgement:
    filter_ = candidate.context.classifier
    if filter_ is None:
        return abstain(_("The filter has not learnt from any decision yet."))
    if filter_.abstains:
        reason = _("The filter has seen %(spam)d spam and %(ham)d real comments; it needs %(least)d of each.")
        return abstain(reason % {"spam": filter_.spam_seen, "ham": filter_.ham_seen, "least": LEAST_OF_EACH})
    return opinion(filter_.judge(candidate.text, name=candidate.name, url=candidate.url), filter_.thresholds)


def opinion(score: Score, limits: Thresholds) -> Judgement:
    """What follows from how much a text is like spam."""
    reason = _("%(percent)d %% like spam. What weighed most: %(words)s.") % {
        "percent": round(score.probability * 100),
        "words": ", ".join(score.reasons) or _("nothing in particular"),
    }
    if limits.spam is not None and score.probability >= limits.spam:
        return spam(reason, code=SPAM, score=score.probability)
    if limits.hold is not None and score.probability >= limits.hold:
        return hold(reason, code=SUSPICIOUS, score=score.probability)
    return clear(reason, score=score.probability)


CHECK = Check(
    name="learned",
    label=gettext_lazy("The learned filter"),
    function=check,
    codes={SUSPICIOUS: gettext_lazy("Learned filter: suspicious"), SPAM: gettext_lazy("Learned filter: spam")},
)
