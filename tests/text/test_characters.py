"""What shows nothing, what makes a word, and that every check, list and filter takes both alike. Needs no database."""

import ast
import re
import sys
import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from comments.classifier import features
from comments.net import emails, hostnames
from comments.screening.checks.impersonation import _imitated, protected
from comments.screening.vocabulary import Staff
from comments.similarity import fingerprints
from comments.text import characters, lookalikes, normalization
from comments.text.word_list import compile_list

pytestmark = pytest.mark.once

# Those that this Python knows by name: its Unicode may be older than that of the package `regex`.
KNOWN = "".join(
    char
    for char in map(chr, range(sys.maxunicode + 1))
    if unicodedata.category(char)[0] != "C" or unicodedata.category(char) == "Cf"
)
APP = Path(characters.__file__).parent


def every(pattern: str) -> set[str]:
    """All that a pattern of Unicode's properties matches."""
    return set(regex.findall(f"(?V1){pattern}", KNOWN))


def those_in(char_class: str) -> set[str]:
    return set(re.findall(f"[{char_class}]", KNOWN))


@pytest.mark.parametrize(
    ("ours", "unicode"),
    [
        (characters.INVISIBLE, r"[\p{Default_Ignorable_Code_Point}\p{Cf}]"),
        (f"{characters.MARKS}\U000e0100-\U000e01ef", r"\p{M}"),
        (characters.SOUTH_EAST_ASIAN, r"[\p{Line_Break=Complex_Context}&&[\p{L}\p{M}]]"),
        (characters.KANA, r"[[\p{Hiragana}\p{Katakana}\p{Bopomofo}\u30fc\uff70]&&\p{L}]"),
    ],
)
def test_it_has_the_characters_that_unicode_has(ours: str, unicode: str) -> None:
    assert those_in(ours) ^ every(unicode) == set()


def test_it_lists_marks_in_runs() -> None:
    """`re` looks up those outside the first plane one after the other, at each character of a text."""
    assert sum(char > "\uffff" for char in characters.MARKS) < len(every(r"[\p{M}--[\u0000-\uffff]]")) / 3


def test_it_has_every_ideograph() -> None:
    assert every(r"[\p{Han}&&\p{L}]") <= those_in(characters.IDEOGRAPHS)


def test_it_takes_no_space_or_ordinary_letter_for_invisible() -> None:
    assert not characters.has_invisible("Zoë O’Neil, علي, 水 and Ünal\n\t ")


@given(
    st.text(st.sampled_from("ab ß水กำन्त\u0600\r\n가ᄀ\u0301\u200d🏳️🌈👨👩👧🇩🇪1\ufe0f\u20e3e"), max_size=40),
    st.integers(1, 30),
)
def test_it_cuts_between_what_is_seen_as_one(typed: str, most: int) -> None:
    kept = characters.cut(typed, most)
    borders = {found.end() for found in regex.finditer(r"\X", typed)}

    assert typed.startswith(kept) and len(kept) <= most
    if len(kept) < len(typed) and min(borders) <= most:
        assert len(kept) == max(border for border in borders if border <= most) or kept.endswith(" ")


@pytest.mark.parametrize("one", ["👨‍👩‍👧‍👦", "🇩🇪", "1️⃣", "e\u0301", "🏳️‍🌈", "👍🏽", "กำ", "한"])
def test_it_leaves_out_a_character_that_does_not_fit_whole(one: str) -> None:
    for most in range(2, 1 + len(one)):
        assert characters.cut(f"a{one}b", most) == "a"
    assert characters.cut(f"a{one}b", 1 + len(one)) == f"a{one}"


def in_list(typed: str) -> object:
    found = compile_list("casino").find_first(f"the {typed} is open")
    return found and found.entry


def in_name(typed: str) -> object:
    return _imitated(typed, protected("Times", "casino", Staff()))


def of_host(typed: str) -> object:
    return hostnames.canonical(f"{typed}.example")


SEEN_BY: list[Callable[[str], object]] = [
    in_list,
    in_name,
    of_host,
    normalization.digest,
    normalization.fold,
    lookalikes.name_keys,
    lambda typed: fingerprints.fingerprint(f"{typed} one two three four five six seven eight nine"),
    lambda typed: {name for name in features.features(f"{typed} or not").values() if name.startswith('"')},
    lambda typed: emails.canonical(f"{typed}@{typed}.example"),
]


@pytest.mark.parametrize("seen_by", SEEN_BY)
def test_it_reads_a_word_that_anything_invisible_splits_as_the_word(seen_by: Callable[[str], object]) -> None:
    whole = seen_by("casino")

    assert [hex(ord(char)) for char in those_in(characters.INVISIBLE) if seen_by(f"cas{char}ino") != whole] == []


SPACED = ["casino", "Ünal", "Ἀθήνα", "казино", "שלום", "سلام", "हिन्दी", "தமிழ்", "한국어", "ሰላም", "ქართული", "abc123"]


@pytest.mark.parametrize("word", SPACED)
def test_it_ends_a_word_of_any_script_where_the_others_end_it(word: str) -> None:
    seen = normalization.lower_line(normalization.visible(word))

    assert re.findall(characters.word(), seen) == [seen]
    assert (entry := compile_list(word).find_first(f"a {word}, b")) and entry.entry == word
    assert compile_list(word).find_first(f"a x{word}x b") is None
    assert fingerprints._words(seen)[0] in ([seen], [seen.rstrip("123")], [])


def string_constants(path: Path) -> Iterable[str]:
    return (
        node.value
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def test_it_defines_letters_and_invisible_characters_in_one_place() -> None:
    own = re.compile(r"\[\^\\W|\\u200[b-f]|\\ufe0f|[\u200b-\u200f\u2060\ufe0f]")
    elsewhere = {
        (path.name, constant)
        for path in APP.rglob("*.py")
        if path.name != "characters.py" and "migrations" not in path.parts
        for constant in string_constants(path)
        if own.search(constant)
    }

    # unseen.py says beside which letters some of them are needed; which are invisible it asks of characters.py too.
    assert {name for name, _constant in elsewhere} <= {"hosts.py", "direction.py", "unseen.py"}, elsewhere
