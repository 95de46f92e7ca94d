"""What to read after an article: what people write about lately, then the newest."""

from django.db.models import Q
from django.utils import timezone

from comments.models import Site, Thread
from project.newsroom.models import SITE, Article

LENGTH = 5


def trending_beside(article: Article) -> list[Article]:
    """Articles by recent published comments, filled up with the newest; never the one being read. One query."""
    published = Article.objects.published(timezone.now())
    talked_about = Thread.objects.trending(Site.objects.filter(slug=SITE), days=7).values("key")[: LENGTH + 1]
    newest = published.without([article.slug]).newest_first().values("pk")[:LENGTH]
    found = published.filter(Q(slug__in=talked_about) | Q(pk__in=newest)).without([article.slug])
    return list(found.with_comment_counts(SITE).most_talked_about_first(SITE)[:LENGTH])
