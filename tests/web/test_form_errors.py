"""A refusal: a 4xx, said at the top and at each field, with everything typed still there."""

from typing import Any

import pytest
from django.test import Client

from comments.models import Comment
from project.newsroom.models import Article
from tests.support import factories
from tests.support.pages import form_values, parse, typed_into
from tests.web.browsing import ARTICLE, again, refused, sent, submit

CONSENT = "wp-comment-cookies-consent"

TYPED = [
    "  leading and trailing spaces  ",
    "\n\nblank lines first",
    "line\r\nbreaks\r\n\r\nof Windows\r\n",
    "a tab\tinside",
    "\"double\" 'single' `back` &amp; & &#60; <b>bold</b>",
    "</textarea><script>alert(1)</script>",
    "{{ settings }} {% debug %} %(name)s {0}",
    "fa\u0301 \U0001f469\u200d\U0001f4bb \u202eright to left \ufeff",
    "x" * 5001,
    "word " * 20_000,
]


@pytest.mark.once
def test_it_says_what_is_wrong_at_the_top_and_at_each_field(client: Client, article: Article) -> None:
    page = refused(sent(client, comment="", author=" ", email="nobody", url="ftp://a"), 400)

    links = page.one("div", class_="comment-errors").one("ul").all("a")
    assert [link["href"] for link in links] == ["#comment", "#author", "#email", "#url"]
    form = page.one("form", id="commentform")
    for link in links:
        name = link["href"][1:]
        field = form.one(name=name)
        assert form.one(id=f"{name}-error").text == link.text
        assert field["aria-invalid"] == "true"
        assert f"{name}-error" in field["aria-describedby"].split()
        assert "has-error" in form.one("p", class_=f"comment-form-{name}")["class"].split()
    assert form.one(name="email")["aria-describedby"] == "email-error email-notes"


@pytest.mark.once
def test_it_marks_no_field_that_is_right(client: Client, article: Article) -> None:
    form = refused(sent(client, email="nobody"), 400).one("form", id="commentform")

    assert [field["name"] for field in form.walk() if "aria-invalid" in field] == ["email"]
    assert [element["id"] for element in form.all(class_="comment-error")] == ["email-error"]


@pytest.mark.once
@pytest.mark.parametrize("text", TYPED, ids=lambda text: repr(text)[:40])
def test_it_keeps_the_text_to_the_byte(client: Client, article: Article, text: str) -> None:
    page = refused(sent(client, comment=text, email="nobody"), 400)

    assert typed_into(page.one("textarea", name="comment")) == text
    assert not Comment.objects.exists()


@pytest.mark.once
@pytest.mark.parametrize("value", [" spaces ", "\"><'`&lt;&", "x" * 300, "\u202eadmin", "line\r\nbreak", "{{ x }}"])
def test_it_keeps_each_other_field_to_the_byte(client: Client, article: Article, value: str) -> None:
    fields = {"author": value, "email": f"{value}@b.example ", "url": f" www.{value}"}

    page = refused(sent(client, comment="", **fields), 400)

    assert {name: page.one("input", name=name)["value"] for name in fields} == fields


@pytest.mark.once
def test_it_keeps_consent_and_parent(client: Client, article: Article, on: dict[str, Any]) -> None:
    parent = factories.published(name="Bo", **on)

    page = refused(sent(client, f"{ARTICLE}?replytocom={parent.pk}", comment="", **{CONSENT: "yes"}), 400)

    assert "checked" in page.one("input", name=CONSENT)
    assert page.one("input", name="comment_parent")["value"] == str(parent.pk)
    assert page.one(class_="comment-reply-to").text == "Leave a Reply to Bo"


@pytest.mark.once
def test_it_keeps_the_parent_that_a_script_set(client: Client, article: Article, on: dict[str, Any]) -> None:
    parent = factories.published(name="Bo", **on)

    page = refused(sent(client, comment="", comment_parent=str(parent.pk)), 400)

    assert form_values(page)["comment_parent"] == str(parent.pk)
    assert "hidden" not in page.one("a", id="cancel-comment-reply-link")


def test_it_takes_what_was_mended(client: Client, article: Article) -> None:
    text = "  Just as typed.\r\n\r\n<b>Really</b>  "
    wrong = sent(client, comment=text, email="nobody")

    redirect = again(client, wrong, email="ada@example.org")

    assert redirect.status_code == 303
    assert Comment.objects.get().text == text.replace("\r\n", "\n")


@pytest.mark.once
def test_it_counts_characters_and_cuts_nothing(client: Client, article: Article) -> None:
    page = refused(sent(client, comment="x" * 5001), 400)

    assert "5001" in page.one(id="comment-error").text
    assert "5000" in page.one(id="comment-error").text
    assert len(form_values(page)["comment"]) == 5001


