"""Where a comment has an entry of a list. Needs no database."""

from typing import Any

import pytest

from comments.screening.checks.word_match import FIELDS, Match, first_match, label_of
from comments.screening.vocabulary import Candidate
from comments.text import markup, word_list

pytestmark = pytest.mark.once

BROWSERS = [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/88.0.4324.96 Safari/537.36",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/26.0 Safari/605.1.15",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 "
    "Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36",
    "Mozilla/5.0 (Linux; Android 14; SAMSUNG SM-S918B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 "
    "Chrome/130.0.0.0 Mobile Safari/537.36",
    "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
    "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 "
    "Edg/142.0.0.0 OPR/124.0.0.0",
]


def matched(words: str, candidate: Candidate) -> Match | None:
    return first_match(word_list.compile_list(words), candidate)


@pytest.mark.parametrize("field", ["text", "name", "email", "url", "address", "user_agent"])
def test_it_says_in_which_field_the_entry_occurs(field: str) -> None:
    value = "192.0.2.7" if field == "address" else "a casino b"
    fields: dict[str, Any] = {"text": "", "html": "", field: value}
    candidate = Candidate(**fields)
    entry = "192.0.2." if field == "address" else "Casino*"

    assert matched(f"poker\n{entry}", candidate) == Match(entry, field)


@pytest.mark.parametrize(
    "text",
    [
        "cas<b></b>ino",
        "cas<em>in</em>o",
        "&#99;asino",
        "cas&shy;ino",
        "cas&#8232;ino",
        "cas\u0730ino",
        "cas\u0951ino",
        "<a href='https://casino.example'>x</a>",
    ],
)
def test_it_reads_a_text_as_it_was_typed_and_as_it_is_shown(text: str) -> None:
    assert matched("casino", Candidate(text=text, html="")) == Match("casino", "text")


@pytest.mark.parametrize(
    "text",
    [
        "<a href='https://c&#97;sino.example/'>a nice site</a>",
        "<a href='https://ok.example/c%61sino'>a nice site</a>",
        "<a href='https://c%61sino.example/'>a nice site</a>",
        "https://c&#97;sino.example/",
        "https://ok.example/c%61sino",
        "<a href='https://ok.example/' title='c&#97;sino'>a nice site</a>",
        "<abbr title='c&#97;sino'>a nice site</abbr>",
        "<abbr title='all > c&#97;sino &quot;x'>a nice site</abbr>",
    ],
)
def test_it_reads_what_links_and_titles_hold(text: str) -> None:
    candidate = Candidate(text=text, html=markup.render(text))

    assert matched("*casino*", candidate) == Match("*casino*", "text")


def test_it_leaves_alone_what_the_markup_adds() -> None:
    text = "A thought, and https://ok.example/ with it."

    assert matched("nofollow\nugc\nhref\nrel", Candidate(text=text, html=markup.render(text))) is None


@pytest.mark.parametrize(
    "url", ["https://c%61sino.example/", "https://ok.example/c%61sino", "https://ok.example/?q=c%61sino"]
)
def test_it_reads_a_website_without_its_encoding(url: str) -> None:
    assert matched("*casino*", Candidate(text="", html="", url=url)) == Match("*casino*", "url")


def test_it_reads_a_host_in_punycode_as_its_letters() -> None:
    candidate = Candidate(text="", html="", url="https://xn--csino-4ve.example/")

    assert matched("*casino*", candidate) == Match("*casino*", "url", is_literal=False)


@pytest.mark.parametrize(
    "url", ["https://xn--a-\u00e9.example/", "http://[/", f"https://xn--{'a' * 5000}.example/", "%"]
)
def test_it_never_fails_on_an_odd_website(url: str) -> None:
    assert matched("casino", Candidate(text="", html="", url=url)) is None


def test_it_prefers_a_field_that_has_an_entry_as_typed() -> None:
    candidate = Candidate(text="In Russian the word сор is litter.", html="", name="Poker")

    assert matched("cop\npoker", candidate) == Match("poker", "name")


@pytest.mark.parametrize("user_agent", BROWSERS)
def test_it_finds_nothing_in_a_common_browser(user_agent: str) -> None:
    words = "88\n*88*\nmozilla\nsafari\nmobile\n*phone*\nwindows\nchrome\nkhtml\nlike\n145.0\n...\n/\\d/\n/o[a-z]/"

    assert matched(words, Candidate(text="", html="", user_agent=user_agent)) is None


@pytest.mark.parametrize("entry", ["semrushbot", "*bot*", "/semrush.*/", "www.semrush.com"])
def test_it_finds_an_uncommon_browser(entry: str) -> None:
    user_agent = "Mozilla/5.0 (compatible; SemrushBot/7~bl; +http://www.semrush.com/bot.html)"

    assert matched(entry, Candidate(text="", html="", user_agent=user_agent)) == Match(entry, "user_agent")


@pytest.mark.parametrize("words", ["", "poker"])
def test_it_says_so_when_nothing_listed_occurs(words: str) -> None:
    assert matched(words, Candidate(text="a casino", html="", name="Ada")) is None


def test_it_has_a_name_for_every_field() -> None:
    assert all(map(label_of, FIELDS))
