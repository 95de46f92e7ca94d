"""How articles are fetched."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

from comments.models import Gate, Thread
from comments.reading import trending

if TYPE_CHECKING:
    from project.newsroom.models import Article  # noqa: F401 - the name in the base class


class ArticleQuerySet(models.QuerySet["Article"]):
    def published(self, now: datetime) -> Self:
        return self.filter(published_at__lte=now)

    def newest_first(self) -> Self:
        return self.order_by("-published_at", "-pk")

    def with_comment_counts(self, site: str) -> Self:
        """Add `comment_count`, the number of published comments, in the same query."""
        return self.annotate(comment_count=_of_thread(site, "count"))

    def most_talked_about_first(self, site: str) -> Self:
        """By the comments of the last week, then the newest."""
        return self.order_by(_of_thread(site, f"recent_{trending.DAYS}").desc(), "-published_at", "-pk")


def _of_thread(site: str, column: str) -> Coalesce:
    """0 where signed-in readers alone read: lists of articles are for everybody."""
    threads = Thread.objects.filter(site__slug=site, site__reading=Gate.OPEN, key=OuterRef("slug"))
    return Coalesce(Subquery(threads.values(column)), 0)
