"""What a character is: which show nothing, which make a word, which scripts leave out spaces, and where one ends.

This is the one definition of a word, of what is invisible and of scripts without spaces. The strings are for a
character class of `re`; every other module builds its expressions from them. They are written out because computing
them takes a second; a test compares them with Unicode's own properties.
"""

import re
import unicodedata
from itertools import groupby

import regex

# Default_Ignorable_Code_Point and General_Category=Cf: they change how others look, and show nothing themselves.
INVISIBLE = (
    "\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000110bd\U000110cd"
    "\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
# An empty Braille cell and a notehead without ink: room, and nothing in it.
EMPTY = "\u2800\U0001d159"
# Controls that are no white space to `str.split`.
CONTROLS = "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"
# What no database keeps and no font has.
NO_CHARACTERS = "\ud800-\udfff\ufffe\uffff"

# Scripts without spaces between words. Those of South East Asia are Unicode's Line_Break=Complex_Context.
IDEOGRAPHS = (
    "\u3005-\u3007\u3021-\u3029\u3038-\u303b\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00016fe3\U00016ff0-\U00016ff6"
    "\U00020000-\U0003fffd"
)
KANA = (
    "\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f\u31a0-\u31bf\u31f0-\u31ff\uff66-\uff9d"
    "\U0001aff0-\U0001aff3\U0001aff5-\U0001affb\U0001affd\U0001affe\U0001b000-\U0001b128\U0001b132\U0001b150-\U0001b152"
    "\U0001b155\U0001b164-\U0001b168"
)
SOUTH_EAST_ASIAN = (
    "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81\u0e82\u0e84\u0e86-\u0e8a\u0e8c-\u0ea3\u0ea5\u0ea7-\u0ebd\u0ec0-\u0ec4\u0ec6"
    "\u0ec8-\u0ece\u0edc-\u0edf\u1000-\u103f\u1050-\u108f\u109a-\u109d\u1780-\u17d3\u17d7\u17dc\u17dd\u1950-\u196d"
    "\u1970-\u1974\u1980-\u19ab\u19b0-\u19c9\u1a20-\u1a5e\u1a60-\u1a7c\u1aa7\ua9e0-\ua9ef\ua9fa-\ua9fe\uaa60-\uaa76"
    "\uaa7a-\uaac2\uaadb-\uaadd\U00011700-\U0001171a\U0001171d-\U0001172b\U00011740-\U00011746"
)
SPACELESS = IDEOGRAPHS + KANA + SOUTH_EAST_ASIAN

# Combining marks, such as vowel signs: part of a word, though Python's \w leaves them out. There are none elsewhere.
_ALL_MARKS = [
    char
    for start, end in (
        *((0x300, 0x3100), (0xA600, 0xAC00), (0xFB1E, 0xFE30), (0x101FD, 0x12000)),
        *((0x13440, 0x13456), (0x16AF0, 0x16FF2), (0x1BC9D, 0x1BC9F), (0x1CF00, 0x1E94B)),
    )
    for char in map(chr, range(start, end))
    if unicodedata.category(char).startswith("M")
]
# In runs: outside the first plane `re` compares a character with one after the other, and there are 832 marks.
_MARKS_IN_RUNS = groupby(enumerate(_ALL_MARKS), lambda numbered: ord(numbered[1]) - numbered[0])
MARKS = "".join(f"{run[0][1]}-{run[-1][1]}" for run in (list(found) for _, found in _MARKS_IN_RUNS))
DIGITS = r"\d"
# One letter or digit. No underscore: people who write _word_ stress the word.
LETTER_OR_DIGIT = r"[^\W_]"
LETTER = r"[^\W\d_]"
# Whether one character belongs to a word.
IN_WORD = rf"(?:{LETTER_OR_DIGIT}|[{MARKS}])"
# One character of what stands between words.
BETWEEN_WORDS = rf"(?:[^\w{MARKS}]|_)"

_GRAPHEME = regex.compile(r"\X")
# Nothing joins these to what stands before them, so that there are few graphemes to look at from there.
_BEGINS = regex.compile(r"(?V1)(?<!\p{GCB=Prepend})[\p{GCB=Other}--\p{Extended_Pictographic}--\p{InCB=Consonant}]")
_INVISIBLE = re.compile(f"[{INVISIBLE}]")
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_EMPTY_OR_INVISIBLE = re.compile(f"[{INVISIBLE}{EMPTY}]")
_UNSEEN_CATEGORIES = frozenset({"Cc", "Cf", "Co", "Mn", "Me", "Zl", "Zp", "Zs"})
_CONTROL = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f{NO_CHARACTERS}]")
# Direction overrides and isolates in a name would turn the words around it.
_CONTROL_IN_LINE = re.compile(f"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069{NO_CHARACTERS}]")
# Normalising takes quadratic time on marks stacked without end: UAX #15, Stream-Safe Text Format, allows 30.
MARKS_TOGETHER = 30


def word(without: str = "") -> str:
    """Return a regular expression for a word: letters and digits with their marks, in linear time.

    `without` are characters, as in a character class, that are not to be part of words.
    """
    own = rf"[^\W_{without}]"
    return rf"{own}++(?:[{MARKS}]++{own}*+)*+"


def has_invisible(text: str) -> bool:
    """Whether any character of the text shows nothing itself (INVISIBLE)."""
    return not text.isascii() and _INVISIBLE.search(text) is not None


def without_invisible(text: str) -> str:
    """Take out all characters that show nothing themselves (INVISIBLE)."""
    return text if text.isascii() else _INVISIBLE.sub("", text)


def is_blank(text: str) -> bool:
    """Whether nothing of the text would be seen: it is empty, or spaces, controls, and marks without a letter."""
    return all(unicodedata.category(char) in _UNSEEN_CATEGORIES for char in _EMPTY_OR_INVISIBLE.sub("", text))


def has_control(text: str) -> bool:
    """Whether a text of several lines holds a control other than tab and line feed, or what is no character."""
    return _CONTROL.search(text) is not None


def has_control_in_line(value: str) -> bool:
    """Whether a value of one line holds a control, a line or paragraph end, or a direction override or isolate."""
    return _CONTROL_IN_LINE.search(value) is not None


def without_control(value: str) -> str:
    """Take out what `has_control_in_line` finds, on which a log or a database would choke."""
    return _CONTROL_IN_LINE.sub("", value)


def fit_for_xml(text: str) -> str:
    """Take out what no XML document can hold, not even escaped (XML 1.0, 2.2): most controls, U+FFFE, surrogates."""
    return _NOT_IN_XML.sub("", text)


def has_stacked_marks(text: str) -> bool:
    """Whether one letter bears more than MARKS_TOGETHER combining marks, which no writing needs."""
    if text.isascii():
        return False
    together = 0
    for char in text:
        together = together + 1 if unicodedata.combining(char) else 0
        if together > MARKS_TOGETHER:
            return True
    return False


def cut(text: str, most: int) -> str:
    """Return the first characters, at most `most` code points, without parting what is seen as one (UAX #29).

    Only where a single grapheme is longer is it parted.
    """
    if len(text) <= most:
        return text
    start = most
    while start and not _BEGINS.match(text, start):
        start -= 1
    end = start
    for grapheme in _GRAPHEME.finditer(text, start):
        if grapheme.end() > most:
            break
        end = grapheme.end()
    return text[:end] or text[:most]
