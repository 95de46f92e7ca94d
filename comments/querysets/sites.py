"""Sites, as visitors' requests need them."""

from typing import TYPE_CHECKING

from django.db import models

from comments.querysets.rows import instances

if TYPE_CHECKING:
    from comments.models import Site

# Up to 20,000 lines each, which only screening and moderators read.
FOR_SCREENING = ("moderation_words", "disallowed_words", "protected_names")


class SiteQuerySet(models.QuerySet["Site"]):
    def named(self, slug: str) -> "Site | None":
        """As for visitors: the lists of words stay in the database until they are asked for."""
        sql = "select {columns} from comments_site where slug = %s"
        return next(iter(instances(self.model, sql, (slug,), without=FOR_SCREENING)), None)
