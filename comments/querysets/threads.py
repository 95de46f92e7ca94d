"""Lists of threads."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Count, Q

from comments.statuses import Status

if TYPE_CHECKING:
    from comments.models import Site, Thread  # noqa: F401 - the name in the base class


class ThreadQuerySet(models.QuerySet["Thread"]):
    def of(self, site: "Site", keys: Iterable[str]) -> Self:
        return self.filter(site=site, key__in=keys)

    def trending(self, site: str, *, since: datetime) -> Self:
        """Threads by comments first published since then, most first; with `recent`, that number."""
        seen = Q(comments__shown=True, comments__status=Status.APPROVED, comments__published_at__gte=since)
        return (
            self.filter(seen, site__slug=site, is_confirmed=True)
            .select_related("site")
            .annotate(recent=Count("comments"))
            .order_by("-recent", "-id")
        )
