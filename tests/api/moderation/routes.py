"""The routes of the API, each with its view."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver

from comments.api import urls


def routes(patterns: list[Any] = urls.urlpatterns, before: str = "") -> Iterator[tuple[str, Any]]:
    """(route, view class) of all that is served by a class."""
    for entry in patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from routes(entry.url_patterns, route)
        elif isinstance(entry, URLPattern) and hasattr(entry.callback, "view_class"):
            yield route, entry.callback.view_class
