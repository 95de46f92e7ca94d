"""A reader with a browser that runs no scripts, and an article with a thread."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from project.newsroom.models import SITE, Article
from tests.support import factories


@pytest.fixture
def client() -> Client:
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def article(db: None) -> Article:
    """Published yesterday, open, on a site without flood limits."""
    factories.quiet_site(SITE, origins="https://newsroom.example.org")
    return Article.objects.create(
        slug="bridge",
        section="city",
        title="The bridge is open",
        standfirst="At last.",
        byline="Tamsin Rook",
        body="It is.",
        published_at=timezone.now() - timedelta(days=1),
    )


@pytest.fixture
def on(article: Article) -> dict[str, Any]:
    """For build: comments on the article."""
    return {"on": article.comments_subject()}
