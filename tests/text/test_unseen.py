"""Characters that nobody sees are found where nothing needs them. Needs no database."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comments.text import unseen
from comments.text.characters import INVISIBLE
from tests.support.effort import LINEAR, growth
from tests.support.pages import parse

pytestmark = pytest.mark.once

NEEDED = [
    "👩‍👩‍👧", "👨🏽‍🚀", "🏳️‍🌈", "❤️ 1️⃣ ☎︎", "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
    "می‌خواهم", "کتاب‌ها", "क्‍ष", "ශ්‍රී", "ന്‍", "葛\U000e0100城", "ภาษา\u200bไทย", "ᠠ᠋", "\u0600١٢",
    "שלום\u200f!", "C++\u200e שלום",
]  # fmt: skip


@pytest.mark.parametrize("text", [*NEEDED, "", "plain", "naïve café"])
def test_it_finds_nothing_where_letters_or_emoji_need_it(text: str) -> None:
    assert not list(unseen.find_unseen(text))


@given(st.from_regex(f"[{INVISIBLE}]", fullmatch=True))
def test_it_finds_each_invisible_character_in_a_latin_word(char: str) -> None:
    is_seen = char in "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"

    assert list(unseen.find_unseen(f"pay{char}pal")) == ([] if is_seen else [3])


@pytest.mark.parametrize(
    "text", ["👩\u200d", "\u200d👩", "❤\ufe0f\ufe0f", "\u200ea", "\u115f\u1160", "\U0001f3f4\U000e0067"]
)
def test_it_finds_one_that_joins_nothing(text: str) -> None:
    assert list(unseen.find_unseen(text))


@given(st.text(alphabet="ab<&\n\u200b\u202e\u2066\u2060@", max_size=60))
def test_it_writes_them_out_and_keeps_what_was_typed(text: str) -> None:
    page = parse(unseen.marked(text))

    assert page.raw == text
    written = [badge["data-code"] for badge in page.all("bdi")]
    runs = [run.group() for run in re.finditer(r"\u200b+|\u202e+|\u2066+|\u2060+", text)]
    assert written == [f"U+{ord(run[0]):04X}" + (f" ×{len(run)}" if len(run) > 1 else "") for run in runs]


@pytest.mark.parametrize("piece", ["\u200b", "👩\u200d", "\u200e ", "\u05d0\u200f", "\U0001f3f4\U000e0041"])
def test_it_takes_time_in_proportion(piece: str) -> None:
    assert growth(lambda size: unseen.marked(piece * size), most=2_000) < LINEAR
