"""Threads as moderators look for them."""

from django.db.models import Q, QuerySet

from comments.access.membership import Access
from comments.errors import NotFound
from comments.models import Thread


def find(thread_id: int, access: Access) -> Thread:
    """A thread of a site of this access, with its site and who switched it. Raises NotFound."""
    found = access.filter(_whole()).filter(pk=thread_id).first()
    if found is None:
        raise NotFound
    return found


def listed(
    access: Access, *, site_id: int | None = None, key: str = "", words: str = "", before: int | None = None, limit: int
) -> list[Thread]:
    """The newest threads, or those before one, whose title, key or address has `words` in it, or with this key."""
    rows = access.filter(_whole())
    if site_id is not None:
        rows = rows.filter(site=site_id)
    if key:
        rows = rows.filter(key=key)
    if words:
        rows = rows.filter(Q(title__icontains=words) | Q(key__icontains=words) | Q(url__icontains=words))
    return list((rows.filter(pk__lt=before) if before else rows).order_by("-pk")[:limit])


def _whole() -> QuerySet[Thread]:
    return Thread.objects.select_related("site", "override_by")
