"""Lists of threads."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import QuerySet

from comments.db.rows import joined

if TYPE_CHECKING:
    from comments.models import Site, Thread

_THREAD = """
select {columns} from comments_thread join comments_site on comments_site.id = comments_thread.site_id
where comments_site.slug = %s and comments_thread.key = %s
"""


class ThreadQuerySet(models.QuerySet["Thread"]):
    def of(self, site: "Site", keys: Iterable[str]) -> Self:
        return self.filter(site=site, key__in=keys)

    def named(self, site: str, key: str) -> "Thread | None":
        """One thread and its site."""
        of_site: type[Site] = self.model._meta.get_field("site").related_model  # type: ignore[assignment]
        for thread, its_site in joined(self.model, of_site, _THREAD, [site, key]):
            thread.site = its_site
            return thread
        return None

    def trending(self, sites: "QuerySet[Site]", *, days: int) -> Self:
        """Threads of the one site that may be listed, by their recent comments: a range of an index `talked_about_…`.

        The site's id is a query of its own: behind a join PostgreSQL would sort all of them.
        """
        recent = f"recent_{days}"
        site = sites.order_by().values("pk")[:1]
        return self.filter(site=site, is_confirmed=True, **{f"{recent}__gt": 0}).order_by(f"-{recent}", "-id")
