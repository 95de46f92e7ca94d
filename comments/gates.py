"""May this be posted now? Each gate refuses with a reason its author is told; the order is `admit`'s.

All of it runs inside the transaction of the post, under the thread's lock.
"""

import math
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from comments import addresses, querysets
from comments.drafts import Draft
from comments.errors import Closed, Duplicate, FieldError, Invalid, TooFast
from comments.models import Comment, Site, Thread
from comments.statuses import Status


def admit(draft: Draft, thread: Thread, site: Site, *, now: datetime) -> Comment | None:
    """Return the parent comment, or None for a top-level one; raise a Refused otherwise."""
    require_open(thread, site, now=now)
    parent = find_parent(draft, thread)
    refuse_duplicate(draft, thread)
    take_turns(draft, site, now=now)
    return parent


def closed_reason(thread: Thread, site: Site, *, now: datetime) -> str | None:
    """`switch` or `age` when the thread takes no comments, else None. Undated threads never age."""
    if not (thread.is_open and thread.host_is_open):
        return "switch"
    if site.close_days and thread.published_at and now - thread.published_at > timedelta(days=site.close_days):
        return "age"
    return None


def require_open(thread: Thread, site: Site, *, now: datetime) -> None:
    if closed_reason(thread, site, now=now):
        raise Closed


def find_parent(draft: Draft, thread: Thread) -> Comment | None:
    """The parent must be published on this very thread; what is not tells nobody that it exists."""
    if draft.parent_id is None:
        return None
    parent = thread.comments.shown().filter(pk=draft.parent_id, status=Status.APPROVED).first()
    if parent is None:
        message = _("The comment you reply to is not there any more. You can post yours as a new comment.")
        raise Invalid([FieldError("parent", "no-such-parent", message)])
    return parent


def refuse_duplicate(draft: Draft, thread: Thread) -> None:
    first = (
        Comment.objects.same_text(thread, draft.parent_id, draft.text_digest)
        .by(email_canonical=draft.email_canonical, name=draft.name)
        .filter(status__in=[Status.PENDING, Status.APPROVED, Status.SPAM])
        .order_by("id")
        .first()
    )
    if first is None:
        return
    since = {"since": date_format(timezone.localtime(first.created_at), "DATETIME_FORMAT")}
    if first.status == Status.APPROVED:
        raise Duplicate(_("You have said that already: since %(since)s it stands here.") % since)
    raise Duplicate(_("You have said that already: since %(since)s it waits for a moderator.") % since)


def take_turns(draft: Draft, site: Site, *, now: datetime) -> None:
    """Flood limits: one comment in `flood_seconds` per e-mail, a burst per network address."""
    email, network = draft.email_canonical, addresses.network_of(draft.address) or "unknown"
    if site.flood_seconds and email:
        _take_turn(site, f"email:{email}", interval=site.flood_seconds, burst=1, now=now)
    if burst := site.burst_per_minute:
        _take_turn(site, f"net:{network}", interval=60 / burst, burst=burst, now=now)


def _take_turn(site: Site, key: str, *, interval: float, burst: int, now: datetime) -> None:
    seconds = now.timestamp()
    if querysets.take_turn(site.pk, key, now=seconds, interval=interval, burst=burst) is None:
        arrival = querysets.next_turn(site.pk, key, interval=interval, burst=burst)
        raise TooFast(max(1, math.ceil(arrival - seconds)), limit=burst, window=math.ceil(interval * burst))
