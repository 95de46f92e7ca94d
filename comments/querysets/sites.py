"""Sites, as visitors' requests need them."""

from typing import TYPE_CHECKING

from django.db import models

from comments.db.rows import instances
from comments.errors import UnknownSite

if TYPE_CHECKING:
    from comments.models import Site


class SiteQuerySet(models.QuerySet["Site"]):
    def by_slug(self, slug: str) -> "Site":
        """The one site with this slug, by one statement that costs little. Raises UnknownSite."""
        sql = "select {columns} from comments_site where slug = %s"
        for site in instances(self.model, sql, (slug,)):
            return site
        raise UnknownSite(slug)
