"""Finds the entries of a list in a text, in a time that hardly depends on how long the list is."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from comments.text.lookalikes import readings
from comments.text.normalization import fold_line, lower_line
from comments.text.wordlist.entries import WORD, Line, ended
from comments.text.wordlist.expressions import Expression, marked

_GRAM = 3


class Beginnings:
    """Which entry a text goes on with from some place. Sorted, and none begins another: one guess is enough."""

    def __init__(self, typed: Mapping[str, str]) -> None:
        self._typed = typed
        self._longest = max(map(len, typed), default=0)
        self._by_size: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        last = None
        for form in sorted(typed):
            if last is None or not form.startswith(last):
                self._by_size[min(len(form), _GRAM)][form[:_GRAM]].append(form)
                last = form

    def at(self, text: str, places: Iterable[int]) -> str | None:
        """The entry, as typed, that begins at one of these places."""
        for size, by_gram in self._by_size.items():
            for place in places:
                bucket = by_gram.get(text[place : place + size])
                if bucket and (form := self._guess(bucket, text[place : place + self._longest])):
                    return self._typed[form]
        return None

    def _guess(self, bucket: list[str], ahead: str) -> str | None:
        guess = bucket[bisect_right(bucket, ahead) - 1]
        return guess if ahead.startswith(guess) else None


@dataclass(frozen=True)
class Forms:
    """Entries as typed, by forms of them. `word_counts` has the lengths of phrases by their first word."""

    wholes: Mapping[str, str]
    word_counts: Mapping[str, Sequence[int]]
    prefixes: Beginnings
    suffixes: Beginnings
    parts: Beginnings

    def first_in(self, line: str) -> str | None:
        spans = [found.span() for found in WORD.finditer(line)]
        return (
            self._whole(line, spans)
            or self.prefixes.at(line, [start for start, _ in spans])
            or self.suffixes.at(line[::-1], [len(line) - end for _, end in spans])
            or self.parts.at(line, range(len(line)))
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
class Found:
    """An entry as typed; `is_literal` unless the text only looks like it: by accents, look-alikes, digits or ß."""

    entry: str
    is_literal: bool


@dataclass(frozen=True)
class WordList:
    """`alike` has all that `literal` has, and what the entries look like; the same where they look like themselves."""

    literal: Forms
    alike: Forms
    expressions: Sequence[tuple[str, Expression]]
    addresses: Beginnings
    is_empty: bool

    def first_in(self, text: str) -> Found | None:
        """An entry that is in the text as typed, or else in one of its readings."""
        if self.is_empty or not text:
            return None
        seen, *others = readings(text)
        line = lower_line(seen)
        if entry := self._in_line(self.literal, line):
            return Found(entry, is_literal=True)
        lines = dict.fromkeys([line, *map(fold_line, (seen, *others))])
        if self.alike is self.literal:
            del lines[line]
        found = (self._in_line(self.alike, other) for other in lines)
        return next((Found(entry, is_literal=False) for entry in found if entry), None)

    def for_address(self, address: str) -> Found | None:
        """An entry that is the network address, or its beginning."""
        entry = self.addresses.at(ended(address), [0]) if address else None
        return Found(entry, is_literal=True) if entry else None

    def _in_line(self, forms: Forms, line: str) -> str | None:
        return forms.first_in(line) or self._expression(line)

    def _expression(self, line: str) -> str | None:
        if not self.expressions:
            return None
        with_marks = marked(line)
        return next((typed for typed, expression in self.expressions if expression.is_in(with_marks)), None)


def word_list(lines: Iterable[Line]) -> WordList:
    kept = list(lines)
    expressions = [(line.typed, line.expression) for line in kept if line.expression]
    literal = _forms(kept, most=1)
    has_more = any(len(line.forms) > 1 for line in kept)
    return WordList(
        literal,
        _forms(kept) if has_more else literal,
        expressions,
        addresses=Beginnings({line.address: line.typed for line in kept if line.address}),
        is_empty=not kept,
    )


def _forms(lines: Iterable[Line], *, most: int | None = None) -> Forms:
    by_sides: dict[tuple[bool, bool], dict[str, str]] = defaultdict(dict)
    for line in lines:
        for form in line.forms[:most]:
            by_sides[line.is_open_left, line.is_open_right].setdefault(form, line.typed)
    wholes = by_sides[False, False]
    return Forms(
        wholes,
        _word_counts(wholes),
        prefixes=Beginnings(by_sides[False, True]),
        suffixes=Beginnings({form[::-1]: typed for form, typed in by_sides[True, False].items()}),
        parts=Beginnings(by_sides[True, True]),
    )


def _word_counts(wholes: Iterable[str]) -> dict[str, tuple[int, ...]]:
    counts: dict[str, set[int]] = defaultdict(set)
    for form in wholes:
        words = WORD.findall(form)
        if len(words) > 1:
            counts[words[0]].add(len(words))
    return {word: tuple(sorted(lengths)) for word, lengths in counts.items()}
