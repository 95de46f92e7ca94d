"""Which word lists are refused, and that no list and no text takes long. Needs no database."""

import random

import pytest

from comments.text.word_list import compile_list, errors_in
from comments.text.word_list.entries import ENTRIES, EXPRESSIONS, LINE_CHARACTERS, LIST_CHARACTERS
from comments.text.word_list.matching import WordMatcher
from tests.support.effort import FLAT, LINEAR, SHARE, growth

pytestmark = pytest.mark.once


def found(listed: str, text: str) -> str | None:
    match = compile_list(listed).find_first(text)
    return match.entry if match else None


@pytest.mark.parametrize(
    "listed",
    [
        "",
        "\n\n casino \n",
        "casino*\n*casino\n*casino*\nfree money\n$$$\n🎰\n/c[a4]sino/\n赌",
        "//",
        "/wp-login.php",
        "a",
        "/[а-я]/",
    ],
)
def test_it_has_nothing_against_a_usable_list(listed: str) -> None:
    assert errors_in(listed) == []


@pytest.mark.parametrize(
    "entry",
    [
        "*", "**", "* *", "\u200b", "a*", "*a", "*a*", ".", "?", "—", "$",
        "/.*/", "/./", "/a/", "/(?:)/", "/^/", "/\\b/", "/\\w/",
        "/(/", "/[/", "/*/", "/(?=a)b/", "/(a)\\1/", "/(?<!a)b/", "/a\\Bb/", "/[\\S]x/", "/a{2000}/", "/casino/i",
        "/(?:\\pL{30}){30}/", "/(?:.{0,40}a){20}z/", "x" * (LINE_CHARACTERS + 1),
    ],
)  # fmt: skip
def test_it_refuses_what_cannot_be_used_and_names_the_line(entry: str) -> None:
    (error,) = errors_in(f"casino\n{entry}\npoker")

    assert "2" in error
    assert entry[:40] in error


def test_it_never_finds_an_entry_that_it_refuses() -> None:
    assert found("/.*/\na*\n/casino/i\n.", "a casino.") is None


@pytest.mark.parametrize(
    "listed",
    [
        "\n".join(f"word{n}" for n in range(ENTRIES + 1)),
        "\n".join(f"/word{n}/" for n in range(EXPRESSIONS + 1)),
        "\n".join("x" * 100 for _ in range(LIST_CHARACTERS // 100)),
    ],
)
def test_it_refuses_a_list_that_is_too_long(listed: str) -> None:
    assert len(errors_in(listed)) == 1


def test_it_uses_a_list_that_is_too_long_up_to_its_limit() -> None:
    listed = "\n".join(f"word{n}" for n in range(ENTRIES + 1))

    assert found(listed, f"word{ENTRIES - 1}")
    assert found(listed, f"word{ENTRIES}") is None


CHANCE = random.Random(3)
WORDS = ["".join(CHANCE.choices("abcdefghijklmnoprstuvwy", k=CHANCE.randint(4, 12))) for _ in range(ENTRIES)]


@pytest.mark.parametrize("shape", ["{0}", "{0}*", "*{0}", "*{0}*", "{0} {1}", "*abc{0}*", "abc {0}"])
def test_it_finds_nothing_of_a_long_list_in_little_time(shape: str) -> None:
    lists = {
        size: compile_list("\n".join(shape.format(f"z{word}", word) for word in WORDS[:size]))
        for size in (ENTRIES, ENTRIES // SHARE)
    }
    text = " ".join(f"z{word[:-1]}x abc" for word in WORDS)[:5000]

    assert growth(lambda size: lists[size].find_first(text), most=ENTRIES) < FLAT


HOSTILE = [
    "x" * 10_000,
    "a\u0301\u0327" * 3_333,
    "ﷺ" * 10_000,
    "㌖" * 10_000,
    "\ud800x" * 5_000,
    "éé о1 aIx " * 1_000,
    "a " * 5_000,
]


@pytest.fixture(scope="module")
def hostile_to() -> WordMatcher:
    return compile_list("\n".join(["*xxxxy*", "a a a b", "*aab", "/(x+x+)+y/", "/(a|aa)+$/", *WORDS[:1000]]))


@pytest.mark.parametrize("text", HOSTILE)
def test_it_takes_little_time_on_a_hostile_text(hostile_to: WordMatcher, text: str) -> None:
    assert growth(lambda size: hostile_to.find_first(text[:size]), most=len(text)) < LINEAR
