"""Tells which texts and names look the same: letters that pass for others, after Unicode's UTS #39."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from string import ascii_lowercase

from comments.text.characters import BETWEEN_WORDS, LETTER, LETTER_OR_DIGIT
from comments.text.normalization import visible

_TABLE = Path(__file__).with_name("lookalikes.txt")
# Below this are the letters of living Latin alphabets: a Turkish or a Polish word is no disguise of an English one.
_LIVING_LATIN_ENDS = "\u0250"


def _rows() -> Iterator[tuple[str, str]]:
    for line in _TABLE.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            letter, chars = line.split("\t")
            yield from ((char, letter) for char in chars)


_BOTH_CASES = dict(_rows())
_LETTERS = {char: letter.lower() for char, letter in _BOTH_CASES.items()}
_DISGUISES = {char: letter for char, letter in _LETTERS.items() if char >= _LIVING_LATIN_ENDS}
_EXACT = "".join(char for char in _DISGUISES if _BOTH_CASES[char].islower())
# Two of these are a flag, and more of them letters in coloured boxes.
_DISGUISES |= {chr(0x1F1E6 + index): letter for index, letter in enumerate(ascii_lowercase)}
_LATIN_FORMS = "".join(c for c in _DISGUISES if unicodedata.name(c, "").startswith(("LATIN", "NEGATIVE", "REGIONAL")))

_ONE_LINE = {"0": "o", "1": "l", "i": "l", "I": "l", "|": "l"}
_SHAPES = str.maketrans(_LETTERS | _ONE_LINE | {char: "l" for char, letter in _LETTERS.items() if letter == "i"})
_AS_L = str.maketrans(_DISGUISES | {"0": "o", "1": "l", "|": "l"})
_AS_I = str.maketrans(
    _DISGUISES | {"0": "o", "1": "i", "|": "i"} | {c: "i" for c, to in _DISGUISES.items() if to == "l"}
)
_AS_CYRILLIC = str.maketrans("0ABCEHIJKMOPSTXYaceijkmopstxy", "оАВСЕНІЈКМОРЅТХУасеіјкморѕтху")
_AS_GREEK = str.maketrans("0ABEHIKMNOPTXYZaikmnoptuvwxy", "οΑΒΕΗΙΚΜΝΟΡΤΧΥΖαικμηορτυνωχγ")

_SYMBOLS = "".join(char for char in _DISGUISES if not char.isalnum())
# Other than the word of characters.py it takes symbols that pass for letters, and no marks, which `visible` took off.
_WORD = re.compile(rf"(?:{LETTER_OR_DIGIT}+|[|{_SYMBOLS}]+)+")
_LATIN = re.compile(f"[A-Za-z\u00c0-\u024f{_LATIN_FORMS}]")
_DISGUISE = re.compile(f"[{''.join(_DISGUISES)}]")
_ALIKE_ONLY = re.compile(f"[{_EXACT}]+")
_NEVER_LATIN = re.compile(rf"(?![\x00-\u024f{_EXACT}]){LETTER}")
# Scripts that borrow Latin letters: their own, and which Latin letter passes for which of theirs.
_SCRIPTS = (
    (re.compile("[\u0400-\u052f]"), _AS_CYRILLIC),
    (re.compile("[\u0370-\u03ff\u1f00-\u1fff]"), _AS_GREEK),
)
_FOR_LETTERS = re.compile("[01|]")
_FLAG = re.compile("(?<![\U0001f1e6-\U0001f1ff])[\U0001f1e6-\U0001f1ff]{2}(?![\U0001f1e6-\U0001f1ff])")
_LARGE_I_INSIDE = re.compile("(?<=[a-z])I")
_SMALL_L_INSIDE = re.compile("(?<=[A-Z])l(?=[A-Z])")
_OTHER_CASE_INSIDE = re.compile(f"{_LARGE_I_INSIDE.pattern}|{_SMALL_L_INSIDE.pattern}")
# Letters of living Latin alphabets that no accent makes, and that people without their keyboard type plain: ł, ø, ı.
_STROKED = str.maketrans({c: to for c, to in _LETTERS.items() if c < _LIVING_LATIN_ENDS and c.isalpha()})
_NOT_IN_NAMES = re.compile(rf"{BETWEEN_WORDS}+")
_ACCENTS = re.compile("[\u0300-\u036f]+")


def skeleton(text: str) -> str:
    """Return what a text looks like, for comparing with another's: UTS #39's skeleton, without case and accents too.

    I, l, i and 1 are one shape, as each passes for another in one case or the other.
    """
    bare = _without_marks(visible(text)).translate(_SHAPES).casefold()
    return bare.translate(_SHAPES).replace("m", "rn")


def name_keys(name: str) -> frozenset[str]:
    """Return keys of a name. Two names that share one look the same, or differ in case, spaces and punctuation only."""
    seen = visible(name)
    keys = {_NOT_IN_NAMES.sub("", skeleton(written)) for written in (seen, seen.casefold())}
    return frozenset(keys - {""})


def readings(text: str) -> tuple[str, ...]:
    """Return the text as `visible` has it, and then as it reads without disguise, if anything in it is disguised.

    A disguise is what few honest writers type: letters of two alphabets in one word, letters of phoneticians, 0
    and 1 among letters, a large I for an l or a small l for an I, flags for letters, accents on several letters of a
    word (on one they tell honest words apart, as Spanish "año" or German "schwül"), and in Latin company a word of
    nothing but look-alikes. Other words stay, so that Russian "сор" among Russian words never reads "cop". A disguised
    word has a reading in each alphabet that it borrows from.
    """
    seen = visible(text)
    if seen.isascii() and not _OTHER_CASE_INSIDE.search(seen) and not _FOR_LETTERS.search(seen):
        return (seen,)
    disguised = _disguised(seen)
    if not disguised:
        return (seen,)
    latin = ({word: _in_latin(word, table) for word in disguised} for table in (_AS_L, _AS_I))
    native = ({word: to for word in disguised if (to := _in_script(word, *script)) != word} for script in _SCRIPTS)
    return tuple(dict.fromkeys([seen, *(_replace_words(seen, into) for into in (*latin, *native))]))


def unaccented(text: str) -> str:
    """Return the text without accents, and with plain letters for those that a stroke or a missing dot makes."""
    return text if text.isascii() else _without_marks(text).translate(_STROKED)


def is_latin(char: str) -> bool:
    """Whether a character is a letter of a living Latin alphabet."""
    return char.isalpha() and char < _LIVING_LATIN_ENDS


def passes_for_latin(char: str) -> bool:
    """Whether readers take a letter of another alphabet, or of none, for a Latin one."""
    return char in _DISGUISES and char.isalpha()


def is_all_alike(word: str) -> bool:
    """Whether a word is nothing but letters of another alphabet that pass for Latin ones."""
    return _ALIKE_ONLY.fullmatch(word) is not None


def is_mostly_latin(text: str) -> bool:
    """Whether a text has more Latin letters than letters that pass for none of them."""
    return len(_LATIN.findall(text)) > len(_NEVER_LATIN.findall(text))


def _replace_words(text: str, into: Mapping[str, str]) -> str:
    return _WORD.sub(lambda found: into.get(found[0], found[0]), text) if into else text


def _disguised(text: str) -> list[str]:
    words = set(_WORD.findall(text))
    alike = [word for word in words if is_all_alike(word)]
    among_latin = alike and is_mostly_latin(text)
    return [word for word in words if _is_disguised(word)] + (alike if among_latin else [])


def _is_disguised(word: str) -> bool:
    if _has_digits_for_letters(word):
        return True
    if word.isascii():
        return _OTHER_CASE_INSIDE.search(word) is not None
    word = _FLAG.sub("", word)
    if not _LATIN.search(word):
        return False
    return _DISGUISE.search(_without_marks(word)) is not None or _has_accents(word)


def _has_digits_for_letters(word: str) -> bool:
    """Few 0, 1 or | among more letters, as in "pr0n"; "10am" and "h264" mean what they say."""
    if not _FOR_LETTERS.search(word):
        return False
    letters = sum(map(str.isalpha, word))
    return 3 <= letters > len(word) - letters > 0 and all(c in "01|" for c in word if not c.isalpha())


def _has_accents(word: str) -> bool:
    """On two letters or more of a Latin word."""
    return sum(1 for char in word if len(whole := unicodedata.normalize("NFD", char)) > 1 and whole[0].isascii()) > 1


def _in_latin(word: str, table: Mapping[int, str]) -> str:
    return _LARGE_I_INSIDE.sub("l", _SMALL_L_INSIDE.sub("I", _without_marks(word))).translate(table)


def _in_script(word: str, script: re.Pattern[str], table: Mapping[int, int]) -> str:
    """A word of that script with its own letters, if what it borrowed passes for them; else the word."""
    own = word.translate(table) if script.search(word) else word
    return word if _LATIN.search(own) else own


def _without_marks(text: str) -> str:
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFD", text)))
