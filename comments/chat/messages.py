"""What chats are told: numbers, reasons and links, never who wrote, nor a word of it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments import conf
from comments.errors import Message
from comments.models import ChatKind
from comments.moderation.queue import Count
from comments.moderation.waiting.counting import SiteWaits
from comments.screening.registry import LABELS

# Discord takes 2,000 characters, Telegram 4,096, Slack more. Escaping and the last lines need some of them.
LONGEST = 1500
_REASONS = 3
_LONGEST_NAME = 80


def waiting(waits: Sequence[SiteWaits], *, now: datetime) -> list[str]:
    """The lines of a message; those that there is no room for are counted in the last but one."""
    lines: list[str] = []
    for number, one in enumerate(waits):
        line = _line(one, now)
        if sum(map(len, lines)) + len(line) > LONGEST:
            left = len(waits) - number
            lines.append(ngettext("… and %(n)d more site.", "… and %(n)d more sites.", left) % {"n": left})
            break
        lines.append(line)
    return [*lines, _desk()]


def test(name: str) -> list[str]:
    """The lines of a message that only shows that it arrives."""
    told = _("This is a test. “%(name)s” will hear when comments wait for a moderator.")
    return [told % {"name": _short(name)}, _desk()]


def written_for(kind: str, lines: Sequence[str]) -> str:
    """The text as the chat shows it as it stands: nobody is called by it, and nothing in it is markup."""
    text = "\n".join(lines).replace("@", "@\N{ZERO WIDTH SPACE}")
    if kind == ChatKind.TELEGRAM:  # is sent as plain text
        return text
    for sign, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        text = text.replace(sign, entity)
    return text


def _desk() -> str:
    return f"{conf.public_url()}/admin/desk/"


def _line(one: SiteWaits, now: datetime) -> str:
    parts = [_site(one)]
    if one.waiting.number:
        number = one.waiting.counted
        told = ngettext("%(n)s comment waits for a decision.", "%(n)s comments wait for a decision.", number)
        parts.append(told % {"n": _number(one.waiting)})
        if one.likely_spam.number:
            parts.append(_("%(n)s of them like spam.") % {"n": _number(one.likely_spam)})
    if one.reported.number:
        told = ngettext("%(n)s published one is reported.", "%(n)s published ones are reported.", one.reported.counted)
        parts.append(told % {"n": _number(one.reported)})
    if one.oldest and now - one.oldest >= timedelta(minutes=1):
        parts.append(_("The oldest came %(time)s ago.") % {"time": timesince(one.oldest, now, depth=1)})
    if reasons := [f"{_label(check)} {number}" for check, number in one.why[:_REASONS]]:
        parts.append(_("Why: %(reasons)s.") % {"reasons": ", ".join(reasons)})
    return " ".join(parts)


def _site(one: SiteWaits) -> str:
    name = {"site": _short(one.site.name)}
    return _("%(site)s, in a flood:") % name if one.flood else _("%(site)s:") % name


def _label(check: str) -> Message:
    return LABELS.get(check, check)


def _number(count: Count) -> str:
    return f"{count.counted}+" if count.is_more else str(count.counted)


def _short(name: str) -> str:
    line = " ".join(name.split())
    return line if len(line) <= _LONGEST_NAME else f"{line[: _LONGEST_NAME - 1]}…"
