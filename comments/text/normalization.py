"""What counts as a character, as nothing, and as the same text: one definition for form, API and database."""

import hashlib
import re
import unicodedata
from urllib.parse import unquote_to_bytes

from comments.text.characters import CONTROLS, EMPTY, INVISIBLE, MARKS, NO_CHARACTERS

# Normalising takes quadratic time on marks stacked without end: UAX #15, Stream-Safe Text Format, allows 30.
MARKS_TOGETHER = 30
# Word processors write the last two, and browsers show nothing for them.
_LINE_END = re.compile("\r\n?|[\u2028\u2029]")
_UNSEEN_CATEGORIES = frozenset({"Cc", "Cf", "Co", "Mn", "Me", "Zl", "Zp", "Zs"})
# They show nothing, and what is taken for the same text has none of them.
_NOTHING = re.compile(f"[{INVISIBLE}{CONTROLS}]")
_SEEMS_EMPTY = re.compile(f"[{INVISIBLE}{EMPTY}]")
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
_CONTROL_IN_TEXT = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f{NO_CHARACTERS}]")
# Direction overrides and isolates in a name would turn the words around it.
_CONTROL_IN_LINE = re.compile(f"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069{NO_CHARACTERS}]")


def normalise(text: str) -> str:
    """Ends of lines and paragraphs become LF; a text is kept as typed otherwise. Its length is `len` of this."""
    return _LINE_END.sub("\n", text)


def normalise_line(value: str) -> str:
    """Without space at its ends."""
    return value.strip()


def has_stacked_marks(text: str) -> bool:
    """More combining marks on one letter than any writing needs."""
    if text.isascii():
        return False
    together = 0
    for char in text:
        together = together + 1 if unicodedata.combining(char) else 0
        if together > MARKS_TOGETHER:
            return True
    return False


def is_blank(text: str) -> bool:
    """True when nothing in the text would be seen."""
    return all(unicodedata.category(char) in _UNSEEN_CATEGORIES for char in _SEEMS_EMPTY.sub("", text))


def has_control(text: str) -> bool:
    return _CONTROL_IN_TEXT.search(text) is not None


def has_control_in_line(value: str) -> bool:
    return _CONTROL_IN_LINE.search(value) is not None


def folded(text: str) -> str:
    """For comparing: compatibility forms, case, invisible characters and runs of space make no difference."""
    plain = _NOTHING.sub("", text)
    if not plain.isascii():
        plain = unicodedata.normalize("NFKC", _unstacked(_AS_SPACE.sub(" ", plain)))
    return " ".join(plain.casefold().split())


def shown(text: str) -> str:
    """The letters that are to be seen, in NFKC, at most six times as long. Case and spaces stay.

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


def folded_line(seen: str) -> str:
    """What `shown` gave, without case, as one line with single spaces. Folding case may part a letter from its dot."""
    plain = seen.casefold()
    return " ".join((plain if plain.isascii() else _LAID_OVER.sub("", plain)).split())


def lowered_line(seen: str) -> str:
    """As `folded_line`, with every letter as it was typed: ß is not ss, and a Turkish capital I is ı."""
    if seen.isascii():
        return " ".join(seen.lower().split())
    plain = seen.replace("I", "\u0131") if _is_turkish(seen) else seen
    return " ".join(_LAID_OVER.sub("", plain.lower().replace("ς", "σ")).split())


def _is_turkish(seen: str) -> bool:
    letters = set(seen)
    return not letters.isdisjoint("ğışĞİŞ") or not (letters.isdisjoint("çÇ") or letters.isdisjoint("öüÖÜ"))


def digest(text: str) -> str:
    """SHA-256 (hex) of the folded text: equal for texts that read the same."""
    return hashlib.sha256(folded(text).encode("utf-8", "surrogatepass")).hexdigest()


def is_utf8(query: str) -> bool:
    """Whether a query as sent is UTF-8 behind its percent signs; others would be read as one and the same."""
    try:
        unquote_to_bytes(query.encode("latin-1")).decode()
    except UnicodeError:
        return False
    return True


def number_in(written: str) -> int | None:
    """A row's number as our forms and addresses have it, in ASCII digits; None for anything else."""
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 19 else None


def printable(value: str) -> str:
    """A header's value without control characters, which a log or a database would choke on."""
    return _CONTROL_IN_LINE.sub("", value)
