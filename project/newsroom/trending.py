"""What to read after an article: what people write about lately, then the newest."""

from django.db.models import Q
from django.utils import timezone

from comments import trending
from project.newsroom.models import SITE, Article

LENGTH = 5


def trending_beside(article: Article) -> list[Article]:
    """Never the one being read; each with `comment_count`."""
    talked_about = [one.key for one in trending.threads(SITE, limit=LENGTH, exclude_key=article.slug)]
    others = Article.objects.published(timezone.now()).exclude(pk=article.pk)
    newest = others.newest_first().values("pk")[:LENGTH]
    found = others.filter(Q(slug__in=talked_about) | Q(pk__in=newest)).with_comment_counts(SITE).newest_first()
    place = {slug: number for number, slug in enumerate(talked_about)}
    return sorted(found, key=lambda other: place.get(other.slug, LENGTH))[:LENGTH]
