"""What to read after an article: what people write about lately, then the newest."""

from django.utils import timezone

from comments.reading import trending
from project.newsroom.models import SITE, Article

LENGTH = 5


def trending_beside(article: Article) -> list[Article]:
    """Articles by recent published comments, filled up with the newest; never the one being read."""
    discussed = [thread.key for thread in trending(SITE, limit=LENGTH, exclude_key=article.slug)]
    published = Article.objects.published(timezone.now()).with_comment_counts(SITE)
    by_slug = {found.slug: found for found in published.filter(slug__in=discussed)}
    chosen = [by_slug[slug] for slug in discussed if slug in by_slug]
    newest = published.without([article.slug, *by_slug]).newest_first()[: LENGTH - len(chosen)]
    return [*chosen, *newest]
