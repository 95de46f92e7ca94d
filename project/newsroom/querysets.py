"""How articles are fetched."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import connection, models
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.db.models.query import RawQuerySet

from comments.models import Thread

if TYPE_CHECKING:
    from project.newsroom.models import Article

# On every article's page, so written out: Django takes four times as long to compose it as the database to answer.
_BESIDE = """
select article.*, coalesce(thread.count, 0) as comment_count
from newsroom_article as article
left join comments_thread as thread on thread.key = article.slug
  and thread.site_id = (select id from comments_site where slug = %(site)s)
where article.published_at <= %(now)s and article.slug <> %(slug)s and (
  article.slug in (
    select key from comments_thread
    where site_id = (select id from comments_site where slug = %(site)s) and is_confirmed and recent_7 > 0
    order by recent_7 desc, id desc limit %(most)s + 1
  ) or article.id in (
    select id from newsroom_article where published_at <= %(now)s and slug <> %(slug)s
    order by published_at desc, id desc limit %(most)s
  )
)
order by coalesce(thread.recent_7, 0) desc, article.published_at desc, article.id desc limit %(most)s
"""


class ArticleQuerySet(models.QuerySet["Article"]):
    def published(self, now: datetime) -> Self:
        return self.filter(published_at__lte=now)

    def newest_first(self) -> Self:
        return self.order_by("-published_at", "-pk")

    def with_comment_counts(self, site: str) -> Self:
        """Each with `comment_count`, in the same query: a list of articles must not ask once for each."""
        threads = Thread.objects.filter(site__slug=site, key=OuterRef("slug"))
        return self.annotate(comment_count=Coalesce(Subquery(threads.values("count")), 0))

    def beside(self, article: "Article", *, site: str, most: int, now: datetime) -> "RawQuerySet[Article]":
        """By the comments of the last week, filled up with the newest; each with `comment_count`. One query."""
        moment = connection.ops.adapt_datetimefield_value(now)
        return self.raw(_BESIDE, {"site": site, "slug": article.slug, "most": most, "now": moment})
