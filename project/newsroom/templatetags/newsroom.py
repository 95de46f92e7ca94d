"""Template tags of the publication."""

import json
from functools import cache

from django import template
from django.conf import settings
from django.contrib.staticfiles import finders
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from comments.reading.pages import count_label
from project.newsroom import removal
from project.newsroom.models import Article, Section
from project.newsroom.structured_data import news_article

register = template.Library()

# Inside a script element only these could end it or open a comment; JSON reads the escapes back.
_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.filter
def absolute(path: str) -> str:
    """The path below PUBLIC_URL: an address is never taken from the request."""
    return settings.PUBLIC_URL.rstrip("/") + path


@register.filter
def comment_label(count: int) -> str:
    """The words of `{% comment_count for article %}`, for lists that know the number already."""
    return count_label(count)


@register.simple_tag
def demo_is_there() -> bool:
    """Whether something of the demo can be removed."""
    return removal.is_there()


@register.simple_tag
def sections() -> list[Section]:
    return list(Section)


@register.filter
def artwork(article: Article) -> str:
    """The static file of the article's illustration, or its section's."""
    own = f"newsroom/art/{article.slug}.svg"
    return own if _exists(own) else f"newsroom/art/{article.section}.svg"


@cache
def _exists(path: str) -> bool:
    return finders.find(path) is not None


@register.simple_tag
def structured_data(article: Article) -> SafeString:
    url = absolute(article.get_absolute_url())
    data = json.dumps(news_article(article, url=url, publisher_url=absolute("/")), ensure_ascii=False)
    return format_html(
        '<script type="application/ld+json">{}</script>',
        mark_safe(data.translate(_ESCAPES)),  # noqa: S308 - escaped for this place on the same line
    )
