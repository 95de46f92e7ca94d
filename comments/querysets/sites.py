"""Sites, as visitors' requests need them."""

from typing import TYPE_CHECKING

from django.db import models

from comments.querysets.rows import instances

if TYPE_CHECKING:
    from comments.models import Site


class SiteQuerySet(models.QuerySet["Site"]):
    def named(self, slug: str) -> "Site | None":
        sql = "select {columns} from comments_site where slug = %s"
        return next(iter(instances(self.model, sql, (slug,))), None)
