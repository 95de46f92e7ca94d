"""May this be posted now? Each gate refuses with a reason its author is told; the order is `admit`'s.

All of it runs inside the transaction of the post, under the thread's lock.
"""

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from comments import addresses, bans, querysets
from comments.drafts import Draft
from comments.errors import Banned, Closed, Duplicate, FieldError, Invalid, TooFast
from comments.models import Comment, OldThreads, Site, Thread
from comments.querysets import Turn
from comments.statuses import Status


def admit(
    draft: Draft, thread: Thread, site: Site, *, said: Sequence[Comment] | None = None, now: datetime
) -> Comment | None:
    """Return the parent comment, or None for a top-level one; raise a Refused otherwise.

    `said` is what `said_before` found, if it was asked.
    """
    require_open(thread, site, now=now)
    refuse_banned(draft, site, now=now)
    parent = find_parent(draft, thread)
    refuse_duplicate(draft, thread, said=said)
    take_turns(draft, site, now=now)
    return parent


def admit_edit(draft: Draft, comment: Comment, site: Site, *, now: datetime) -> None:
    """The same of a comment that stands already, and is to read as the draft does."""
    require_open(comment.thread, site, now=now)
    refuse_banned(draft, site, now=now)
    refuse_duplicate(draft, comment.thread, said=said_before(draft, comment.thread, besides=comment.pk))
    take_turns(draft, site, now=now)


def closed_reason(thread: Thread, site: Site, *, now: datetime) -> str | None:
    """`switch` or `age` when the thread takes no comments, else None."""
    if not (thread.is_open and thread.host_is_open):
        return "switch"
    if site.old_threads == OldThreads.CLOSE and is_old(thread, site, now=now):
        return "age"
    return None


def is_old(thread: Thread, site: Site, *, now: datetime) -> bool:
    """Undated threads never age."""
    age = now - thread.published_at if thread.published_at else timedelta(0)
    return bool(site.close_days) and age > timedelta(days=site.close_days)


def require_open(thread: Thread, site: Site, *, now: datetime) -> None:
    if closed_reason(thread, site, now=now):
        raise Closed


def refuse_banned(draft: Draft, site: Site, *, now: datetime) -> None:
    """By email, website and network; what the text links to is seen when it is screened."""
    values = bans.values_for(draft.email, draft.url, address=draft.address)
    found = bans.refusing(site, values, now=now)
    if not found:
        return
    dates = [until.astimezone(ZoneInfo(site.time_zone)) for until in found if until]
    raise Banned(date_format(max(dates), "DATETIME_FORMAT") if len(dates) == len(found) else "")


def find_parent(draft: Draft, thread: Thread) -> Comment | None:
    """The parent must be published on this very thread; what is not tells nobody that it exists."""
    if draft.parent_id is None:
        return None
    parent = thread.comments.shown().filter(pk=draft.parent_id, status=Status.APPROVED).first()
    if parent is None:
        message = _("The comment you reply to is not there any more. You can post yours as a new comment.")
        raise Invalid([FieldError("parent", "no-such-parent", message)])
    return parent


def said_before(draft: Draft, thread: Thread, *, besides: int = 0) -> list[Comment]:
    """What its author has said already in this very place, oldest first: all that is seen or seems to wait."""
    ids = querysets.said_before(
        thread.pk, draft.parent_id, draft.text_digest,
        email_canonical=draft.email_canonical, name=draft.name, besides=besides,
    )  # fmt: skip
    return list(Comment.objects.filter(pk__in=ids).order_by("id")) if ids else []


def refuse_duplicate(draft: Draft, thread: Thread, *, said: Sequence[Comment] | None = None) -> None:
    first = next(iter(said_before(draft, thread) if said is None else said), None)
    if first is None:
        return
    since = {"since": date_format(timezone.localtime(first.created_at), "DATETIME_FORMAT")}
    if first.status == Status.APPROVED:
        raise Duplicate(_("You have said that already: since %(since)s it stands here.") % since)
    raise Duplicate(_("You have said that already: since %(since)s it waits for a moderator.") % since)


def take_turns(draft: Draft, site: Site, *, now: datetime) -> None:
    """Flood limits: one comment in `flood_seconds` per e-mail, a burst per network address."""
    turns = []
    if site.flood_seconds and draft.email_canonical:
        turns.append(Turn(f"email:{draft.email_canonical}", site.flood_seconds, 1))
    if burst := site.burst_per_minute:
        turns.append(Turn(f"net:{addresses.network_of(draft.address) or 'unknown'}", 60 / burst, burst))
    taken = querysets.take_turns(site.pk, turns, now=now.timestamp()) if turns else set()
    for turn in turns:
        if turn.key not in taken:
            raise _too_fast(site, turn, now)


def _too_fast(site: Site, turn: Turn, now: datetime) -> TooFast:
    seconds = querysets.next_turn(site.pk, turn) - now.timestamp()
    return TooFast(max(1, math.ceil(seconds)), limit=turn.burst, window=math.ceil(turn.interval * turn.burst))
