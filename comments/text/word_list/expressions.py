"""Regular expressions that moderators type, matched in linear time (RE2) on texts in any alphabet."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

import re2

from comments.text.characters import MARKS
from comments.text.normalization import fold_line, lower_line, visible

MEMORY_BYTES = 1024 * 1024

# RE2's \b knows the letters a to z only, and would find "on" in "façon". So every edge of a word is marked in the text,
# twice since \b takes one mark away, and whatever takes a character passes over marks.
_MARK = "\x01"
_MARKED = rf"{_MARK}{_MARK}\g<0>{_MARK}{_MARK}"
_WORD = re.compile(rf"\w[\w{MARKS}]*")
_IN_WORDS = r"\pL\pM\pN_"
_CONSUMING = {
    ".": f"[^{_MARK}]",
    r"\w": f"[{_IN_WORDS}]",
    r"\W": f"[^{_IN_WORDS}{_MARK}]",
    r"\d": r"\p{Nd}",
    r"\D": rf"[^\p{{Nd}}{_MARK}]",
    r"\S": rf"[^\s{_MARK}]",
    r"[\s\S]": f"[^{_MARK}]",
    r"[\w\W]": f"[^{_MARK}]",
    r"[\d\D]": f"[^{_MARK}]",
}
_ZERO_WIDTH = {r"\b": _MARK, r"\A": r"\A", "^": "^", r"\z": rf"(?:{_MARK}*\z)", "$": rf"(?:{_MARK}*$)"}
_IN_BRACKETS = {r"\w": _IN_WORDS, r"\d": r"\p{Nd}"}
_TOKEN = re.compile(
    r"""(?P<brackets> \[ \^? \]? (?: \[:\^?\w+:\] | \\. | [^\]\\] )* \] )
    | (?P<code> \\ (?: [pP](?:\{\^?\w+\}|.) | x\{\w+\} | x\w\w | [0-7]{1,3} ) )
    | (?P<escape> \\. )
    | (?P<syntax> \(\? (?: P?<\w+> | [imsU-]*[:)] ) | [()|] | [*+?]\?? | \{\d+(?:,\d*)?\}\?? )
    | (?P<literal> \s+ | . )""",
    re.VERBOSE | re.DOTALL,
)
# A text of one of these, or of two of the same, is in nearly every comment.
_EVERYWHERE = ("", *"abcdefghijklmnopqrstuvwxyz0123456789 .,:;!?'-/")


class UnusableError(ValueError):
    """An expression that RE2 does not take, or that this module cannot carry over to it; says what is in the way."""


@dataclass(frozen=True)
class Expression:
    """`size` counts instructions: matching takes at most so many steps for each character of a text."""

    _compiled: Any  # re2 comes without types
    size: int

    def is_in(self, line: bytes) -> bool:
        """Whether it matches in a line that `mark_words` returned."""
        return self._compiled.search(line) is not None

    def is_everywhere(self) -> bool:
        """Whether one usual character is enough for it, or none."""
        return any(self.is_in(mark_words(char)) and self.is_in(mark_words(f"{char} {char}")) for char in _EVERYWHERE)


def compile_expression(source: str) -> Expression:
    """Compile what was typed. Raises UnusableError.

    Case makes no difference, and literal characters are folded as texts are.
    """
    source = unicodedata.normalize("NFC", source)
    as_typed = _compiled(source)
    # The classes of all letters make a program long and not slow, so what was typed is what counts.
    return Expression(_compiled("".join(map(_translate, _TOKEN.finditer(source)))), as_typed.programsize)


def mark_words(line: str) -> bytes:
    """Mark the edges of words in a line, as UTF-8, for `Expression.is_in`."""
    return _WORD.sub(_MARKED, line).encode("utf-8", "replace")


def _compiled(pattern: str) -> Any:  # as above
    options = re2.Options()
    options.case_sensitive = False
    options.never_capture = True
    options.log_errors = False
    options.max_mem = MEMORY_BYTES
    try:
        return re2.compile(pattern.encode("utf-8", "replace"), options)
    except re2.error as error:
        message = error.args[0] if error.args else b""
        raise UnusableError(message.decode("utf-8", "replace") if isinstance(message, bytes) else message) from None


def _translate(token: re.Match[str]) -> str:
    typed = token[0]
    if token.lastgroup == "syntax":
        return typed
    if typed in _ZERO_WIDTH:
        return _ZERO_WIDTH[typed]
    return f"(?:{_MARK}*{_consuming(token)})"


def _consuming(token: re.Match[str]) -> str:
    typed = token[0]
    if typed in _CONSUMING:
        return _CONSUMING[typed]
    if token.lastgroup == "brackets":
        return _brackets(typed)
    if token.lastgroup == "literal":
        return _literal(typed)
    if typed in {r"\B", r"\C", r"\Q", r"\E"}:
        raise UnusableError(typed)
    return rf"[^\p{typed[2:]}{_MARK}]" if typed.startswith(r"\P") else typed


def _literal(typed: str) -> str:
    """Letters as they are in both kinds of text that are searched: ß, and ss."""
    seen = visible(typed)
    forms = dict.fromkeys([lower_line(seen), fold_line(seen)] if seen.strip() else " " * typed.isspace())
    return "|".join(f"{_MARK}*".join(map(re2.escape, form)) for form in forms)


def _brackets(typed: str) -> str:
    if unsupported := re.search(r"\\[DSWP]|\[:\^", typed.replace(r"\\", "")):
        raise UnusableError(f"{unsupported[0]} […]")
    plain = re.sub(r"\\.", lambda found: _IN_BRACKETS.get(found[0], found[0]), typed)
    return f"[^{_MARK}{plain[2:]}" if plain.startswith("[^") else plain
