"""What counts as a character, as nothing, and as the same text: one definition for form, API and database."""

import hashlib
import re
import unicodedata

from comments.conf import TEXT_CEILING

# Letters and symbols that draw nothing although Unicode does not class them as space or format.
_BLANK_LOOKING = frozenset("\u115f\u1160\u2800\u3164\uffa0")
# Unicode's format characters (category Cf): they change how the others look and show nothing themselves.
_FORMAT = re.compile(
    "[\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff"
    "\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001"
    "\U000e0020-\U000e007f\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]"
)
# Normalising takes quadratic time on marks stacked without end: UAX #15, Stream-Safe Text Format, allows 30.
MARKS_TOGETHER = 30
_INVISIBLE_CATEGORIES = frozenset({"Cc", "Cf", "Co", "Mn", "Me", "Zl", "Zp", "Zs"})
# Not given out yet, but promised to draw nothing. Anything else unassigned may be an emoji newer than this Python.
_IGNORABLE = re.compile("[\u2065\ufff0-\ufff8\U000e0000-\U000e0fff]")
# Ligatures of whole sentences, eight and eighteen times as long once taken apart, and a blank Braille cell: space.
_AS_SPACE = re.compile("[\ufdfa\ufdfb\u2800]")
# Selectors, joiners and fillers; marks that make no letter with the one before them; Hebrew and Arabic points, which
# writers add or leave out as they like; and what is no character.
_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\ufe00-\ufe0f\U000e0000-\U000e0fff\u2065\ufff0-\ufff8"
    "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u302a-\u302f\ufe20-\ufe2f"
    "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4"
    "\ud800-\udfff\ufffe\uffff]"
)
_CONTROL_IN_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# Direction overrides and isolates in a name would turn the words around it.
_CONTROL_IN_LINE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")

# Vowel signs and the like: part of a word, though Python's \w leaves them out.
WORD_MARKS = "".join(
    char
    for block in (range(0x0900, 0x1D00), range(0xA800, 0xAC00), range(0x11000, 0x12000))
    for char in map(chr, block)
    if unicodedata.category(char) in {"Mn", "Mc"}
)


def normalise(text: str) -> str:
    """CRLF and CR become LF, then NFC; a text is kept as typed otherwise. Its length is `len` of this."""
    return _composed(text.replace("\r\n", "\n").replace("\r", "\n"))


def normalise_line(value: str) -> str:
    return _composed(value.strip())


def _composed(text: str) -> str:
    """NFC; a text that cannot be taken anyway stays as it is, since composing it could take seconds."""
    if text.isascii() or len(text) > 2 * TEXT_CEILING or has_stacked_marks(text):
        return text
    return unicodedata.normalize("NFC", text)


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
    seen = _IGNORABLE.sub("", text)
    return all(c in _BLANK_LOOKING or unicodedata.category(c) in _INVISIBLE_CATEGORIES for c in seen)


def has_control(text: str) -> bool:
    return _CONTROL_IN_TEXT.search(text) is not None


def has_control_in_line(value: str) -> bool:
    return _CONTROL_IN_LINE.search(value) is not None


def folded(text: str) -> str:
    """For comparing: compatibility forms, case, invisible characters and runs of space make no difference."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(_FORMAT.sub("", plain).split())


def shown(text: str) -> str:
    """The letters that are to be seen, in NFKC, at most six times as long. Case and spaces stay.

    Accents stay where they make a letter of their own; marks laid over letters at will do not.
    """
    if text.isascii():
        return _FORMAT.sub("", text)
    plain = unicodedata.normalize("NFKC", _unstacked(_AS_SPACE.sub(" ", text)))
    # A Turkish dotless i with a dot laid over it.
    return _UNSEEN.sub("", _FORMAT.sub("", plain).replace("\u0131\u0307", "i"))


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
    return " ".join((plain if plain.isascii() else _UNSEEN.sub("", plain)).split())


def lowered_line(seen: str) -> str:
    """As `folded_line`, with every letter as it was typed: ß is not ss, and a Turkish capital I is ı."""
    if seen.isascii():
        return " ".join(seen.lower().split())
    plain = seen.replace("I", "\u0131") if _is_turkish(seen) else seen
    return " ".join(_UNSEEN.sub("", plain.lower().replace("ς", "σ")).split())


def _is_turkish(seen: str) -> bool:
    letters = set(seen)
    return not letters.isdisjoint("ğışĞİŞ") or not (letters.isdisjoint("çÇ") or letters.isdisjoint("öüÖÜ"))


def digest(text: str) -> str:
    """SHA-256 (hex) of the folded text: equal for texts that read the same."""
    return hashlib.sha256(folded(text).encode("utf-8", "surrogatepass")).hexdigest()


def canonical_email(email: str) -> str:
    """The mailbox an address stands for: case folded and without its plus part, unless that is all there is."""
    local, at, domain = email.casefold().rpartition("@")
    return f"{local.partition('+')[0] or local}{at}{domain}"


def printable(value: str) -> str:
    """A header's value without control characters, which a log or a database would choke on."""
    return _CONTROL_IN_LINE.sub("", value)
