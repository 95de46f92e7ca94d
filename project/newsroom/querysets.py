"""How articles are fetched."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models

if TYPE_CHECKING:
    from project.newsroom.models import Article  # noqa: F401


class ArticleQuerySet(models.QuerySet["Article"]):
    def published(self, now: datetime) -> Self:
        return self.filter(published_at__lte=now)

    def newest_first(self) -> Self:
        return self.order_by("-published_at", "-pk")

    def without(self, slugs: Collection[str]) -> Self:
        return self.exclude(slug__in=slugs)
