"""When two texts count as the same: one definition for form, API, checks and database."""

import hashlib
import re
import unicodedata

from comments.text.characters import (
    CONTROLS,
    EMPTY,
    INVISIBLE,
    MARKS,
    MARKS_TOGETHER,
    NO_CHARACTERS,
    has_stacked_marks,
)

# Word processors write the last two, and browsers show nothing for them.
_LINE_END = re.compile("\r\n?|[\u2028\u2029]")
# They show nothing, and what is taken for the same text has none of them.
_NOTHING = re.compile(f"[{INVISIBLE}{CONTROLS}]")
# Ligatures of whole sentences, eight and eighteen times as long once taken apart, and a blank Braille cell: space.
_AS_SPACE = re.compile(f"[\ufdfa\ufdfb{EMPTY}]")
# Sigmas in the shape of a c, of which NFKC makes one of another shape.
_LUNATE = str.maketrans("\u03f2\u03f9", "cC")
# Marks that make no letter with the one before them; Hebrew and Arabic points, which writers add or leave out as they
# like; what is no character, and the sign that stands for what cannot be shown.
_LAID_OVER = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u302a-\u302f\ufe20-\ufe2f"
    "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4"
    f"{NO_CHARACTERS}\ufffd]"
    # Marks of another script on a figure or a Latin, Greek or Cyrillic letter, which make a sign that no language has.
    # What is no mark at first sight is not looked up among them.
    rf"|(?<=[0-9A-Za-z\u00c0-\u024f\u0370-\u03ff\u0400-\u052f\u1e00-\u1fff])(?![\x00-\x7f\w])[{MARKS}]+"
)


def normalise_text(text: str) -> str:
    """Make all ends of lines and paragraphs LF, and keep a text as typed otherwise. Limits count this result."""
    return _LINE_END.sub("\n", text)


def normalise_line(value: str) -> str:
    """Take the white space off both ends of a value of one line."""
    return value.strip()


def fold(text: str) -> str:
    """Return one line for comparing, in which compatibility forms (NFKC), case and runs of space make no difference.

    Neither do invisible characters. The database keeps digests of what this returns, so it must never change.
    """
    plain = _NOTHING.sub("", text)
    if not plain.isascii():
        plain = unicodedata.normalize("NFKC", _unstacked(_AS_SPACE.sub(" ", plain)))
    return " ".join(plain.casefold().split())


def visible(text: str) -> str:
    """Return the letters that are seen, in NFKC (UAX #15), at most six times as long. Case and spaces stay.

    Accents stay where they make a letter of their own; marks laid over letters at will do not.
    """
    seen = _NOTHING.sub("", text)
    if seen.isascii():
        return seen
    plain = unicodedata.normalize("NFKC", _unstacked(_AS_SPACE.sub(" ", seen)).translate(_LUNATE))
    # A Turkish dotless i with a dot laid over it.
    return _LAID_OVER.sub("", plain.replace("\u0131\u0307", "i"))


def _unstacked(text: str) -> str:
    """Without the marks that are too many on one letter, on which normalising could take seconds."""
    if not has_stacked_marks(text):
        return text
    kept, together = [], 0
    for char in text:
        together = together + 1 if unicodedata.combining(char) else 0
        kept.append(char if together <= MARKS_TOGETHER else "")
    return "".join(kept)


def fold_line(seen: str) -> str:
    """Fold the case of what `visible` returned, to one line with single spaces."""
    plain = seen.casefold()  # which may part a letter from its dot
    return " ".join((plain if plain.isascii() else _LAID_OVER.sub("", plain)).split())


def lower_line(seen: str) -> str:
    """Lower the case of what `visible` returned, to one line, with every letter as typed.

    Other than with `fold_line`, ß is not ss, and the capital I of a Turkish text is ı.
    """
    if seen.isascii():
        return " ".join(seen.lower().split())
    plain = seen.replace("I", "\u0131") if _is_turkish(seen) else seen
    return " ".join(_LAID_OVER.sub("", plain.lower().replace("ς", "σ")).split())


def _is_turkish(seen: str) -> bool:
    letters = set(seen)
    return not letters.isdisjoint("ğışĞİŞ") or not (letters.isdisjoint("çÇ") or letters.isdisjoint("öüÖÜ"))


def digest(text: str) -> str:
    """Return the SHA-256 of the folded text in 64 hex digits: equal for texts that read the same."""
    return hashlib.sha256(fold(text).encode("utf-8", "surrogatepass")).hexdigest()
