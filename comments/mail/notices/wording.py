"""The sentences of a moderator's notice: how many wait at each site, for how long, and why."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from comments import conf
from comments.errors import Message
from comments.models import Action
from comments.moderation.waiting.counting import SiteWaits
from comments.screening.registry import LABELS

ACTIONS: dict[str, Message] = {
    Action.APPROVE: gettext_lazy("Approve"), Action.REJECT: gettext_lazy("Reject"), Action.SPAM: gettext_lazy("Spam"),
}  # fmt: skip
_REASONS = 5


class SiteLines(NamedTuple):
    """What is told of one site, a sentence a line, and where its queue is."""

    name: str
    lines: Sequence[str]
    desk: str


def subject(waits: Sequence[SiteWaits]) -> str:
    """Numbers and names of sites alone: nothing that a visitor wrote."""
    site = waits[0].site.name
    number = sum(one.waiting.counted for one in waits)
    if any(one.flood for one in waits):
        return _("A flood of comments on %(site)s") % {"site": next(one.site.name for one in waits if one.flood)}
    if not number:
        reported = sum(one.reported.counted for one in waits)
        return ngettext("%(n)d comment is reported", "%(n)d comments are reported", reported) % {"n": reported}
    shown = {"n": f"{number}+" if any(one.waiting.is_more for one in waits) else number, "site": site}
    if len(waits) > 1:
        return ngettext("%(n)s comment waits for you", "%(n)s comments wait for you", number) % shown
    return ngettext("%(n)s comment waits on %(site)s", "%(n)s comments wait on %(site)s", number) % shown


def of_site(one: SiteWaits, now: datetime) -> SiteLines:
    return SiteLines(one.site.name, list(_lines(one, now)), f"{conf.public_url()}/admin/desk/?site={one.site.slug}")


def _lines(one: SiteWaits, now: datetime) -> Iterator[str]:
    if one.flood:
        told = _(
            "A flood of comments began: %(n)d so far, %(alike)d of them alike. The next mail comes when it is over."
        )
        yield told % {"n": one.flood.comments, "alike": one.flood.alike}
    if number := one.waiting.counted:
        told = ngettext("%(n)s comment waits for a decision.", "%(n)s comments wait for a decision.", number)
        yield told % {"n": one.waiting.shown}
    if one.likely_spam.number:
        told = ngettext("%(n)s of them is likely spam.", "%(n)s of them are likely spam.", one.likely_spam.counted)
        yield told % {"n": one.likely_spam.shown}
    if one.reported.number:
        told = ngettext(
            "%(n)s published comment is reported.", "%(n)s published comments are reported.", one.reported.counted
        )
        yield told % {"n": one.reported.shown}
    if one.oldest and now - one.oldest >= timedelta(minutes=1):
        yield _("The oldest came %(time)s ago.") % {"time": timesince(one.oldest, now, depth=1).replace("\xa0", " ")}
    if one.why:
        reasons = ", ".join(f"{LABELS.get(check, check)} ({number})" for check, number in one.why[:_REASONS])
        yield _("Why: %(reasons)s.") % {"reasons": reasons}