def test_it_counts_a_line_break_as_one(client: Client, article: Article) -> None:
    assert sent(client, comment="123456789\r\n" * 500).status_code == 303


@pytest.mark.once
def test_it_says_so_when_the_text_is_beyond_all_measure(client: Client, article: Article) -> None:
    response = submit(client, ARTICLE, {"comment": "x" * 300_000})

    page = parse(response)
    assert response.status_code == 413
    assert page.one("title").text.startswith("Error:")


@pytest.mark.once
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("comment", " \u200b\u3164"), ("comment", "a\x00b"), ("comment", "\x1b[31m"), ("comment", "<ul><li>" * 600),
        ("author", ""), ("author", "\u2800"), ("author", "a\x00b"), ("author", "a\r\nBcc: b"),
        ("author", "\u202eadmin"),
        ("email", ""), ("email", "a@localhost"), ("email", "a\x00@b.example"), ("email", "a@b.example, c@d.example"),
        ("url", "javascript:alert(1)"), ("url", "http://["), ("url", "//evil.example"), ("url", "a\x00.example"),
        ("url", "http://x.example/?'onmouseover='alert(1)'x='"),
    ],
    ids=lambda value: repr(value)[:40],
)  # fmt: skip
def test_it_refuses_what_cannot_be_kept_or_shown(client: Client, article: Article, name: str, value: str) -> None:
    page = refused(sent(client, **{name: value}), 400)

    assert page.one("form", id="commentform").one(name=name)["aria-invalid"] == "true"
    assert form_values(page)[name] == value
    assert not Comment.objects.exists()


CALLED = {
    "author": "Your name",
    "email": "Your email address",
    "url": "Your website address",
    "comment": "Your comment",
}


@pytest.mark.once
@pytest.mark.parametrize(
    ("field", "value", "length", "limit"),
    [
        ("author", "水" * 246, 246, 245),
        ("author", "🦑" * 245 + "e\u0301", 247, 245),
        ("email", "a" * 60 + "@" + "b" * 39 + ".com.au", 107, 100),
        ("url", "https://example.org/" + "ü" * 181, 201, 200),
        ("comment", "👍🏽" * 2501, 5002, 5000),
    ],
)
def test_it_cuts_nothing_and_says_how_long_it_may_be(
    client: Client, article: Article, field: str, value: str, length: int, limit: int
) -> None:
    page = refused(sent(client, **{field: value}), 400)

    said = f"{CALLED[field]} has {length} characters; the limit is {limit}."
    assert page.one(id=f"{field}-error").text == said
    assert value in (typed_into(page.one(name=field)) if field == "comment" else page.one("input", name=field)["value"])
    assert not Comment.objects.exists()


@pytest.mark.parametrize(("field", "value"), [("author", "🦑" * 245), ("url", "https://e.example/" + "🦑" * 182)])
def test_it_counts_as_many_characters_as_are_typed(client: Client, article: Article, field: str, value: str) -> None:
    assert sent(client, **{field: value}).status_code == 303


@pytest.mark.once
@pytest.mark.parametrize(
    ("field", "value"),
    [("author", "A\u202eda"), ("email", "ada@exam\u200dple.org"), ("url", "https://exam\u00adple.org")],
)
def test_it_says_which_field_has_an_invisible_character(
    client: Client, article: Article, field: str, value: str
) -> None:
    page = refused(sent(client, **{field: value}), 400)

    said = f"{CALLED[field]} contains an invisible character. Please type it again."
    assert page.one(id=f"{field}-error").text == said


@pytest.mark.once
@pytest.mark.parametrize("field", ["author", "email", "url", "comment"])
def test_it_says_that_a_letter_has_too_many_accents(client: Client, article: Article, field: str) -> None:
    page = refused(sent(client, **{field: f"https://a{chr(0x301) * 31}.example"}), 400)

    assert page.one(id=f"{field}-error").text == "One letter carries too many accents. Please remove some."


@pytest.mark.parametrize(
    ("email", "is_taken"),
    [
        ("müller@example.org", True), ("аня@пример.рф", True), ("anna@münchen.de", True), ('"ada"@example.org', True),
        ('"a b"@example.org', False), ("user@localhost", False), ("user@[192.0.2.1]", False), ("a..b@x.org", False),
    ],
)  # fmt: skip
def test_it_takes_the_same_addresses_by_form_and_api(
    client: Client, article: Article, email: str, is_taken: bool
) -> None:
    by_form = sent(client, email=email)
    fields = {"site": "newsroom", "thread": "bridge", "name": "Bo", "email": email, "text": "By the API."}
    by_api = client.post("/api/v1/comments/", fields, "application/json")

    assert (by_form.status_code, by_api.status_code) == ((303, 201) if is_taken else (400, 400))
