"""Leases: a moderator who is busy with a comment says so, and colleagues' queues skip it for a while.

They guard nothing: a decision is guarded by the comment's version alone, and ends the lease.
"""

from datetime import datetime, timedelta

from django.utils import timezone

from comments import limits
from comments.access.membership import require_moderator
from comments.access.staff import Moderator, display_name
from comments.errors import Leased, NotFound
from comments.models import Comment, ReviewLease
from comments.moderation import queries


def take(comment_id: int, *, by: Moderator, now: datetime | None = None) -> ReviewLease:
    """Have a comment to oneself for LEASE_SECONDS, or for as long again; raises Leased while a colleague has it.

    Raises NotFound, and NotAllowed where the person does not moderate its site.
    """
    now = now or timezone.now()
    site_id = Comment.objects.filter(pk=comment_id).values_list("site_id", flat=True).first()
    if site_id is None:
        raise NotFound
    require_moderator(by, site_id)
    until = now + timedelta(seconds=limits.LEASE_SECONDS)
    if not queries.take_lease(comment_id, by, now=now, until=until):
        lease = ReviewLease.objects.select_related("by").filter(pk=comment_id).first()
        raise Leased(display_name(lease.by), lease.until) if lease else NotFound
    return ReviewLease(comment_id=comment_id, by=by, until=until)


def free(comment_id: int, by: Moderator) -> None:
    """Give up one's own lease, if there is one."""
    ReviewLease.objects.filter(pk=comment_id, by=by).delete()
