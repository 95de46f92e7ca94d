"""Articles for the tests of the publication."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from project.newsroom.models import SITE, Article
from tests.support import factories

PLAIN_STATIC = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
Write = Callable[..., Article]


@pytest.fixture(autouse=True)
def _static_files_as_they_lie(settings: Any) -> None:
    settings.STORAGES = {**settings.STORAGES, "staticfiles": PLAIN_STATIC}


@pytest.fixture
def newsroom(db: None) -> None:
    factories.quiet_site(SITE)


@pytest.fixture
def write(newsroom: None) -> Write:
    """An article of the city, published so many days before build.NOON."""

    def write(slug: str, *, days_ago: int = 1, **fields: Any) -> Article:
        ordinary: dict[str, Any] = {
            "section": "city",
            "title": slug.title(),
            "body": "A paragraph.",
            "byline": "Tamsin Rook",
        }
        ordinary["published_at"] = factories.NOON - timedelta(days=days_ago)
        return Article.objects.create(slug=slug, **{**ordinary, **fields})

    return write
