"""/oembed/: one published comment for pages that quote it."""

from urllib.parse import urlencode

import pytest
from django.test import Client

from comments.conf import public_url
from comments.models import Comment, Site, Thread
from comments.moderation import decisions
from comments.reading import permalinks
from comments.statuses import Status
from tests.support import factories
from tests.support.pages import parse
from tests.support.responses import Response

PAGE = "https://times.example.org/city/bridge/"
PUBLIC = "public, max-age=1, stale-while-revalidate=2, stale-if-error=3600"


@pytest.fixture
def times(db: None) -> Site:
    return factories.quiet_site("times")


def ask(client: Client, url: str, **query: str) -> Response:
    return client.get(f"/oembed/?{urlencode({'url': url, **query})}")


def permalink_of(comment: Comment) -> str:
    return permalinks.of_comments(factories.fresh(comment).thread)(comment.pk)


def test_it_quotes_a_comment(client: Client, times: Site) -> None:
    comment = factories.published(name="Ada <b>", url="https://ada.example/", text="One & <em>two</em>")

    answer = ask(client, permalink_of(comment), format="json")

    said = answer.json()
    html = said.pop("html")
    assert answer["Content-Type"] == "application/json"
    assert said == {
        "version": "1.0",
        "type": "rich",
        "title": "Ada <b> on “The bridge is open”",
        "author_name": "Ada <b>",
        "author_url": "https://ada.example/",
        "provider_name": "The Times of Nowhere",
        "provider_url": public_url(),
        "width": 550,
        "height": None,
    }
    assert html.startswith("<blockquote ")
    assert "<p>One &amp; <em>two</em></p>" in html
    assert f'href="{permalink_of(comment)}"' in html
    assert "Ada &lt;b&gt; on “The bridge is open”" in html
    assert comment.email not in answer.content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "{service}/threads/times/?key=bridge&comment={id}#comment-{id}",
        "{service}/threads/times/?key=bridge&comment={id}",
        "{service}/threads/times/?lang=de&key=bridge#comment-{id}",
        "https://times.example.org/city/bridge/#comment-{id}",
        "https://times.example.org/city/bridge/?utm_source=x#comment-{id}",
        "https://times.example.org/city/bridge/?comment={id}",
    ],
)
def test_it_knows_a_comment_by_each_of_its_addresses(client: Client, times: Site, address: str) -> None:
    comment = factories.published(on=factories.subject(url=PAGE))

    assert ask(client, address.format(service=public_url(), id=comment.pk)).status_code == 200


def test_it_knows_a_comment_on_a_page_of_this_project(client: Client, times: Site) -> None:
    comment = factories.published()

    assert ask(client, f"{public_url()}/city/bridge/?comment={comment.pk}#comment-{comment.pk}").status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "",
        "x",
        "{id}",
        "#comment-{id}",
        "https://times.example.org/city/bridge/",
        "https://times.example.org/city/bridge/#comment-",
        "https://times.example.org/city/bridge/#comment-x",
        "https://times.example.org/city/bridge/#comment-9000000",
        "https://times.example.org/city/bridge/#comment-999999999999999999999999",
        "https://times.example.org/city/tower/#comment-{id}",
        "https://evil.example/city/bridge/#comment-{id}",
        "https://times.example.org.evil.example/city/bridge/#comment-{id}",
        "{service}/threads/times/?key=tower&comment={id}",
        "{service}/threads/gazette/?key=bridge&comment={id}",
        "https://evil.example/threads/times/?key=bridge&comment={id}",
        "{service}/threads/times/?comment={id}",
        "javascript:alert(1)#comment-{id}",
        "http://[#comment-{id}",
        "https://times.example.org/\x00#comment-{id}",
        "https://times.example.org/?" + "a=b&" * 2000 + "comment={id}",
    ],
    ids=lambda address: address[:60],
)
def test_it_knows_no_comment_by_another_address(client: Client, times: Site, address: str) -> None:
    comment = factories.published(on=factories.subject(url=PAGE))

    answer = ask(client, address.format(service=public_url(), id=comment.pk))

    assert answer.status_code == 404
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize("status", [Status.PENDING, Status.SPAM, Status.REJECTED, Status.WITHDRAWN, Status.DELETED])
def test_it_tells_nothing_of_what_readers_may_not_see(client: Client, times: Site, status: Status) -> None:
    comment = factories.published()
    address = permalink_of(comment)
    assert ask(client, address).status_code == 200
    nowhere = ask(client, address.replace(str(comment.pk), "9000000"))

    Comment.objects.filter(pk=comment.pk).update(status=status)

    assert ask(client, address).status_code == nowhere.status_code == 404
    assert ask(client, address).content == nowhere.content


def test_it_says_no_title_that_nobody_has_confirmed(client: Client, times: Site) -> None:
    comment = factories.published(on=factories.subject(url=PAGE))
    Thread.objects.update(is_confirmed=False, title="Cheap watches")

    answer = ask(client, permalink_of(comment))

    assert answer.json()["title"] == "A comment by Ada"
    assert "watches" not in answer.content.decode()
    assert ask(client, f"{PAGE}#comment-{comment.pk}").status_code == 404


@pytest.mark.parametrize(("most", "width"), [("300", 300), ("9999", 550), ("0", 550), ("x", 550), ("-5", 550)])
def test_it_is_no_wider_than_asked(client: Client, times: Site, most: str, width: int) -> None:
    assert ask(client, permalink_of(factories.published()), maxwidth=most).json()["width"] == width


def test_it_speaks_json_alone(client: Client, times: Site) -> None:
    assert ask(client, permalink_of(factories.published()), format="xml").status_code == 501


def test_it_may_be_kept_and_asked_for_again(client: Client, times: Site) -> None:
    comment = factories.published()
    answer = ask(client, permalink_of(comment))

    assert answer["Cache-Control"] == PUBLIC
    assert answer["Access-Control-Allow-Origin"] == "*"
    query = urlencode({"url": permalink_of(comment)})
    again = client.get(f"/oembed/?{query}", headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    decisions.reject(comment.pk, by=factories.moderator(), version=comment.version)
    assert client.get(f"/oembed/?{query}", headers={"If-None-Match": answer["ETag"]}).status_code == 404


def test_it_is_found_from_the_permalink_alone(client: Client, times: Site) -> None:
    comment = factories.published()
    page = parse(client.get(f"/threads/times/?key=bridge&comment={comment.pk}"))

    found = page.one("link", type="application/json+oembed")

    assert client.get(found["href"].removeprefix(public_url())).json()["author_name"] == comment.name
    assert not parse(client.get("/threads/times/?key=bridge")).all("link", type="application/json+oembed")
