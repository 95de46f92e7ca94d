"""What an author typed, as the card shows it. Needs no database."""

from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comments.desk.typed import WHOLE, MarkedText, sentences_on, sentences_on_unseen
from tests.support.effort import LINEAR, growth
from tests.support.pages import Element, parse

pytestmark = pytest.mark.once


def read(text: str, *entries: str) -> Element:
    typed = MarkedText.read(text, entries)
    return parse(typed.shown + typed.rest)


def texts(page: Element, tag: str) -> list[str]:
    return [element.raw for element in page.all(tag)]


@given(st.text(alphabet=st.sampled_from("ab <>&\"'а@\n\u202ehttps://x.example/"), max_size=200))
def test_it_shows_all_that_was_typed_and_no_tag_of_it(text: str) -> None:
    page = read(text, "ab")

    assert page.raw == text
    assert {element.tag for element in page.walk()} <= {"mark", "b", "u", "bdi"}


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("see https://good.example/a?b=c#d now", "good.example"),
        ("https://paypal.com@evil.example/login", "evil.example"),
        ("https://paypal.com:80@evil.example:8080/", "evil.example:8080"),
        ("www.sp4m.example/x", "www.sp4m.example"),
        ('<a href="http://evil.example/">good.example</a>', "evil.example"),
        ("https://bücher.example/", "bücher.example"),
    ],
)
def test_it_shows_the_real_host_of_a_link_in_bold(text: str, host: str) -> None:
    assert texts(read(text), "b") == [host]


@pytest.mark.parametrize(
    ("text", "entry", "marked"),
    [
        ("Buy Viagra now", "viagra", ["Viagra"]),
        ("Buy v1agra now", "viagra", ["v1agra"]),
        ("Buy vіagra now", "viagra", ["vіagra"]),
        ("cheap  pills, cheap\npills", "cheap pills", ["cheap  pills", "cheap\npills"]),
        ("spammer", "spam*", ["spammer"]),
        ("nothing here", "viagra", []),
    ],
)
def test_it_marks_the_words_that_a_list_has(text: str, entry: str, marked: list[str]) -> None:
    assert texts(read(text, entry), "mark") == marked


def test_it_underlines_letters_of_another_alphabet_and_names_them() -> None:
    typed = MarkedText.read("Pаul Mоrris")

    assert texts(read("Pаul Mоrris"), "u") == ["а", "о"]
    assert {element["title"] for element in read("Pаul").all("u")} == {"Cyrillic"}
    assert sentences_on(typed.foreign) == ["Letters that are Cyrillic: а о"]


@pytest.mark.parametrize(("length", "folded"), [(WHOLE, 0), (WHOLE + 1, 1), (5 * WHOLE, 4 * WHOLE)])
def test_it_folds_what_is_beyond_the_limit(length: int, folded: int) -> None:
    typed = MarkedText.read("x" * length)

    assert (len(typed.shown), len(typed.rest)) == (length - folded, folded)


@pytest.mark.parametrize(
    ("text", "shown"),
    [("a\nb\nc", "a\nb\nc"), ("a\nb\nc\nd", "a\nb\nc"), ("\n\n\n\nd", "\n\n"), ("x" * 50 + "\ny", "x" * 20)],
)
def test_it_folds_lines_beyond_a_limit(text: str, shown: str) -> None:
    typed = MarkedText.read(text, most=20, max_lines=3)

    assert (typed.shown, typed.shown + typed.rest) == (shown, text)


def test_it_parts_no_character_where_it_folds() -> None:
    typed = MarkedText.read("x" * (WHOLE - 1) + "e\u0301" * 3)

    assert unescape(typed.rest) == "e\u0301" * 3


@pytest.mark.parametrize("piece", ["аb ", "http://x.example/ ", "viagra ", "x", "@a "])
def test_it_takes_time_in_proportion(piece: str) -> None:
    assert growth(lambda size: MarkedText.read(piece * size, ["viagra"]), most=2_000) < LINEAR


def test_it_writes_out_what_nobody_sees_and_names_it() -> None:
    typed = MarkedText.read("pay\u200bpal \u202egnp\u202c 👩‍👩‍👧 می‌خواهم")

    assert [badge["data-code"] for badge in read("pay\u200bpal \u202egnp\u202c 👩‍👩‍👧").all("bdi")] == [
        "U+200B", "U+202E", "U+202C",
    ]  # fmt: skip
    assert sentences_on_unseen(typed.unseen) == [
        "Characters that turn the text around: U+202E RIGHT-TO-LEFT OVERRIDE, U+202C POP DIRECTIONAL FORMATTING",
        "Invisible characters: U+200B ZERO WIDTH SPACE",
    ]
