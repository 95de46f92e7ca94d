"""Decides which chats are told that comments wait: what is new there, and not while somebody is at the desk.

All chats are looked at together, every few seconds, as `comments.moderation.notices.writing` does with mailboxes.
"""

import logging
from datetime import datetime, timedelta

from django.db import Error as DatabaseError
from django.utils import timezone

from comments.chat.channels import WAITING, recipient_of
from comments.db.transactions import cause, writing
from comments.deliveries.outbox import Owed, owe
from comments.models import Channel, ChatChannel, Delivery, DeliveryState
from comments.moderation.notices.times import GATHERED
from comments.moderation.waiting.looking import Look, look

log = logging.getLogger(__name__)


def write_next() -> None:
    """Write what is due now, as a worker does every few seconds; what the database refuses is for the next time."""
    try:
        write_due()
    except DatabaseError as error:
        log.warning("messages to chats could not be written: %s", cause(error))


def write_due(*, now: datetime | None = None) -> int:
    """Owe a message to each chat for which something new waits and whose quiet period is over; returns how many."""
    now = now or timezone.now()
    due = ChatChannel.objects.filter(is_on=True, next_at__lte=now)
    if not due.exists():
        return 0
    seen = look(now=now)
    mine = [one.pk for one in due if _has_news(one, seen)]
    return _write(mine, seen, now) if mine else 0


def _write(ids: list[int], seen: Look, now: datetime) -> int:
    """Two workers may have seen the same news: the one that locks a chat first tells it."""
    with writing():
        rows = ChatChannel.objects.select_for_update(no_key=True).filter(pk__in=ids, is_on=True, next_at__lte=now)
        channels = list(rows.order_by("pk"))
        waiting = Delivery.objects.filter(kind=WAITING, channel=Channel.CHAT, state=DeliveryState.OWED)
        on_its_way = set(waiting.values_list("recipient", flat=True))  # it says all that waits when it is sent
        channels = [one for one in channels if recipient_of(one) not in on_its_way and _has_news(one, seen)]
        owed = [_owed(one, now) for one in channels]
        for channel in channels:
            _turn(channel, seen, now)
        return owe(owed, now=now)


def site_ids_of(channel: ChatChannel) -> list[int] | None:
    """As Look takes them: None for all sites."""
    return None if channel.site_id is None else [channel.site_id]


def _has_news(channel: ChatChannel, seen: Look) -> bool:
    return seen.has_news(site_ids_of(channel), since=channel.told_at, told_flood=channel.told_flood)


def _owed(channel: ChatChannel, now: datetime) -> Owed:
    key = f"{WAITING}:chat:{channel.pk}:{channel.next_at.isoformat()}"
    return Owed(WAITING, Channel.CHAT, recipient_of(channel), key, channel.site_id, due=now + GATHERED)


def _turn(channel: ChatChannel, seen: Look, now: datetime) -> None:
    """Begin the next quiet period."""
    sites = site_ids_of(channel)
    news = seen.news(sites, since=channel.told_at, told_flood=channel.told_flood)
    flood = seen.latest_flood(sites)
    channel.told_at = max(seen.arrivals[site_id] for site_id in news)
    channel.told_flood = channel.told_flood if flood is None else flood
    channel.next_at = now + timedelta(minutes=channel.quiet_minutes)
    channel.save(update_fields=["told_at", "told_flood", "next_at"])
