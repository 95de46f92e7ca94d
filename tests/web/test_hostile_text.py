"""Whatever a visitor sends, in whatever field, a page has the tags and attributes that its template gave it."""

from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.test import Client

from comments.models import Comment, Commenter, Site, Thread
from comments.moderation import decisions
from comments.signed_tokens import commenter_token
from comments.text import markup
from project.newsroom.models import Article
from tests.support import factories
from tests.support.factories import NOON
from tests.support.pages import Element, form_values, parse, typed_into
from tests.support.payloads import PAYLOADS, assert_harmless, without_content
from tests.web.browsing import ARTICLE, follow, form_token, sent, submit, typed, waiting_token_of

# The database takes no part in this.
pytestmark = pytest.mark.once

ALL = " ".join(PAYLOADS)
FIELDS = [
    "comment", "author", "email", "url", "wp-comment-cookies-consent", "subject", "comment_parent", "comment_post_ID",
    "form_token", "form_number", "form_seconds", "submit", "something_else",
]  # fmt: skip


def frame(page: Element) -> list[tuple[str, list[str]]]:
    return without_content(page).skeleton()


def assert_no_code(page: Element) -> None:
    """No handler, no style, no address but the web's; scripts are the page's own."""
    for element in page.walk():
        assert not [
            name for name in element.attributes if name.startswith("on") or name in ("style", "srcdoc", "formaction")
        ]
        for name in ("href", "src", "action"):
            assert (
                not element.attributes.get(name, "").strip().lower().startswith(("javascript:", "data:", "vbscript:"))
            )
        assert element.tag != "script" or element.attributes.get("src", "/embed/").startswith(("/static/", "/embed/"))


def test_it_shows_published_text_as_text(client: Client, article: Article, on: dict[str, Any]) -> None:
    comments = [factories.published(text="Plain.", url="https://a.example", **on) for _ in PAYLOADS]
    expected = frame(parse(client.get(ARTICLE)))
    for comment, payload in zip(comments, PAYLOADS, strict=True):
        url = f"https://a.example/{payload}"
        Comment.objects.filter(pk=comment.pk).update(name=payload, text=payload, html=markup.render(payload), url=url)

    page = parse(client.get(ARTICLE))

    assert_no_code(page)
    for content in page.all(class_="comment-content"):
        assert_harmless(content)
    assert [name.raw for name in page.one("ol", class_="comment-list").all("bdi")] == PAYLOADS
    assert [link["href"] for link in page.all("a", class_="url")] == [f"https://a.example/{text}" for text in PAYLOADS]
    links = page.all("a", class_="comment-reply-link")
    assert [link["aria-label"] for link in links] == [f"Reply to {payload}" for payload in PAYLOADS]
    assert frame(page) == expected


def test_it_shows_its_author_a_waiting_text_as_it_will_be_published(client: Client, article: Article) -> None:
    benign = parse(follow(client, sent(client, author="Ada", comment="Plain.")))
    Comment.objects.update(status="deleted")

    page = parse(follow(client, sent(client, author=ALL[:245], comment=ALL)))

    content = page.one(class_="comment-content")
    assert_harmless(content)
    assert content.text == parse(markup.render(ALL)).text
    assert_no_code(page)
    assert frame(page) == frame(benign)


@pytest.mark.parametrize("field", FIELDS)
def test_it_shows_typed_text_as_text_on_an_error_page(client: Client, article: Article, field: str) -> None:
    values = {**form_values(parse(client.get(ARTICLE))), **typed(), "email": "nobody"}
    expected = frame(parse(submit(client, ARTICLE, {**values, field: "plain"})))

    typed_text = ALL[:245] if field == "author" else ALL
    response = submit(client, ARTICLE, {**values, field: typed_text})

    page = parse(response)
    assert 400 <= response.status_code < 500
    assert frame(page) == expected
    assert_no_code(page)
    if field in ("comment", "author", "email", "url"):
        assert form_values(page)[field] == typed_text


@pytest.mark.parametrize(
    "parameter", ["replytocom", "waiting", "comments", "utm_source", "key", '"><script>alert(1)</script>']
)
def test_it_shows_parameters_as_text(client: Client, article: Article, on: dict[str, Any], parameter: str) -> None:
    factories.published(**on)
    expected = frame(parse(client.get(ARTICLE)))

    page = parse(client.get(f"{ARTICLE}?{urlencode({parameter: ALL})}"))

    assert frame(page) == expected
    assert_no_code(page)
    assert not [element for element in page.walk() if set("<>\"'") & set(element.attributes.get("href", ""))]


def test_it_shows_keys_titles_and_addresses_as_text(client: Client, db: None) -> None:
    thread = factories.published(
        on=factories.subject(key="plain", title="Plain", url="https://times.example.org/plain")
    ).thread
    expected = frame(parse(client.get("/threads/times/?key=plain")))

    for payload in PAYLOADS:
        address = f"https://times.example.org/{payload}"
        Thread.objects.filter(pk=thread.pk).update(key=payload, title=payload, section=payload, url=address)

        page = parse(client.get(f"/threads/times/?{urlencode({'key': payload})}"))

        assert frame(page) == expected
        assert_no_code(page)
        assert (page.one("h1").one("a").raw, page.one("h1").one("a")["href"]) == (payload, address)
        assert page.one("input", id="comment_post_ID")["value"] == payload


def test_it_fills_in_remembered_text_as_text(client: Client, article: Article) -> None:
    site = Site.objects.get(slug="newsroom")
    plain = Commenter.objects.create(site=site, name="a", email="b", url="c", created_at=factories.NOON)
    known = Commenter.objects.create(
        site=site, name=ALL[:245], email=ALL[:100], url=ALL[:200], created_at=factories.NOON
    )
    client.cookies["commenter-newsroom"] = commenter_token(plain.pk)
    expected = parse(client.get(ARTICLE)).skeleton()
    client.cookies["commenter-newsroom"] = commenter_token(known.pk)

    page = parse(client.get(ARTICLE))

    values = form_values(page)
    assert page.skeleton() == expected
    assert (values["author"], values["email"], values["url"]) == (ALL[:245], ALL[:100], ALL[:200])


def test_it_tells_reasons_as_text(client: Client, article: Article) -> None:
    redirect = sent(client)
    comment = Comment.objects.get()
    decisions.reject(comment.pk, by=factories.moderator(), version=1, reason=ALL, now=NOON)

    for response in (
        follow(client, redirect),
        client.get(f"/threads/newsroom/waiting/?waiting={quote(waiting_token_of(redirect))}"),
    ):
        note = parse(response).one(class_="comment-awaiting-moderation")
        assert note.skeleton() == [("em", []), ("span", [])]
        assert note.one("span").text == " ".join(ALL.split())


def test_it_keeps_text_of_a_closed_thread_as_text(client: Client, article: Article) -> None:
    Article.objects.update(comments_open=False)
    values = {**typed(), "form_token": form_token()}
    expected = parse(submit(client, ARTICLE, values)).skeleton()

    page = parse(submit(client, ARTICLE, {**values, "comment": ALL, "author": ALL[:245]}))

    assert page.skeleton() == expected
    assert typed_into(page.one("textarea")) == ALL
