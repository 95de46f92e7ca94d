"""What the site's own service makes of the comment. Only a clear answer counts; without one the comment waits."""

import time
from collections.abc import Mapping
from functools import partial
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments.models import PersonalData, Site, Thread
from comments.outbound import breaker
from comments.outbound.http import Fault, NoAnswer
from comments.own_hook import client
from comments.own_hook.client import HOLDS, NAME, REJECTS, SILENT, SPAM, HookAnswer
from comments.screening.vocabulary import Candidate, Check, Judgement, Verdict, clear, hold, reject, spam
from comments.text.parsing import written_moment


def check(candidate: Candidate, site: Site) -> Judgement:
    try:
        answer = _asked(candidate, site)
    except NoAnswer as silence:
        reason = _("No answer from the site's own service yet. %(why)s") % {"why": silence.reason}
        return Judgement(Verdict.HOLD, reason, code=SILENT, is_firm=True, ask_again=True)
    return judgement_of(answer, candidate)


def _asked(candidate: Candidate, site: Site) -> HookAnswer:
    """Ask, if there is time left for a whole question: one cut short would make a sound service look dead."""
    seconds, hook, context = client.SECONDS, candidate.context.own_hook, candidate.context
    if hook is None:
        raise NoAnswer(Fault.NO_KEY)
    if context.asks_until - time.monotonic() < seconds:
        raise NoAnswer(Fault.LATER)
    message, message_id = question(candidate, site), f"comment_{candidate.comment_id}_{candidate.text_version}"
    asking = partial(client.ask, hook, message, message_id=message_id, seconds=seconds)
    return breaker.ask(client.service_name(site.pk), asking, now=context.now)


def question(candidate: Candidate, site: Site, *, is_test: bool = False) -> Mapping[str, Any]:
    """What is sent of a comment, with as much of its author as the site's setting says."""
    thread = candidate.context.thread
    came = written_moment(candidate.created_at.replace(microsecond=0)) if candidate.created_at else None
    comment = {
        "id": candidate.comment_id or None, "version": candidate.text_version, "parent": candidate.parent_id,
        "text": candidate.text, "html": candidate.html, "created_at": came, "author": _author(candidate, site),
    }  # fmt: skip
    return {
        "type": "comment.check",
        "timestamp": written_moment(timezone.now().replace(microsecond=0)),
        "data": {
            "site": site.slug, "thread": _thread(thread, candidate) if thread else None, "comment": comment,
            "again": candidate.is_recheck, "test": is_test,
        },
    }  # fmt: skip


def _thread(thread: Thread, candidate: Candidate) -> dict[str, Any]:
    page = candidate.context.page_url()
    return {"key": thread.key, "title": thread.title, "url": page, "confirmed": thread.is_confirmed}


def _author(candidate: Candidate, site: Site) -> dict[str, Any]:
    told: dict[str, Any] = {"staff": candidate.is_staff}
    if site.own_hook in (PersonalData.NAMES, PersonalData.ALL):
        told |= {"name": candidate.name, "url": candidate.url}
    if site.own_hook == PersonalData.ALL:
        told |= {"email": candidate.email, "address": candidate.address, "user_agent": candidate.user_agent}
    return told


def judgement_of(answer: HookAnswer, candidate: Candidate) -> Judgement:
    """What an answer means. It holds who is trusted too: the service may know what the trust does not."""
    reason = _reason(answer, candidate)
    if answer.verdict == "spam":
        return spam(reason, code=SPAM)
    if answer.verdict == "reject":
        return reject(reason, code=REJECTS, told=_("It does not keep to the rules of this site."))
    return hold(reason, code=HOLDS, is_firm=True) if answer.verdict == "hold" else clear(reason)


def _reason(answer: HookAnswer, candidate: Candidate) -> str:
    """A sentence for moderators, without addresses: what a service repeats of them would outlive their erasure."""
    said = answer.reason
    for private in (candidate.email, candidate.address):
        said = said.replace(private, "…") if private else said
    sentence = str(_SENTENCES[answer.verdict])
    return _("%(sentence)s It says: “%(reason)s”") % {"sentence": sentence, "reason": said} if said else sentence


_SENTENCES = {
    "clear": gettext_lazy("The site's own service has no objection."),
    "hold": gettext_lazy("The site's own service wants a moderator to decide."),
    "reject": gettext_lazy("The site's own service rejects it."),
    "spam": gettext_lazy("The site's own service calls it spam."),
}

CHECK = Check(
    name=NAME,
    label=gettext_lazy("Own service"),
    function=check,
    codes={
        HOLDS: gettext_lazy("Own service: hold"),
        REJECTS: gettext_lazy("Own service: reject"),
        SPAM: gettext_lazy("Own service: spam"),
        SILENT: gettext_lazy("Own service: no answer"),
    },
    is_set_up=lambda site: bool(site.own_hook),
    asks_outside=True,
)
