"""What is refused before a sanitiser sees it, and what happens when a sanitiser fails. Needs no database."""

import re
from collections.abc import Iterator
from html import unescape
from unittest.mock import Mock, patch

import pytest

from comments.text import markup
from comments.text.markup import paragraphs

pytestmark = pytest.mark.once

REL = 'rel="nofollow ugc noopener"'
PROSE = "The ferry left at nine, half an hour late; nobody on board seemed to mind. "
HONEST = {
    "paragraphs": (PROSE * 9 + "\n\n") * 29,
    "one line": PROSE * 260,
    "short lines": "A short line of verse,\n" * 869,
    "no spaces": "\u6c34\u5f88\u6df1\u3002" * 5_000,
    "marks": "\u0939\u093f\u0928\u094d\u0926\u0940 \u0627\u0644\u0639\u0631\u0628\u064e " * 1_250,
    "mathematics": "if a < b and x<y then 1 << 3 > 2 & c <d f>; " * 300,
    "code": "for (int i = 0; i < n && p->x; i++) { v[i] &= m; }\n" * 380,
    "addresses": "me@a.example.org, https://a.example.org/" + "a" * 300 + "?b=1&c=2#d\n" * 40,
    "a few tags": "<p>I <em>do</em> like <a href='https://a.org/'>this</a>.</p>\n<blockquote>So?</blockquote>" * 40,
    "dots": "a." * 5_000 + "@x.y",
    "brackets": "[" * 10_000 + ")" * 10_000,
    "one stray tag": "What does <b mean? " + PROSE * 250 + " I see -> a sign",
}
TOO_MUCH = {
    "tags": "<ul><li>" * 201,
    "tag_length": "<a " + 'title="x" ' * 1_000 + ">",
    "attributes": "<a " + "".join(f"x{n}=y " for n in range(21)) + ">",
    "depth": "<blockquote>" * 16 + "a" + "</blockquote>" * 16,
    "elements": "a\n" * 1_001,
    "links": "www.a.org " * 251,
    "escapes": "<" * 2_001,
}


@pytest.fixture
def no_bleach() -> Iterator[Mock]:
    with patch("bleach.sanitizer.Cleaner.clean", side_effect=AssertionError("bleach was called")) as clean:
        yield clean


@pytest.mark.parametrize("text", HONEST.values(), ids=HONEST.keys())
def test_it_takes_what_honest_people_write(text: str) -> None:
    assert markup.why_refused(text[: markup.LONGEST]) is None
    assert markup.render(text[: markup.LONGEST]).count("<p") > 0


@pytest.mark.parametrize(("measured", "text"), TOO_MUCH.items())
def test_it_refuses_before_bleach_is_called(measured: str, text: str, no_bleach: Mock) -> None:
    (limit,) = (limit for limit in markup.LIMITS if limit.measured == measured)
    assert markup.why_refused(text) is limit.sentence
    assert not no_bleach.called


@pytest.mark.parametrize("text", [*TOO_MUCH.values(), "<b>x</b> \xa0 \ud800 " * 2_000])
def test_it_shows_refused_text_as_typed_without_bleach(text: str, no_bleach: Mock) -> None:
    html = markup.render(text)
    assert unescape(re.sub("</?p>|<br>", " ", html)).split() == text.replace("\ud800", "\ufffd").split()
    assert markup.is_safe(html)
    assert not no_bleach.called


def test_it_refuses_what_grows_by_nesting(no_bleach: Mock) -> None:
    assert markup.why_refused("<b>" * 15 + "a\n\n" * 6_000 + "</b>" * 15) is not None
    assert not no_bleach.called


def test_it_refuses_what_is_longer_than_any_site_allows() -> None:
    assert markup.why_refused("a" * 20_000) is None
    assert markup.why_refused("a" * 20_001) is markup.TOO_LONG


def test_it_knows_a_limit_for_everything_it_measures() -> None:
    assert {limit.measured for limit in markup.LIMITS} == set(vars(paragraphs.Measure()))


def test_it_shows_plain_text_when_the_sanitisers_let_something_through() -> None:
    with patch.object(markup, "_NH3", Mock(clean=Mock(return_value="<p onclick=x>a</p>"))):
        assert markup.render("<b>a</b>") == "<p>&lt;b&gt;a&lt;/b&gt;</p>"


def test_it_lets_nh3_have_the_last_word() -> None:
    with patch("bleach.sanitizer.Cleaner.clean", return_value="<p onclick=x>a<img src=x><script>y</script></p>"):
        assert markup.render("b") == "<p>a</p>"


def test_it_shows_plain_text_when_nh3_refuses_an_address_bleach_let_through() -> None:
    with patch("bleach.sanitizer.Cleaner.clean", return_value="<p><a href='java\u200bscript:x'>a</a></p>"):
        assert markup.render("b") == "<p>b</p>"


UNSOUND = [
    "<p>a",
    "</p>",
    "<b><i>a</b></i>",
    "<p>a < b</p>",
    "<br/>",
    "<!-- a -->",
    "<!doctype html>",
    "<?php ?>",
    "<![CDATA[a]]>",
    "<script>a</script>",
    "<p onclick=x>a</p>",
    "<a>a</a>",
    f"<a {REL}>a</a>",
    "<a href='http://a.org'>a</a>",
    f"<a href {REL}>a</a>",
    f"<a href='/a' {REL}>a</a>",
    f"<a href='javascript:a' {REL}>a</a>",
    f"<a href='&#106;avascript:a' {REL}>a</a>",
    f"<a href='http://a.org' href='javascript:a' {REL}>a</a>",
    f"<a href='http://a.org' {REL} target=_blank>a</a>",
]


@pytest.mark.parametrize("html", UNSOUND)
def test_it_recognises_html_it_must_not_show(html: str) -> None:
    assert not markup.is_safe(html)
