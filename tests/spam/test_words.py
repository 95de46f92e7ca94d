"""When a listed word occurs. Needs no database."""

import time

import pytest

from comments.spam import Candidate
from comments.spam.words import first_match

pytestmark = pytest.mark.once


def found(words: str, text: str = "", **fields: str) -> tuple[str, str] | None:
    return first_match(words, Candidate(text=text, html="", **fields))


@pytest.mark.parametrize("words", ["", "\n \n", "*", "***\n*"])
def test_it_finds_nothing_where_nothing_is_listed(words: str) -> None:
    assert found(words, "anything") is None


@pytest.mark.parametrize(
    ("listed", "text"),
    [
        ("casino", "The casino opens."),
        ("casino", "CASINO!"),
        ("Casino", "ｃａｓｉｎｏ"),
        ("casino", "cas\u200bino"),
        ("free money", "Free\n  money"),
        ("c++", "I like c++ and"),
        ("1.2.3.", "from 1.2.3.4"),
        ("casino*", "casinos"),
        ("*casino", "onlinecasino"),
        ("*casino*", "onlinecasinos"),
        ("straße", "STRASSE"),
        ("赌场", "网上 赌场"),
        ("other\ncasino", "casino"),
    ],
)
def test_it_finds_a_listed_word(listed: str, text: str) -> None:
    assert found(listed, text) is not None


@pytest.mark.parametrize(
    ("listed", "text"),
    [
        ("casino", "casinos"),
        ("casino", "onlinecasino"),
        ("casino*", "onlinecasino"),
        ("*casino", "casinos"),
        ("free money", "free the money"),
        ("c++", "c+ +"),
        ("a.c", "abc"),
        ("ass", "assassin class"),
    ],
)
def test_it_does_not_find_it_inside_another_word(listed: str, text: str) -> None:
    assert found(listed, text) is None


@pytest.mark.parametrize("field", ["text", "name", "email", "url", "address", "user_agent"])
def test_it_says_in_which_field_the_word_occurs(field: str) -> None:
    fields = {"text": "", field: "a casino b"}

    assert found("casino", **fields) == ("casino", field)


def test_it_takes_linear_time_on_one_endless_word() -> None:
    started = time.perf_counter()
    found("\n".join(f"*casino{n}" for n in range(20)), "x" * 20_000)

    assert time.perf_counter() - started < 1
