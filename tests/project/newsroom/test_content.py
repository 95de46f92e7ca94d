"""The demo's articles, from their text files."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from project.newsroom.content import load_articles
from project.newsroom.models import Article, Section
from tests.support.factories import NOON

MANUSCRIPT = """title: A title: with a colon
standfirst: What it is about.
section: city
byline: Edmund Vail
days_ago: 9
hour: 07:15
closed: yes

The first paragraph.

## A subhead
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "night-ferry.txt").write_text(MANUSCRIPT, encoding="utf-8")
    return tmp_path


@pytest.mark.django_db
def test_it_loads_an_article_from_its_file(folder: Path) -> None:
    assert load_articles(now=NOON, folder=folder) == 1

    article = Article.objects.get(slug="night-ferry")
    assert article.title == "A title: with a colon"
    assert article.get_absolute_url() == "/city/night-ferry/"
    assert article.published_at == datetime(2026, 2, 21, 7, 15, tzinfo=UTC)
    assert not article.comments_open
    assert [block.kind for block in article.blocks()] == ["paragraph", "subhead"]


@pytest.mark.django_db
def test_it_changes_nothing_when_it_loads_again(folder: Path) -> None:
    load_articles(now=NOON, folder=folder)
    Article.objects.update(title="Edited since")

    assert load_articles(now=NOON + timedelta(days=3), folder=folder) == 0

    article = Article.objects.get()
    assert article.title == "Edited since"
    assert article.published_at == datetime(2026, 2, 21, 7, 15, tzinfo=UTC)


@pytest.mark.django_db
def test_it_never_publishes_in_the_future(folder: Path) -> None:
    (folder / "night-ferry.txt").write_text(MANUSCRIPT.replace("days_ago: 9", "days_ago: 0").replace("07:15", "23:00"))

    load_articles(now=NOON, folder=folder)

    assert Article.objects.get().published_at == NOON


@pytest.mark.django_db
def test_it_brings_articles_of_a_real_length_in_every_section() -> None:
    load_articles(now=NOON)

    articles = list(Article.objects.all())
    assert {article.section for article in articles} == set(Section.values)
    assert len(articles) >= 6
    for article in articles:
        kinds = [block.kind for block in article.blocks()]
        assert kinds.count("subhead") >= 3, article.slug
        assert len(article.body.split()) > 600, article.slug
