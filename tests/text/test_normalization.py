"""What counts as a character, as nothing, and as the same text. Needs no database."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comments.text import characters, normalization

pytestmark = pytest.mark.once


@pytest.mark.parametrize("typed", ["a\r\nb", "a\rb", "a\nb", "a\u2028b", "a\u2029b"])
def test_it_counts_a_line_break_as_one_character(typed: str) -> None:
    assert normalization.normalise_text(typed) == "a\nb"


def test_it_keeps_what_was_typed_otherwise() -> None:
    typed = "  Two  spaces,\ttabs, ﬁ ligatures, 水, \ufa10, e\u0301 and 🦑 stay.\n\n\n "

    assert normalization.normalise_text(typed) == typed


@given(st.text())
def test_it_finds_nothing_left_to_normalise_the_second_time(typed: str) -> None:
    once = normalization.normalise_text(typed)

    assert normalization.normalise_text(once) == once


def test_it_takes_the_space_around_a_line_away() -> None:
    assert normalization.normalise_line("  Ada\u00a0\n") == "Ada"


@pytest.mark.parametrize(
    "invisible",
    ["", " \t\n", "\u200b\u200d", "\u3164", "\u2800", "\u00ad", "\u115f\u1160\uffa0", "\ufeff", "\u0301", "\U000e0041",
     "\U000e0000", "\u2065", "\ufff0"],
)  # fmt: skip
def test_it_takes_what_draws_nothing_for_blank(invisible: str) -> None:
    assert characters.is_blank(invisible)


@pytest.mark.parametrize("seen", [".", "0", "水", "🦑", "\u200bx", "e\u0301", "\U0001fae8"])
def test_it_takes_what_can_be_seen_for_text(seen: str) -> None:
    assert not characters.is_blank(seen)


@pytest.mark.parametrize("control", ["\x00", "\x08", "\x0b", "\x1b", "\x7f", "\x9f", "\ud800", "\ufffe"])
def test_it_finds_a_control_character_in_a_text(control: str) -> None:
    assert characters.has_control(f"a{control}b")


def test_it_allows_tabs_and_line_breaks_in_a_text() -> None:
    assert not characters.has_control("a\tb\nc")


@pytest.mark.parametrize("control", ["\x00", "\t", "\n", "\r", "\u2028", "\u202e", "\u2066", "\udfff"])
def test_it_finds_what_would_turn_or_break_a_line(control: str) -> None:
    assert characters.has_control_in_line(f"a{control}b")


def test_it_allows_names_of_every_script_in_a_line() -> None:
    assert not characters.has_control_in_line("Zoë O’Neil علي 水 \u200d")


@pytest.mark.parametrize(
    "same",
    ["BUY now", "buy\u200b NOW", "  buy\n\nnow ", "ｂｕｙ ｎｏｗ", "bu\u00ady now"],
)
def test_it_reads_texts_as_the_same_whatever_case_forms_and_invisible_letters(same: str) -> None:
    assert normalization.digest(same) == normalization.digest("buy now")


LATIN_GREEK_AND_CYRILLIC = ["casino", "кашине", "καζινο"]


@pytest.mark.parametrize("word", LATIN_GREEK_AND_CYRILLIC)
def test_it_sees_one_word_through_marks_of_any_other_script(word: str) -> None:
    marks = [char for char in map(chr, range(sys.maxunicode)) if unicodedata.category(char) in ("Mn", "Me", "Mc")]
    parted = {mark: f"{word[:3]}{mark}{word[3:]}" for mark in marks}
    # What makes a letter of its own, as s and a caron do, stays one.
    split = [hex(ord(mark)) for mark, seen in parted.items() if len(normalization.visible(seen)) > len(word)]

    assert split == []


@pytest.mark.parametrize("word", ["हिन्दी", "ไทย", "ܫܠܡܐ܀ܫܰ", "שָׁלוֹם"])
def test_it_leaves_other_scripts_their_marks(word: str) -> None:
    kept = {char for char in word if not "\u0591" <= char <= "\u05c7"}

    assert set(normalization.visible(word)) == kept


def test_it_tells_different_texts_apart() -> None:
    assert normalization.digest("buy now") != normalization.digest("buynow")


def test_it_takes_control_characters_out_of_a_header() -> None:
    assert characters.without_control("Mozilla\n\x1b[31m\u202e5.0\ud800") == "Mozilla[31m5.0"


def test_it_knows_every_format_character_of_unicode() -> None:
    format_characters = {chr(n) for n in range(sys.maxunicode + 1) if unicodedata.category(chr(n)) == "Cf"}
    assert {char for char in format_characters if normalization.fold(f"a{char}b") != "ab"} == set()


def test_it_finds_marks_stacked_without_end() -> None:
    stacked = "a" + "\u0301\u0316" * 30_000
    assert characters.has_stacked_marks(stacked)
    assert not characters.has_stacked_marks("e\u0301 " * 1000)
