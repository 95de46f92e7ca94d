"""What to read after an article: what people write about lately, then the newest."""

from django.utils import timezone

from project.newsroom.models import SITE, Article

LENGTH = 5


def trending_beside(article: Article) -> list[Article]:
    """Never the one being read."""
    return list(Article.objects.all().beside(article, site=SITE, most=LENGTH, now=timezone.now()))
