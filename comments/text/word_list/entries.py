"""Reads the lines of a word list into entries, and says why some of them cannot be used."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from comments.text.characters import IN_WORD, SPACELESS, cut, word
from comments.text.lookalikes import readings
from comments.text.normalization import fold_line, lower_line, visible
from comments.text.word_list.expressions import Expression, UnusableError, compile_expression

ENTRIES = 20_000
LIST_CHARACTERS = 1_000_000
LINE_CHARACTERS = 200
SHOWN_CHARACTERS = 40
EXPRESSIONS = 100
# Instructions of RE2 in all expressions of a list, and so the most steps that matching takes for a character of text.
EXPRESSIONS_SIZE = 5_000

# Where no space stands between words, an entry is found anywhere.
WORD = re.compile(word(SPACELESS))
_IN_WORD = re.compile(rf"(?![{SPACELESS}]){IN_WORD}")
# At least two groups of it: "88" is in the address and the browser of many.
_ADDRESS = re.compile(r"((?:\d{1,3}\.){2,3}\d{0,3}|[0-9a-f]{1,4}::?[0-9a-f]{1,4}[0-9a-f:]*)(\*?)", re.ASCII | re.I)
_EXPRESSION = re.compile(r"/(?P<source>.+)/(?P<flags>[gimsux]*)")


@dataclass(frozen=True)
class ListEntry:
    """One entry: a regular expression, or `forms` of a word or phrase, and on which sides a word may go on.

    The first form has its letters as they were typed; the others are what these are folded to or look like. `address`
    is what a network address begins with, if the entry may be meant as one.
    """

    typed: str
    forms: tuple[str, ...] = ()
    is_open_left: bool = False
    is_open_right: bool = False
    expression: Expression | None = None
    address: str = ""


@dataclass(frozen=True)
class EntryProblem:
    """A sentence for moderators on a line, or on lines, that are left out."""

    sentence: str


@dataclass
class _ExpressionBudget:
    """What the expressions of one list may cost."""

    expressions: int = 0
    size: int = 0

    def take(self, line: ListEntry) -> ListEntry:
        """Return the entry. Raises UnusableError when it is an expression too many."""
        if not line.expression:
            return line
        if self.expressions == EXPRESSIONS:
            raise UnusableError(_("a list may have %(limit)s regular expressions.") % {"limit": EXPRESSIONS})
        if self.size + line.expression.size > EXPRESSIONS_SIZE:
            raise UnusableError(_("the regular expressions up to this line are too large together."))
        self.expressions += 1
        self.size += line.expression.size
        return line


def read_entries(listed: str) -> Iterator[ListEntry | EntryProblem]:
    """Read a list, one entry a line, blank lines aside. What is beyond the limits is left out with an EntryProblem."""
    whole = listed if len(listed) <= LIST_CHARACTERS else listed[:LIST_CHARACTERS].rpartition("\n")[0]
    entries = [(number, typed) for number, line in enumerate(whole.splitlines(), 1) if (typed := line.strip())]
    budget = _ExpressionBudget()
    for number, typed in entries[:ENTRIES]:
        try:
            yield budget.take(_entry(typed))
        except UnusableError as error:
            yield _problem(number, typed, error)
    if len(entries) > ENTRIES:
        too_many = _("A list may have %(limit)s entries. Remove the entries from line %(number)s on.")
        yield EntryProblem(too_many % {"limit": ENTRIES, "number": entries[ENTRIES][0]})
    if len(listed) > LIST_CHARACTERS:
        yield EntryProblem(_("A list may have %(limit)s characters.") % {"limit": LIST_CHARACTERS})


def _problem(number: int, typed: str, error: UnusableError) -> EntryProblem:
    entry = typed if len(typed) <= SHOWN_CHARACTERS else f"{cut(typed, SHOWN_CHARACTERS)}…"
    sentence = _("Line %(number)s, “%(entry)s”: %(why)s")
    return EntryProblem(sentence % {"number": number, "entry": entry, "why": error})


def _entry(typed: str) -> ListEntry:
    if len(typed) > LINE_CHARACTERS:
        raise UnusableError(_("it is longer than %(limit)s characters.") % {"limit": LINE_CHARACTERS})
    if found := _EXPRESSION.fullmatch(typed):
        return ListEntry(typed, expression=_expression(found["source"], found["flags"]))
    return _plain_entry(typed)


def _expression(source: str, flags: str) -> Expression:
    if flags:
        raise UnusableError(_("remove the letters after the last “/”. Upper and lower case are always treated alike."))
    try:
        expression = compile_expression(source)
    except UnusableError as error:
        unusable = _("RE2 does not take it (%(detail)s); look-around and back-references are not supported.")
        raise UnusableError(unusable % {"detail": error}) from None
    if expression.is_everywhere():
        raise UnusableError(_("it would match nearly every comment."))
    return expression


def _plain_entry(typed: str) -> ListEntry:
    seen = visible(typed).strip()
    core = fold_line(seen.strip("*"))
    if not core and "*" not in seen:
        raise UnusableError(_("it contains no visible character."))
    if not core or (len(core) == 1 and _is_everywhere(core, is_part="*" in seen)):
        raise UnusableError(_("it would match nearly every comment."))
    # A digit in an entry means the digit: "g0" is not "go".
    has_digits = any(map(str.isdigit, core))
    others = () if core.isascii() or has_digits else map(fold_line, readings(seen.strip("*")))
    return ListEntry(
        typed,
        tuple(dict.fromkeys([lower_line(seen.strip("*")), core, *others])),
        is_open_left=seen.startswith("*") or not _IN_WORD.match(core[0]),
        is_open_right=seen.endswith("*") or not _IN_WORD.match(core[-1]),
        address=_address(seen),
    )


def _address(seen: str) -> str:
    """What an address begins with that is meant, a stop behind every group; empty when the entry is no address."""
    if not (found := _ADDRESS.fullmatch(seen)):
        return ""
    beginning, is_open = found[1].lower(), found[2]
    return beginning if is_open or beginning[-1] in ".:" else with_separator(beginning)


def with_separator(address: str) -> str:
    """Put the separator of groups behind an IP address, so that 1.2.3.4 does not begin 1.2.3.45."""
    return f"{address}:" if ":" in address else f"{address}."


def _is_everywhere(char: str, *, is_part: bool) -> bool:
    """A letter inside words, or a mark of punctuation; an emoji or a Chinese character may well be meant."""
    if _IN_WORD.match(char):
        return is_part
    return char.isascii() or unicodedata.category(char).startswith("P")
