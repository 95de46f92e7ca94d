"""What Akismet, or a service that speaks its language, makes of the comment. Only `true` and `false` are answers."""

import time

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments import conf
from comments.akismet import client
from comments.akismet.client import HAM, SERVICE, SPAM
from comments.models import Finding, Site
from comments.outbound import breaker
from comments.outbound.http import Fault, NoAnswer
from comments.screening.vocabulary import Candidate, Check, Context, Judgement, Verdict
from comments.statuses import Status

SILENT = "akismet-silent"
# A service that calls nearly everything spam is broken, deceived, or right. Until moderators confirm what it says, it
# decides nothing alone.
LATEST_ANSWERS = 200
LOOK_BACK = 4000  # answers about all sites, so that those of a quiet one are not sought among a million
TOO_MUCH_SPAM = 0.95
CONFIRMED = 10


def check(candidate: Candidate, site: Site) -> Judgement:
    if not candidate.address:
        # It would be refused, and enough refusals would send the service to rest for everybody.
        reason = _("Akismet cannot be asked about a comment without a network address.")
        return Judgement(Verdict.HOLD, reason, code=SILENT, is_firm=True)
    sent = _question(candidate, site).fields()
    try:
        answer = _asked(sent, candidate.context)
    except NoAnswer as silence:
        return _waits(_("No answer from Akismet yet. %(why)s") % {"why": silence.reason})
    if answer.is_provisional:
        return _waits(_("Akismet is not sure yet."))
    if not answer.is_spam:
        return Judgement(Verdict.CLEAR, _("Akismet does not call it spam."), code=HAM, sent=sent)
    return _as_spam(candidate.context.akismet_spam_count(), sent)


def _asked(sent: dict[str, str], context: Context) -> client.SpamAnswer:
    """Ask, if there is time left for a whole question: one cut short would make a sound service look dead."""
    seconds = client.AKISMET_SECONDS
    if context.asks_until - time.monotonic() < seconds:
        raise NoAnswer(Fault.LATER)
    return breaker.ask(SERVICE, lambda: client.comment_check(sent, seconds=seconds), now=context.now)


def _waits(reason: str) -> Judgement:
    return Judgement(Verdict.HOLD, reason, code=SILENT, is_firm=True, ask_again=True)


def _as_spam(called_spam: int, sent: dict[str, str]) -> Judgement:
    if not called_spam:
        return Judgement(Verdict.SPAM, _("Akismet calls it spam."), score=1.0, code=SPAM, sent=sent)
    reason = _("Akismet calls it spam, but it calls spam %(n)d of the last %(all)d comments. A moderator decides.")
    numbers = {"n": called_spam, "all": LATEST_ANSWERS}
    return Judgement(Verdict.HOLD, reason % numbers, score=0.5, code=SPAM, is_firm=True, sent=sent)


def implausible_spam_count(site: Site) -> int:
    """How many of Akismet's latest answers on this site were spam, if that is implausible; else 0.

    TOO_MUCH_SPAM of LATEST_ANSWERS is implausible, unless moderators decided on CONFIRMED of these comments or more and
    agreed with as large a part.
    """
    recent = Finding.objects.filter(check_name=SERVICE, code__in=[SPAM, HAM]).order_by("-id").values("pk")[:LOOK_BACK]
    answers = Finding.objects.filter(pk__in=recent, comment__site=site).order_by("-id")
    rows = answers.values_list("code", "comment__status", "comment__decided_at")
    latest = list(rows[:LATEST_ANSWERS])
    called_spam = [(status, decided_at) for code, status, decided_at in latest if code == SPAM]
    if len(latest) < LATEST_ANSWERS or len(called_spam) < TOO_MUCH_SPAM * LATEST_ANSWERS:
        return 0
    decided = [status for status, decided_at in called_spam if decided_at]
    is_confirmed = len(decided) >= CONFIRMED and decided.count(Status.SPAM) >= TOO_MUCH_SPAM * len(decided)
    return 0 if is_confirmed else len(called_spam)


def _question(candidate: Candidate, site: Site) -> client.Question:
    return client.Question(
        blog=next(iter(site.origins.split()), conf.public_url()),
        user_ip=candidate.address,
        user_agent=candidate.user_agent,
        permalink=candidate.context.page_url(),
        comment_type="reply" if candidate.parent_id else "comment",
        comment_author=candidate.name,
        comment_author_email=candidate.email,
        comment_author_url=candidate.url,
        comment_content=candidate.text,
        comment_date_gmt=candidate.created_at,
        blog_lang=site.language,
        recheck_reason="recheck" if candidate.is_recheck else "",
        is_test=conf.akismet_is_test(),
    )


CHECK = Check(
    name=SERVICE,
    label=gettext_lazy("Akismet"),
    function=check,
    codes={
        SPAM: gettext_lazy("Akismet: spam"),
        SILENT: gettext_lazy("Akismet: no answer"),
        HAM: gettext_lazy("Akismet: not spam"),
    },
    asks_outside=True,
    is_set_up=lambda site: bool(conf.akismet_key()),
)
