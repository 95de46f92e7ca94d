"""Which drafts have the right shape, and what is said of the others. Needs no database."""

from typing import Any

import pytest

from comments.author_fields import normalised_url
from comments.form_signals import Signals
from comments.limits import EMAIL_LIMIT, NAME_LIMIT, URL_LIMIT
from comments.models import Site
from comments.posting.draft import Draft, field_errors

pytestmark = pytest.mark.once

STRICT = Site(text_limit=20, require_name_email=True)
OPEN = Site(text_limit=20, require_name_email=False)


def problems(site: Site = STRICT, **fields: Any) -> list[tuple[str, str]]:
    ordinary = {"name": "Ada", "email": "ada@example.org", "url": "https://ada.example.org/", "text": "A thought."}
    return [(error.field, error.code) for error in field_errors(Draft(**{**ordinary, **fields}), site)]


def test_it_finds_nothing_wrong_with_an_ordinary_draft() -> None:
    assert problems() == []


def test_it_says_everything_that_is_wrong_in_the_order_of_the_form() -> None:
    wrong = problems(text="", name="", email="ada", url="ftp://ada.example.org")

    assert wrong == [("text", "blank"), ("name", "blank"), ("email", "invalid"), ("url", "invalid")]


@pytest.mark.parametrize("text", ["", " \n ", "\u200b\u200b", "\u3164"])
def test_it_asks_for_a_text_that_can_be_seen(text: str) -> None:
    assert problems(text=text) == [("text", "blank")]


@pytest.mark.parametrize(
    "text",
    [
        "<b></b>",
        "<p>",
        "<p></p>",
        "<br>",
        "<br/><br>",
        "&nbsp;",
        "&#32;",
        "<pre></pre>",
        "<pre>\n</pre>",
        "&#8203;",
        "&zwj;",
        "<code> </code>",
        "<pre><code></code></pre>",
        "<blockquote><blockquote>\n</blockquote></blockquote>",
        "```\n \n```",
        "<b> <i>\u200b</i></b>\n<br>",
        "<a href='https://spam.example'></a>",
        "<a href='https://spam.example'>&#173;</a>",
        "<abbr title='spam'></abbr>",
        "<q>&ensp;</q><p><em><br></em>",
    ],
)
def test_it_refuses_a_text_of_which_nothing_would_be_seen(text: str) -> None:
    roomy = Site(text_limit=5000)

    assert problems(roomy, text=text) == [("text", "blank")]
    assert problems(roomy, text=f"{text}x") == []


def test_it_takes_a_text_as_long_as_the_site_allows() -> None:
    assert problems(text="水" * 20) == []


def test_it_refuses_a_text_one_character_too_long() -> None:
    assert problems(text="水" * 21) == [("text", "too-long")]


@pytest.mark.parametrize("control", ["\x00", "\x1b", "\ud800"])
def test_it_refuses_a_control_character_in_the_text(control: str) -> None:
    assert problems(text=f"a{control}b") == [("text", "control-character")]


def test_it_refuses_markup_beyond_the_caps() -> None:
    nested = "<blockquote>" * 500 + "deep"

    assert problems(Site(text_limit=20_000), text=nested) == [("text", "markup")]


def test_it_needs_neither_name_nor_email_where_the_site_does_not() -> None:
    assert problems(OPEN, name="", email="") == []


@pytest.mark.parametrize("site", [STRICT, OPEN])
def test_it_refuses_a_name_that_cannot_be_seen(site: Site) -> None:
    assert problems(site, name="\u200b\u3164") == [("name", "blank")]


def test_it_refuses_a_name_that_would_turn_the_line_around() -> None:
    assert problems(name="\u202enimda") == [("name", "control-character")]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "a" * (NAME_LIMIT + 1)),
        ("email", "a@" + "b" * EMAIL_LIMIT + ".org"),
        ("url", "https://example.org/" + "a" * URL_LIMIT),
    ],
)
def test_it_refuses_a_line_beyond_its_limit(field: str, value: str) -> None:
    fields: dict[str, Any] = {field: value}
    assert problems(**fields) == [(field, "too-long")]


@pytest.mark.parametrize(
    "email", ["ada", "ada@", "@example.org", "a b@example.org", "ada@localhost", "ada@example..org"]
)
@pytest.mark.parametrize("site", [STRICT, OPEN])
def test_it_refuses_an_email_that_is_none(email: str, site: Site) -> None:
    assert problems(site, email=email) == [("email", "invalid")]


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://example.org",
        "https://müller.example/a?b=c#d",
        "https://example.org:8080/",
        "http://192.0.2.7/",
        "https://example.org./",
        "https://例子。公司/",
        "HTTPS://Example.ORG",
    ],
)
def test_it_takes_a_web_address(url: str) -> None:
    assert problems(url=url) == []


@pytest.mark.parametrize(
    "url",
    ["example", "ftp://example.org", "javascript:alert(1)", "//example.org", "https://", "https://localhost",
     "https://good@evil.example", "https://[::1", "https://example.org:99999", "https://example.org/a b",
     "http://x.example/?'onmouseover='alert(1)'x='", 'https://x.example/"><script>', "https://x.example/\u200b",
     "https://example..org/", "https://-example.org/", "https://1.2.3.4.5/", "https://example.123/",
     "https://example.org:0/", f"https://{'a' * 64}.example/", "https://@example.org/"],
)  # fmt: skip
def test_it_refuses_a_website_that_is_no_plain_web_address(url: str) -> None:
    assert problems(url=url) == [("url", "invalid")]


@pytest.mark.parametrize("invisible", ["\u00ad", "\u034f", "\u180b", "\u200b", "\ufe0f", "\U000e0100"])
@pytest.mark.parametrize(
    ("field", "value"),
    [("url", "https://sp{}am.example"), ("email", "a@sp{}am.example"), ("email", "a{}b@spam.example")],
)
def test_it_says_that_an_address_holds_what_cannot_be_seen(field: str, value: str, invisible: str) -> None:
    fields: dict[str, Any] = {"name": "Ada", "email": "", "url": "", "text": "Hi.", field: value.format(invisible)}
    [error] = field_errors(Draft(**fields), OPEN)

    assert (error.field, error.code) == (field, "invalid")
    assert "invisible character" in str(error.message)


def test_it_completes_a_website_typed_without_its_scheme() -> None:
    assert normalised_url(" example.org/me ") == "https://example.org/me"


@pytest.mark.parametrize("typed", ["", "http://example.org", "javascript:alert(1)", "nonsense"])
def test_it_leaves_any_other_website_as_typed(typed: str) -> None:
    assert normalised_url(typed) == typed


def test_it_stores_signals_so_that_they_can_be_read_again() -> None:
    signals = Signals(honeypot=True, form_age_hours=49.5, seconds_on_form=1.5)

    assert Signals(**signals.stored()) == signals
