"""What moderators choose for themselves: how often they are told that comments wait."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time

from django.contrib.auth import get_user_model

from comments.access.membership import access_of
from comments.access.staff import Moderator
from comments.db.transactions import writing
from comments.models import NoticeSetting, NoticeTime
from comments.moderation.notices.covering import mailbox_of, read_settings
from comments.moderation.notices.times import QUIET, next_time


@dataclass(frozen=True)
class NoticeChoice:
    """`frequency` is one of NoticeTime, for all sites that the person moderates; `of_sites` has it for single ones.

    Daily notices come at the time `at` of the time zone.
    """

    frequency: str = NoticeTime.NEVER
    at: time = time(8)
    time_zone: str = "UTC"
    of_sites: Mapping[int, str] = field(default_factory=dict)


def chosen_by(user: Moderator) -> NoticeChoice | None:
    """None for somebody who never chose; one query."""
    rows = list(NoticeSetting.objects.filter(user=user))
    if not rows:
        return None
    first = next((row for row in rows if row.site_id is None), rows[0])
    return NoticeChoice(
        frequency=first.frequency if first.site_id is None else NoticeTime.NEVER,
        at=first.at,
        time_zone=first.time_zone,
        of_sites={row.site_id: row.frequency for row in rows if row.site_id is not None},
    )


def choose(user: Moderator, choice: NoticeChoice, *, now: datetime) -> None:
    """Keep what a person chose for themselves. Sites that they do not moderate are left out.

    What waited before is told only if they were never told of anything.
    """
    access = access_of(user)
    wanted: dict[int | None, str] = {None: choice.frequency}
    wanted |= {site_id: one for site_id, one in choice.of_sites.items() if access.may_moderate(site_id)}
    with writing():
        list(get_user_model()._default_manager.select_for_update(no_key=True).filter(pk=user.pk).values_list("pk"))
        rows = {row.site_id: row for row in NoticeSetting.objects.filter(user=user)}
        for site_id, frequency in wanted.items():
            row, chosen = rows.pop(site_id, NoticeSetting(user=user)), (frequency, choice.at, choice.time_zone)
            if row._state.adding or (row.frequency, row.at, row.time_zone) != chosen:
                row.site_id, (row.frequency, row.at, row.time_zone) = site_id, chosen
                row.next_at = _first_time(row, now)
                row.save()
        NoticeSetting.objects.filter(pk__in=[row.pk for row in rows.values()]).delete()


def stop(user: Moderator) -> None:
    """Have nothing told any more to the mailbox of a person, on any site, by any account."""
    mailbox = mailbox_of(user)
    others = {one.user_id for one in read_settings() if mailbox and mailbox_of(one.user) == mailbox}
    with writing():
        NoticeSetting.objects.filter(user__in={user.pk, *others}).update(frequency=NoticeTime.NEVER)


def _first_time(row: NoticeSetting, now: datetime) -> datetime:
    """Of a daily one the next time of day; else now, unless that would be within a quiet period."""
    if row.frequency == NoticeTime.DAILY:
        return next_time(row.frequency, row.at, row.time_zone, after=now)
    quiet = QUIET.get(row.frequency)
    return max(now, row.told_at + quiet) if row.told_at and quiet else now
