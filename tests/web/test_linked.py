"""How a link to one comment looks where it is shared (Open Graph)."""

from typing import Any

import pytest
from django.test import Client

from comments.conf import public_url
from comments.models import Comment, Site
from comments.posting import posts
from project.newsroom.models import Article
from tests.support import factories
from tests.support.pages import parse
from tests.web.browsing import ARTICLE

pytestmark = pytest.mark.once

THREAD = "/threads/times/?key=bridge"


@pytest.fixture
def times(db: None) -> Site:
    return factories.quiet_site("times")


def open_graph(client: Client, address: str) -> dict[str, str]:
    """The properties of the page, each there once."""
    tags = [tag for tag in parse(client.get(address)).all("meta") if (tag.get("property") or "").startswith("og:")]
    found = {tag["property"]: tag["content"] for tag in tags}
    assert len(found) == len(tags)
    return found


def test_it_says_whose_comment_it_is_and_how_it_begins(client: Client, times: Site) -> None:
    comment = factories.published(name='Ada "<b>', text='One <b>two</b>\n\n"three" & four. ' + "five " * 60)

    found = open_graph(client, f"{THREAD}&comment={comment.pk}")

    assert found["og:title"] == 'Ada "<b> on “The bridge is open”'
    assert found["og:description"].startswith('One two "three" & four. five')
    assert len(found["og:description"]) <= 201
    assert found["og:url"] == f"{public_url()}/city/bridge/?comment={comment.pk}#comment-{comment.pk}"
    assert found["og:site_name"] == "The Times of Nowhere"


def test_a_host_has_it_in_its_own_page(client: Client, article: Article, on: dict[str, Any]) -> None:
    comment = factories.published(**on)

    assert open_graph(client, f"{ARTICLE}?comment={comment.pk}")["og:description"] == comment.text
    assert open_graph(client, ARTICLE)["og:description"] == article.standfirst


@pytest.mark.parametrize("asked", ["", "&comment={waiting}", "&comment={tombstone}", "&comment=99999"])
def test_it_speaks_of_the_page_where_no_comment_is_linked(client: Client, times: Site, asked: str) -> None:
    gone, waiting = factories.published(), factories.waiting()
    factories.published(gone)
    Comment.objects.filter(pk=gone.pk).update(status="rejected")

    found = open_graph(client, THREAD + asked.format(waiting=waiting.pk, tombstone=gone.pk))

    assert found == {"og:title": "Comments on The bridge is open", "og:url": f"{public_url()}/city/bridge/"}


def test_it_makes_no_title_public_that_a_visitor_brought(client: Client, times: Site) -> None:
    brought = factories.subject(title="Buy pills", url="https://times.example.org/pills")
    comment = posts.post_comment_from_elsewhere(brought, factories.draft(), now=factories.NOON).comment
    Comment.objects.filter(pk=comment.pk).update(
        status="approved", html="<p>x</p>", shown=True, published_at=factories.NOON
    )

    assert open_graph(client, f"{THREAD}&comment={comment.pk}")["og:title"] == "A comment by Ada"
