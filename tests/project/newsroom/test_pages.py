"""The pages of the publication, as a reader gets them."""

import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from comments.models import Thread
from project.newsroom.models import SITE
from project.newsroom.templatetags.newsroom import artwork
from tests.project.newsroom.conftest import Write
from tests.support import factories


def json_ld(html: str) -> dict[str, object]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert found
    data: dict[str, object] = json.loads(found[1])
    return data


def test_it_shows_the_newest_stories_on_the_front_page(client: Client, write: Write) -> None:
    write("older", days_ago=3)
    write("newer", days_ago=2)

    html = client.get("/").content.decode()

    assert html.index("/city/newer/") < html.index("/city/older/")
    assert html.count("<h1") == 1


def test_it_says_how_many_comments_a_story_has(client: Client, write: Write) -> None:
    factories.published(on=write("discussed").comments_subject())
    write("undiscussed")

    html = client.get("/").content.decode()

    assert '/city/discussed/#comments"' in html
    assert "1 Comment" in html
    assert '/city/undiscussed/#respond"' in html
    assert "Click to comment" in html


def test_it_counts_all_comments_of_the_front_page_in_one_query(
    client: Client, write: Write, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(8):
        factories.published(on=write(f"story-{number}").comments_subject())

    with django_assert_max_num_queries(1):
        client.get("/")


def test_it_lets_everybody_keep_the_front_page_for_a_second(client: Client, write: Write) -> None:
    write("any")

    response = client.get("/")

    assert response["Cache-Control"] == "public, max-age=1, stale-while-revalidate=2, stale-if-error=3600"
    assert not response.cookies


def test_it_lists_a_section_alone(client: Client, write: Write) -> None:
    write("in-the-city")
    write("in-the-lab", section="science")

    html = client.get("/science/").content.decode()

    assert "/science/in-the-lab/" in html
    assert "/city/in-the-city/" not in html
    assert 'aria-current="page"' in html


@pytest.mark.parametrize("path", ["/sport/", "/sport/any/", "/city/nothing/", "/science/any/", "/citys/"])
def test_it_has_no_page_for_an_unknown_section_or_story(client: Client, write: Write, path: str) -> None:
    write("any")

    response = client.get(path)

    assert response.status_code == 404
    assert "The Harbour Lantern" in response.content.decode()


def test_it_keeps_a_story_back_until_its_hour(client: Client, write: Write) -> None:
    write("tomorrow", published_at=timezone.now() + timedelta(days=1))

    assert client.get("/city/tomorrow/").status_code == 404
    assert "/city/tomorrow/" not in client.get("/").content.decode()


def test_it_shows_a_story_with_its_parts(client: Client, write: Write) -> None:
    write("bridge", standfirst="In short.", body="First.\n\n## Then\n\n> “So.” — A. Reader")

    html = client.get("/city/bridge/").content.decode()

    assert "<h1>Bridge</h1>" in html
    assert "<h2>Then</h2>" in html
    assert "<footer>A. Reader</footer>" in html
    assert re.search(r'Published on\s+<time datetime="2026-03-01T12:00:00\+00:00">March 1, 2026</time>', html)
    assert 'class="label"' in html
    assert 'rel="canonical"' in html
    assert html.count("<h1") == 1


def test_it_leads_to_the_form_from_a_story_without_comments(client: Client, write: Write) -> None:
    write("bridge")

    html = client.get("/city/bridge/").content.decode()

    assert re.search(r'href="#respond">.*?Click to comment', html, re.DOTALL)
    assert 'id="respond"' in html


def test_it_leads_to_the_thread_from_a_story_with_comments(client: Client, write: Write) -> None:
    subject = write("bridge").comments_subject()
    factories.published(on=subject)
    factories.published(on=subject)

    html = client.get("/city/bridge/").content.decode()

    assert re.search(r'href="#comments">.*?2 Comments', html, re.DOTALL)
    assert 'id="comments"' in html


def test_it_closes_the_thread_of_a_closed_story(client: Client, write: Write) -> None:
    write("bridge", comments_open=False)

    html = client.get("/city/bridge/").content.decode()

    assert 'class="no-comments"' in html
    assert 'id="commentform"' not in html


def test_it_takes_a_comment_and_begins_the_title_with_an_error_when_it_cannot(client: Client, write: Write) -> None:
    write("bridge")

    response = client.post("/city/bridge/", {"comment": "Typed."})

    html = response.content.decode()
    assert 400 <= response.status_code < 500
    assert re.search(r"<title>\s*Error: Bridge", html)
    assert "Typed." in html


def test_it_describes_the_story_to_machines(client: Client, write: Write) -> None:
    write("bridge", title="A </script> in the title & more")

    data = json_ld(client.get("/city/bridge/").content.decode())

    assert data["@type"] == "NewsArticle"
    assert data["headline"] == "A </script> in the title & more"
    assert str(data["url"]).endswith("/city/bridge/")
    assert data["datePublished"] == "2026-03-01T12:00:00+00:00"


def test_it_describes_itself_as_a_subject(write: Write) -> None:
    article = write("bridge", comments_open=False)

    subject = article.comments_subject()

    assert (subject.site, subject.key, subject.url) == (SITE, "bridge", "/city/bridge/")
    assert subject.published_at == article.published_at
    assert not subject.is_open


def test_it_draws_every_story_of_the_demo_and_falls_back_to_its_section(write: Write) -> None:
    assert artwork(write("night-ferry")) == "newsroom/art/night-ferry.svg"
    assert artwork(write("unheard-of", section="culture")) == "newsroom/art/culture.svg"


def test_it_tells_the_thread_at_once_that_a_story_was_closed(admin_client: Client, write: Write) -> None:
    article = write("bridge")
    change = f"/admin/newsroom/article/{article.pk}/change/"
    fields = {"section": "city", "title": "Bridge", "body": "A paragraph.", "byline": "Tamsin Rook"}
    answer = admin_client.post(change, {**fields, "published_at_0": "2026-03-01", "published_at_1": "12:00"})

    assert answer.status_code == 302
    assert not Thread.objects.get(key="bridge").host_is_open


def test_it_has_no_session_outside_the_admin(client: Client, write: Write) -> None:
    write("bridge")
    client.cookies["sessionid"] = "stale"
    answer = client.get("/city/bridge/")

    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")


def test_it_shows_browsers_its_icon(client: Client) -> None:
    assert client.get("/favicon.ico").headers["Location"].endswith("/newsroom/icon.svg")
