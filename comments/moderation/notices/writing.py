"""Decides who is told that comments wait: one delivery for each address, and none where somebody is at the desk.

Nothing happens for each comment. All settings are looked at together, every few seconds, by a few statements.
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import Error as DatabaseError
from django.utils import timezone

from comments.db.transactions import cause, writing
from comments.deliveries.outbox import Owed, owe
from comments.models import Channel, Delivery, DeliveryState, NoticeSetting, NoticeTime
from comments.moderation.notices.covering import covered, mailbox_of, own_sites, read_settings
from comments.moderation.notices.times import GATHERED, next_time
from comments.moderation.waiting.looking import Look, look

log = logging.getLogger(__name__)

KIND, RECIPIENT = "moderators.waiting", "user:"
# Rows of one UPDATE.
_AT_ONCE = 200


@dataclass(frozen=True)
class Due:
    """A setting whose time has come, with the mailbox of its person, and the sites where something new waits for them.

    `latest` is when the last of that began to wait, `flood` the newest flood there. `is_now` if nobody is at the desk
    of one of these sites.
    """

    setting: NoticeSetting
    mailbox: str
    site_ids: frozenset[int]
    latest: datetime | None
    flood: int | None
    is_now: bool


def write_next() -> None:
    """Write what is due now, as a worker does every few seconds; what the database refuses is for the next time."""
    try:
        write_due()
    except DatabaseError as error:
        log.warning("notices to moderators could not be written: %s", cause(error))


def write_due(*, now: datetime | None = None) -> int:
    """Owe a mail to each person for whom something new waits, once nobody is at the desk; returns how many.

    May run twice at the same instant: each setting is told by whoever locks it first.
    """
    now = now or timezone.now()
    if not NoticeSetting.objects.exclude(frequency=NoticeTime.NEVER).filter(next_at__lte=now).exists():
        return 0
    due = _due(read_settings(), look(now=now), now)
    turned = [one for one in due if one.is_now or (one.latest is None and one.setting.frequency == NoticeTime.DAILY)]
    return _write(turned, now) if turned else 0


def _due(settings: Sequence[NoticeSetting], seen: Look, now: datetime) -> list[Due]:
    """Of each mailbox and site one setting counts: of two accounts with one address, that of the elder account."""
    own, taken, found = own_sites(settings), dict[str, set[int]](), []
    among = seen.news(None, since=_told_first(settings, now))
    for setting in settings:
        mailbox = mailbox_of(setting.user)
        if setting.frequency == NoticeTime.NEVER or not mailbox:
            continue
        theirs = taken.setdefault(mailbox, set())
        site_ids = covered(setting, own, among) - theirs
        theirs |= site_ids
        if setting.next_at <= now:
            found.append(_with_news(setting, mailbox, site_ids, seen))
    return found


def _told_first(settings: Iterable[NoticeSetting], now: datetime) -> datetime | None:
    """Until when everybody was told whose time has come: what is older is no news to anybody."""
    times = [one.told_at for one in settings if one.next_at <= now and one.frequency != NoticeTime.NEVER]
    return None if None in times else min((when for when in times if when), default=None)


def _with_news(setting: NoticeSetting, mailbox: str, site_ids: frozenset[int], seen: Look) -> Due:
    told = (setting.told_at, setting.told_flood)
    news = seen.news(site_ids, since=told[0], told_flood=told[1])
    is_now = seen.has_news(site_ids, since=told[0], told_flood=told[1])
    latest = max((seen.arrivals[site_id] for site_id in news), default=None)
    return Due(setting, mailbox, news, latest, seen.latest_flood(news), is_now)


def _write(due: Sequence[Due], now: datetime) -> int:
    """Whoever still has a mail on its way hears of all in that one: it says what waits when it is sent."""
    with writing():
        rows = NoticeSetting.objects.select_for_update(no_key=True).filter(pk__in=[one.setting.pk for one in due])
        unchanged = dict(rows.order_by("pk").values_list("pk", "next_at"))
        waiting = Delivery.objects.filter(kind=KIND, state=DeliveryState.OWED)
        on_its_way = set(waiting.values_list("recipient", flat=True))
        mine = [
            one
            for one in due
            if unchanged.get(one.setting.pk) == one.setting.next_at and recipient_of(one.setting) not in on_its_way
        ]
        owed = list(_owed([one for one in mine if one.is_now], now))
        for one in mine:
            _turn(one, now)
        changed = ["told_at", "told_flood", "next_at"]
        NoticeSetting.objects.bulk_update([one.setting for one in mine], changed, batch_size=_AT_ONCE)
        return owe(owed, now=now)


def recipient_of(setting: NoticeSetting) -> str:
    return f"{RECIPIENT}{setting.user_id}"


def _owed(due: Iterable[Due], now: datetime) -> Iterator[Owed]:
    """One for each mailbox, to the eldest of its accounts."""
    by_mailbox: dict[str, list[Due]] = {}
    for one in due:
        by_mailbox.setdefault(one.mailbox, []).append(one)
    for together in by_mailbox.values():
        first, site_ids = together[0].setting, {site_id for one in together for site_id in one.site_ids}
        yield Owed(
            kind=KIND, channel=Channel.MAIL, recipient=recipient_of(first),
            key=f"{KIND}:{first.pk}:{first.next_at.isoformat()}", site_id=min(site_ids) if len(site_ids) == 1 else None,
            due=now + GATHERED, data={"settings": [one.setting.pk for one in together]},
        )  # fmt: skip


def _turn(due: Due, now: datetime) -> None:
    """Begin the next quiet period."""
    setting = due.setting
    setting.next_at = next_time(setting.frequency, setting.at, setting.time_zone, after=now)
    if due.is_now:
        setting.told_at = due.latest
        setting.told_flood = setting.told_flood if due.flood is None else due.flood
