"""Finds the entries of a word list in a text, in a time that does not grow with the list."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from comments.text.lookalikes import readings
from comments.text.normalization import fold_line, lower_line
from comments.text.word_list.entries import WORD, ListEntry, with_separator
from comments.text.word_list.expressions import Expression, mark_words

_GRAM = 3


class PrefixIndex:
    """Tells with which entry a text goes on from an index. Sorted, and none begins another: one guess is enough."""

    def __init__(self, typed: Mapping[str, str]) -> None:
        self._typed = typed
        self._longest = max(map(len, typed), default=0)
        self._by_size: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        last = None
        for form in sorted(typed):
            if last is None or not form.startswith(last):
                self._by_size[min(len(form), _GRAM)][form[:_GRAM]].append(form)
                last = form

    def starting_at(self, text: str, indexes: Iterable[int]) -> str | None:
        """Return the entry, as typed, that begins at one of these indexes of the text; None if none does."""
        for size, by_gram in self._by_size.items():
            for index in indexes:
                bucket = by_gram.get(text[index : index + size])
                if bucket and (form := self._guess(bucket, text[index : index + self._longest])):
                    return self._typed[form]
        return None

    def _guess(self, bucket: list[str], ahead: str) -> str | None:
        guess = bucket[bisect_right(bucket, ahead) - 1]
        return guess if ahead.startswith(guess) else None


@dataclass(frozen=True)
class FormIndex:
    """Entries as typed, by forms of them: whole words, their beginnings, their ends, and parts found anywhere.

    `word_counts` has the lengths of phrases, in words, by their first word.
    """

    wholes: Mapping[str, str]
    word_counts: Mapping[str, Sequence[int]]
    prefixes: PrefixIndex
    suffixes: PrefixIndex
    parts: PrefixIndex

    def find_first(self, line: str) -> str | None:
        """Find an entry, as typed, in a line whose case was lowered or folded as that of the forms was."""
        spans = [found.span() for found in WORD.finditer(line)]
        return (
            self._whole(line, spans)
            or self.prefixes.starting_at(line, [start for start, _ in spans])
            or self.suffixes.starting_at(line[::-1], [len(line) - end for _, end in spans])
            or self.parts.starting_at(line, range(len(line)))
        )

    def _whole(self, line: str, spans: Sequence[tuple[int, int]]) -> str | None:
        for index, (start, end) in enumerate(spans):
            word = line[start:end]
            if word in self.wholes:
                return self.wholes[word]
            for count in self.word_counts.get(word, ()):
                last = index + count - 1
                if last < len(spans) and (typed := self.wholes.get(line[start : spans[last][1]])):
                    return typed
        return None


@dataclass(frozen=True)
class FoundEntry:
    """An entry as typed; `is_literal` unless the text only looks like it: by accents, look-alikes, digits or ß."""

    entry: str
    is_literal: bool


@dataclass(frozen=True)
class WordMatcher:
    """A word list ready for use; it never changes.

    `lookalike` has all forms that `literal` has, and what the entries look like; it is the same object where they look
    like nothing else.
    """

    literal: FormIndex
    lookalike: FormIndex
    expressions: Sequence[tuple[str, Expression]]
    addresses: PrefixIndex
    is_empty: bool

    def find_first(self, text: str) -> FoundEntry | None:
        """Find an entry that is in the text as typed, or else in one of its readings without disguise."""
        if self.is_empty or not text:
            return None
        seen, *others = readings(text)
        line = lower_line(seen)
        if entry := self._in_line(self.literal, line):
            return FoundEntry(entry, is_literal=True)
        lines = dict.fromkeys([line, *map(fold_line, (seen, *others))])
        if self.lookalike is self.literal:
            del lines[line]
        found = (self._in_line(self.lookalike, other) for other in lines)
        return next((FoundEntry(entry, is_literal=False) for entry in found if entry), None)

    def find_address(self, address: str) -> FoundEntry | None:
        """Find an entry that is this IP address, or its beginning."""
        entry = self.addresses.starting_at(with_separator(address), [0]) if address else None
        return FoundEntry(entry, is_literal=True) if entry else None

    def _in_line(self, forms: FormIndex, line: str) -> str | None:
        return forms.find_first(line) or self._expression(line)

    def _expression(self, line: str) -> str | None:
        if not self.expressions:
            return None
        with_marks = mark_words(line)
        return next((typed for typed, expression in self.expressions if expression.is_in(with_marks)), None)


@dataclass(frozen=True)
class WordMatchers:
    """Several word lists, used as if they were one."""

    parts: Sequence[WordMatcher]
    is_empty = False

    def find_first(self, text: str) -> FoundEntry | None:
        """Find an entry that is in the text as typed, or else one that it looks like."""
        found = [entry for part in self.parts if (entry := part.find_first(text))]
        return next((entry for entry in found if entry.is_literal), found[0] if found else None)

    def find_address(self, address: str) -> FoundEntry | None:
        """Find an entry that is this IP address, or its beginning."""
        return next((entry for part in self.parts if (entry := part.find_address(address))), None)


def word_matcher(lines: Iterable[ListEntry]) -> WordMatcher:
    """Make a matcher of entries."""
    kept = list(lines)
    expressions = [(line.typed, line.expression) for line in kept if line.expression]
    literal = _form_index(kept, most=1)
    has_more = any(len(line.forms) > 1 for line in kept)
    return WordMatcher(
        literal,
        _form_index(kept) if has_more else literal,
        expressions,
        addresses=PrefixIndex({line.address: line.typed for line in kept if line.address}),
        is_empty=not kept,
    )


def _form_index(lines: Iterable[ListEntry], *, most: int | None = None) -> FormIndex:
    by_sides: dict[tuple[bool, bool], dict[str, str]] = defaultdict(dict)
    for line in lines:
        for form in line.forms[:most]:
            by_sides[line.is_open_left, line.is_open_right].setdefault(form, line.typed)
    wholes = by_sides[False, False]
    return FormIndex(
        wholes,
        _word_counts(wholes),
        prefixes=PrefixIndex(by_sides[False, True]),
        suffixes=PrefixIndex({form[::-1]: typed for form, typed in by_sides[True, False].items()}),
        parts=PrefixIndex(by_sides[True, True]),
    )


def _word_counts(wholes: Iterable[str]) -> dict[str, tuple[int, ...]]:
    counts: dict[str, set[int]] = defaultdict(set)
    for form in wholes:
        words = WORD.findall(form)
        if len(words) > 1:
            counts[words[0]].add(len(words))
    return {word: tuple(sorted(lengths)) for word, lengths in counts.items()}
