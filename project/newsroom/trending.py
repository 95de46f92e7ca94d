"""What to read after an article: what people write about lately, then the newest."""

from django.db.models import Q
from django.utils import timezone

from comments.reading import trending
from project.newsroom.models import SITE, Article

LENGTH = 5


def trending_beside(article: Article) -> list[Article]:
    """At most LENGTH other articles, each with `comment_count`, in one query."""
    others = Article.objects.published(timezone.now()).exclude(pk=article.pk)
    talked_about = trending.keys(SITE, limit=LENGTH, exclude_key=article.slug)
    newest = others.newest_first().values("pk")[:LENGTH]
    found = others.filter(Q(slug__in=talked_about) | Q(pk__in=newest)).with_comment_counts(SITE)
    return list(found.most_talked_about_first(SITE)[:LENGTH])
