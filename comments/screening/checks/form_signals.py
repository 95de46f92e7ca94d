"""How the form was filled in: the trap field, its age, the seconds spent on it. Never alone proof of spam."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from comments.models import Site
from comments.screening.vocabulary import Candidate, Check, Judgement, clear, hold

FORM_TOKEN_STALE_HOURS = 48

FEWEST_SECONDS = 2

HONEYPOT = "honeypot"
OLD = "old-form"
FAST = "fast-form"


def check(candidate: Candidate, site: Site) -> Judgement:
    signals = candidate.signals
    if signals.honeypot:
        return hold(_("The field hidden from people was filled in."), code=HONEYPOT, score=0.8)
    if signals.form_age_hours is not None and signals.form_age_hours > FORM_TOKEN_STALE_HOURS:
        hours = int(signals.form_age_hours)
        reason = ngettext("The form was %(n)d hour old.", "The form was %(n)d hours old.", hours) % {"n": hours}
        return hold(reason, code=OLD, score=0.4)
    if signals.seconds_on_form is not None and signals.seconds_on_form < FEWEST_SECONDS:
        reason = _("Sent %(n).1f seconds after the form was opened.") % {"n": signals.seconds_on_form}
        return hold(reason, code=FAST, score=0.6)
    return clear(_("Form filled in normally."))


CHECK = Check(
    name="form_signals",
    label=gettext_lazy("How the form was filled in"),
    function=check,
    codes={
        HONEYPOT: gettext_lazy("Hidden field filled in"),
        FAST: gettext_lazy("Sent too fast"),
        OLD: gettext_lazy("Old form"),
    },
)
