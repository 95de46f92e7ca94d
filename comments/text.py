"""What counts as a character, as nothing, and as the same text: one definition for form, API and database."""

import hashlib
import re
import unicodedata

# Letters and symbols that draw nothing although Unicode does not class them as space or format.
_BLANK_LOOKING = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_INVISIBLE_CATEGORIES = frozenset({"Cc", "Cf", "Co", "Mn", "Me", "Zl", "Zp", "Zs"})
# Not given out yet, but promised to draw nothing. Anything else unassigned may be an emoji newer than this Python.
_IGNORABLE = re.compile("[\u2065\ufff0-\ufff8\U000e0000-\U000e0fff]")
_CONTROL_IN_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# Direction overrides and isolates in a name would turn the words around it.
_CONTROL_IN_LINE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


def normalise(text: str) -> str:
    """CRLF and CR become LF, then NFC; a text is kept as typed otherwise. Its length is `len` of this."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def normalise_line(value: str) -> str:
    return unicodedata.normalize("NFC", value.strip())


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
    seen = "".join(c for c in plain if c.isspace() or unicodedata.category(c) not in {"Cf", "Cc"})
    return " ".join(seen.split())


def digest(text: str) -> str:
    """SHA-256 (hex) of the folded text: equal for texts that read the same."""
    return hashlib.sha256(folded(text).encode("utf-8", "surrogatepass")).hexdigest()


def canonical_email(email: str) -> str:
    """The mailbox an address stands for: case folded and without its plus part."""
    local, at, domain = email.casefold().rpartition("@")
    return f"{local.partition('+')[0]}{at}{domain}"


def printable(value: str) -> str:
    """A header's value without control characters, which a log or a database would choke on."""
    return _CONTROL_IN_LINE.sub("", value)
