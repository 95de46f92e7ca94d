"""What the author dialog offers, and the ban that its form orders."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy

from comments.access.membership import access_of
from comments.access.staff import Moderator
from comments.desk.sent import typed
from comments.errors import Message
from comments.models import BanEffect, BanKind, Comment
from comments.moderation.authors import banning
from comments.moderation.authors.banning import BanOrder, Target
from comments.text.parsing import parse_id

WHAT: dict[str, Message] = {
    BanKind.EMAIL: gettext_lazy("This email address"),
    BanKind.EMAIL_DOMAIN: gettext_lazy("Every address of the email domain"),
    BanKind.NETWORK: gettext_lazy("The network address"),
    BanKind.WEBSITE: gettext_lazy("The website and its subdomains"),
}
EFFECTS: dict[str, Message] = {
    BanEffect.HOLD: gettext_lazy("Hold each comment for a moderator"),
    BanEffect.REFUSE: gettext_lazy("Refuse comments, and tell the author"),
    BanEffect.SPAM: gettext_lazy("Mark comments as spam, without telling"),
}
USUAL = "usual"
TIMES: dict[str, tuple[Message, timedelta | None]] = {
    USUAL: (gettext_lazy("As usual: networks 7 days, all else for ever"), None),
    "1h": (gettext_lazy("1 hour"), timedelta(hours=1)),
    "24h": (gettext_lazy("24 hours"), timedelta(hours=24)),
    "7d": (gettext_lazy("7 days"), timedelta(days=7)),
    "ever": (gettext_lazy("For ever"), None),
}
HOLDS: dict[str, tuple[Message, timedelta | None]] = {
    "1h": (gettext_lazy("Hold for 1 hour"), timedelta(hours=1)),
    "24h": (gettext_lazy("Hold for 24 hours"), timedelta(hours=24)),
    "7d": (gettext_lazy("Hold for 7 days"), timedelta(days=7)),
    "always": (gettext_lazy("Always hold this author"), None),
}
FATES: dict[str, Message] = {
    banning.LEAVE: gettext_lazy("Leave as it is"),
    "reject": gettext_lazy("Reject"),
    "spam": gettext_lazy("Mark as spam"),
}
_NETWORK_LASTS = timedelta(days=7)


@dataclass(frozen=True)
class Choice:
    """One thing to ban: `is_chosen` stands ticked, `is_allowed` says that this moderator may."""

    target: Target
    label: Message
    is_chosen: bool
    is_allowed: bool


def choices_for(comment: Comment, sent: Mapping[str, str], *, by: Moderator, now: datetime) -> list[Choice]:
    """What is known of the author, each with whom a ban would hit; the network as it was typed, if it was."""
    is_chief = access_of(by).chief_of(comment.site_id)
    targets = [
        banning.target(comment, kind, value, by=by, now=now) for kind in WHAT if (value := _value(comment, kind, sent))
    ]
    possible = [one.kind for one in targets if not one.refused and (is_chief or not one.needs_chief)]
    chosen = sent.get("what") or next(iter(possible), "")
    return [
        Choice(one, WHAT[one.kind], is_chosen=one.kind == chosen, is_allowed=one.kind in possible) for one in targets
    ]


def order_of(comment: Comment, sent: Mapping[str, str], *, now: datetime) -> BanOrder:
    """The ban that a form orders. What it says that is not on offer is refused by `banning.ban`."""
    kind = sent.get("what", "")
    kind = kind if kind in WHAT else ""
    return BanOrder(
        kind=kind or BanKind.EMAIL,
        value=_value(comment, kind, sent) if kind else "",
        effect=sent.get("effect", ""),
        until=_until(kind, sent.get("until", ""), now),
        waiting=sent.get("waiting", banning.LEAVE),
        published=sent.get("published", banning.LEAVE),
        code=typed(sent, "code"),
        reason=typed(sent, "told"),
        note=typed(sent, "note"),
        seen_authors=parse_id(sent.get(f"seen_{kind}", "")) or 0,
        key=typed(sent, "key")[:32],
    )


def _value(comment: Comment, kind: str, sent: Mapping[str, str]) -> str:
    known = banning.value_of(comment, kind)
    return typed(sent, "network")[:100] or known if kind == BanKind.NETWORK else known


def _until(kind: str, asked: str, now: datetime) -> datetime | None:
    """A time that is not on offer is the usual one."""
    asked = asked if asked in TIMES else USUAL
    lasts = _NETWORK_LASTS if asked == USUAL and kind == BanKind.NETWORK else TIMES[asked][1]
    return now + lasts if lasts else None
