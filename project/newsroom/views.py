"""The pages of the publication."""

from functools import partial

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.templatetags.static import static
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from comments.web.host_page import comment_page, takes_comments
from project.newsroom.models import SITE, Article, Removal, Section
from project.newsroom.querysets import ArticleQuerySet
from project.newsroom.trending import trending_beside

ON_THE_FRONT = 8
IN_A_SECTION = 30

# Comment counts stand on these pages: they may be as old as those on an article's page, not older.
as_fresh_as_a_thread = cache_control(public=True, max_age=1, stale_while_revalidate=2, stale_if_error=3600)


@require_safe
@as_fresh_as_a_thread
def front(request: HttpRequest) -> HttpResponseBase:
    stories = _published().newest_first()[:ON_THE_FRONT]
    if not stories and Removal.objects.exists():
        return redirect("admin:index")
    return render(request, "newsroom/front.html", {"stories": stories})


@require_safe
@as_fresh_as_a_thread
def section_list(request: HttpRequest, section: str) -> HttpResponseBase:
    stories = _published().filter(section=section).newest_first()[:IN_A_SECTION]
    return render(request, "newsroom/section.html", {"section": Section(section), "stories": stories})


@require_safe
def favicon(request: HttpRequest) -> HttpResponseBase:
    """Browsers ask for this on every page without an icon of its own, such as the admin's."""
    return redirect(static("newsroom/icon.svg"), permanent=False)


@takes_comments
def article_page(request: HttpRequest, section: str, slug: str) -> HttpResponseBase:
    article = get_object_or_404(Article.objects.published(timezone.now()), section=section, slug=slug)
    context = {"article": article, "trending": partial(trending_beside, article)}
    return comment_page(request, article.comments_subject(), "newsroom/article.html", context)


def _published() -> ArticleQuerySet:
    return Article.objects.published(timezone.now()).with_comment_counts(SITE)
