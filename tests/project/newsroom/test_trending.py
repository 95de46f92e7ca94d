"""What stands under “Trending” beside an article."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from comments.maintenance.chores import ageing
from comments.models import Gate, Site
from project.newsroom import trending
from project.newsroom.models import Article
from tests.project.newsroom.conftest import Write
from tests.support import factories


def comment_on(article: Article, *, times: int, days_ago: int = 1) -> None:
    now = timezone.now() - timedelta(days=days_ago)
    for _ in range(times):
        factories.published(on=article.comments_subject(), now=now)
    ageing.threads(timezone.now())


def slugs_beside(article: Article) -> list[str]:
    return [other.slug for other in trending.trending_beside(article)]


def test_it_lists_the_most_discussed_first_and_then_the_newest(write: Write) -> None:
    read = write("read")
    write("old", days_ago=9)
    write("new", days_ago=2)
    comment_on(write("quiet", days_ago=30), times=1)
    comment_on(write("lively", days_ago=20), times=3)

    assert slugs_beside(read) == ["lively", "quiet", "new", "old"]


def test_it_tells_nobody_what_signed_in_readers_alone_read(write: Write, client: Client) -> None:
    read, other = write("read"), write("other", days_ago=2)
    write("new", days_ago=1)
    comment_on(other, times=3)
    assert "3 Comments" in client.get("/").content.decode()
    Site.objects.update(reading=Gate.SIGNED_IN)

    assert slugs_beside(read) == ["new", "other"]
    for address in ("/", "/city/", read.get_absolute_url(), other.get_absolute_url()):
        assert "3 Comments" not in client.get(address).content.decode()


def test_it_never_lists_the_article_being_read(write: Write) -> None:
    read, other = write("read"), write("other", days_ago=3)
    comment_on(read, times=3)
    comment_on(other, times=1)

    assert slugs_beside(read) == ["other"]


def test_it_does_not_count_old_comments_as_a_trend(write: Write) -> None:
    read = write("read")
    comment_on(write("forgotten", days_ago=90), times=5, days_ago=60)
    write("new", days_ago=2)

    assert slugs_beside(read) == ["new", "forgotten"]


def test_it_lists_no_more_than_there_is_room_for(write: Write) -> None:
    read = write("read")
    for number in range(trending.LENGTH + 2):
        comment_on(write(f"story-{number}", days_ago=number + 2), times=1 if number % 2 else 0)

    assert len(slugs_beside(read)) == trending.LENGTH


def test_it_leaves_out_a_discussed_thread_whose_article_is_gone(write: Write) -> None:
    read, gone = write("read"), write("gone", days_ago=3)
    comment_on(gone, times=2)
    gone.delete()

    assert slugs_beside(read) == []


def test_it_asks_once_however_many_articles_there_are(
    write: Write, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    read = write("read")
    for number in range(trending.LENGTH + 2):
        comment_on(write(f"story-{number}", days_ago=number + 2), times=number % 2)

    with django_assert_num_queries(1):
        assert len(slugs_beside(read)) == trending.LENGTH


def test_it_says_how_many_comments_each_has(write: Write) -> None:
    read = write("read")
    comment_on(write("lively", days_ago=20), times=3)
    comment_on(write("forgotten", days_ago=90), times=2, days_ago=60)
    write("new", days_ago=2)

    found = {other.slug: getattr(other, "comment_count", None) for other in trending.trending_beside(read)}
    assert found == {"lively": 3, "new": 0, "forgotten": 2}


@pytest.mark.once
def test_it_knows_no_table_of_the_comments() -> None:
    """A host asks `comments` and reads none of its tables."""
    files = [*Path(trending.__file__).parents[1].rglob("*.py")]

    assert len(files) > 10
    assert [path for path in files if re.search(r"\bcomments_(thread|site|comment)\b", path.read_text())] == []
