"""What machines read of a thread: schema.org Comments that no text can break out of."""

import pytest
from django.test import Client

from comments.conf import public_url
from comments.models import Comment, Site
from comments.moderation import decisions
from tests.support import factories
from tests.support.pages import json_ld, parse

THREAD = "/threads/times/?key=bridge"


@pytest.fixture
def times(db: None) -> Site:
    return factories.quiet_site("times")


def test_it_tells_machines_what_is_published(client: Client, times: Site) -> None:
    top = factories.published(name="Ada", text="One <b>two</b>\n\nthree.")
    reply = factories.published(top, name="Bo")
    factories.waiting(text="Secret so far.")
    Comment.objects.filter(pk=reply.pk).update(recommendations=7)

    (data,) = json_ld(parse(client.get(THREAD)))

    first, second = data["@graph"]
    assert data["@context"] == "https://schema.org"
    assert first == {
        "@type": "Comment",
        "@id": f"{public_url()}/city/bridge/?comment={top.pk}#comment-{top.pk}",
        "author": {"@type": "Person", "name": "Ada"},
        "dateCreated": "2026-03-02T12:00:00+00:00",
        "text": "One two three.",
    }
    assert second["parentItem"] == {"@type": "Comment", "@id": first["@id"]}
    assert second["upvoteCount"] == 7
    assert second["@id"].endswith(f"#comment-{reply.pk}")


@pytest.mark.once
@pytest.mark.parametrize(
    "text",
    [
        "</script><script>alert(1)</script>", "</SCRIPT >", "<!--<script>", "-->", "]]>", "\u2028\u2029", '"}]}',
        "\\u003C/script>", "&lt;/script&gt;",
    ],
)  # fmt: skip
def test_it_lets_no_text_out_of_its_script(client: Client, times: Site, text: str) -> None:
    factories.published(text=f"x {text}", name=f"x {text.strip()}" if text.isprintable() else "Ada")

    response = client.get(THREAD)

    source = response.content.decode().partition('<script type="application/ld+json">')[2].partition("</script>")[0]
    assert not set("<>&") & set(source)
    (data,) = json_ld(parse(response))
    assert data["@graph"][0]["@type"] == "Comment"
    assert len(data["@graph"]) == 1


def test_it_tells_machines_nothing_of_a_tombstone(client: Client, times: Site) -> None:
    top = factories.published(name="Canary")
    factories.published(top)
    decisions.reject(top.pk, by=factories.moderator(), version=top.version)

    (data,) = json_ld(parse(client.get(THREAD)))

    assert [comment["author"]["name"] for comment in data["@graph"]] == ["Ada"]


@pytest.mark.once
def test_it_leaves_them_out_where_a_site_has_its_own(client: Client, times: Site) -> None:
    factories.published()
    Site.objects.update(structured_data=False)

    assert json_ld(parse(client.get(THREAD))) == []
