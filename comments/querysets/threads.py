"""Lists of threads."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import QuerySet

from comments.querysets.sites import FOR_SCREENING

if TYPE_CHECKING:
    from comments.models import Site, Thread  # noqa: F401 - the name in the base class


class ThreadQuerySet(models.QuerySet["Thread"]):
    def of(self, site: "Site", keys: Iterable[str]) -> Self:
        return self.filter(site=site, key__in=keys)

    def with_site(self, site: str, key: str) -> Self:
        """One thread and its site, as for visitors."""
        lists = (f"site__{name}" for name in FOR_SCREENING)
        return self.filter(site__slug=site, key=key).select_related("site").defer(*lists)

    def trending(self, sites: "QuerySet[Site]", *, days: int) -> Self:
        """Threads of the one site that may be listed, by their recent comments: a range of an index `talked_about_…`.

        The site's id is a query of its own: behind a join PostgreSQL would sort all of them.
        """
        recent = f"recent_{days}"
        site = sites.order_by().values("pk")[:1]
        return self.filter(site=site, is_confirmed=True, **{f"{recent}__gt": 0}).order_by(f"-{recent}", "-id")
