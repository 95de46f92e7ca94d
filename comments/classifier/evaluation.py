"""Measures how well a filter tells spam from real comments that it has not seen, on labelled files.

Files are CSV with a header (RFC 4180) or JSON lines; only the columns of text and label are read.
"""

import csv
import io
import json
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import gettext as _

from comments.classifier.features import encode_comment
from comments.classifier.model import Filter, train
from comments.classifier.svm import Example

# The budgets that a new site begins with: at most 1 in so many real comments held, and called spam, by mistake.
HOLD_BUDGET = 200
SPAM_BUDGET = 1000
CURVE_ROUNDS = 5
TEXT_COLUMN = "text"
LABEL_COLUMN = "label"

_JSON = frozenset({".json", ".jsonl", ".ndjson"})
# Looked for where the usual names are missing.
_ALSO = {TEXT_COLUMN: ("content", "comment", "message", "body"), LABEL_COLUMN: ("class", "is_spam", "spam")}
_LABELS = {"1": True, "true": True, "spam": True, "0": False, "false": False, "ham": False}

Scored = Sequence[tuple[float, bool]]


class UnreadableFile(ValueError):  # noqa: N818 - said of the file
    """Its message says in one sentence which file, where, and what is wrong."""


class LabelledText(NamedTuple):
    text: str
    is_spam: bool


@dataclass(frozen=True)
class Columns:
    """The names of the two columns, or keys of JSON objects, that are read."""

    text: str = TEXT_COLUMN
    label: str = LABEL_COLUMN


class _Record(NamedTuple):
    line: int
    fields: Mapping[object, object]


@dataclass(frozen=True)
class Measures:
    """Shares between 0 and 1.

    `caught_at_1pct` and `caught_at_05pct` are the shares of spam caught where 1 % and 0.5 % of real comments are lost.
    `own_caught` and `own_lost` are those of spam and of real comments at the filter's own threshold for holding.
    """

    accuracy: float
    auc: float
    caught_at_1pct: float
    caught_at_05pct: float
    own_caught: float
    own_lost: float


def read_labelled(path: Path, columns: Columns | None = None) -> list[LabelledText]:
    """Read one file, at least one comment. Raises UnreadableFile."""
    wanted = columns or Columns()
    text = _decoded(path)
    records = _json_lines(path, text) if path.suffix.lower() in _JSON else _csv_rows(path, text)
    labelled = [_labelled(path, record, wanted) for record in records]
    if not labelled:
        raise UnreadableFile(_("%(file)s contains no comments.") % {"file": path})
    return labelled


def read_both_kinds(paths: Iterable[Path], columns: Columns | None = None) -> list[LabelledText]:
    """Read files that together hold spam and real comments. Raises UnreadableFile, also where one kind is missing."""
    files = list(paths)
    labelled = [one for path in files for one in read_labelled(path, columns)]
    named = {"files": ", ".join(map(str, files))}
    labels = {one.is_spam for one in labelled}
    if True not in labels:
        raise UnreadableFile(_("There is no spam in %(files)s. Spam and real comments are needed.") % named)
    if False not in labels:
        raise UnreadableFile(_("There are no real comments in %(files)s. Spam and real comments are needed.") % named)
    return labelled


def encode_examples(labelled: Sequence[LabelledText]) -> list[Example]:
    """Make examples to learn from."""
    return [Example(is_spam, encode_comment(text)) for text, is_spam in labelled]


def train_as_new_site(material: Sequence[Example]) -> Filter:
    """Train a filter with the budgets that a new site begins with."""
    return train(material, hold_budget=HOLD_BUDGET, spam_budget=SPAM_BUDGET)


def measure(learned: Filter, labelled: Sequence[LabelledText]) -> Measures:
    """Judge comments of both kinds. Scores count even where the product would abstain."""
    scored = _scored(learned, labelled)
    hold = learned.thresholds.hold
    return Measures(
        accuracy=accuracy(scored),
        auc=auc(scored),
        caught_at_1pct=caught_at(scored, 0.01),
        caught_at_05pct=caught_at(scored, 0.005),
        own_caught=0.0 if hold is None else _share_from(hold, [score for score, is_spam in scored if is_spam]),
        own_lost=0.0 if hold is None else _share_from(hold, [score for score, is_spam in scored if not is_spam]),
    )


def accuracy(scored: Scored) -> float:
    """Return the share of comments that a threshold of one half tells rightly."""
    return sum((score >= 0.5) == is_spam for score, is_spam in scored) / len(scored)


def auc(scored: Scored) -> float:
    """Return the chance that a spam comment scores above a real one, ties half (Mann and Whitney 1947)."""
    by_score: dict[float, list[int]] = {}
    for score, is_spam in scored:
        by_score.setdefault(score, [0, 0])[is_spam] += 1
    above, real, spam = 0.0, 0, 0
    for score in sorted(by_score):
        real_here, spam_here = by_score[score]
        above += spam_here * (real + real_here / 2)
        real, spam = real + real_here, spam + spam_here
    return above / (real * spam)


def caught_at(scored: Scored, lost: float) -> float:
    """Return the share of spam above the lowest threshold that loses at most the share `lost` of real comments."""
    real = sorted((score for score, is_spam in scored if not is_spam), reverse=True)
    limit = real[int(lost * len(real) + 1e-9)]
    spam = [score for score, is_spam in scored if is_spam]
    return sum(score > limit for score in spam) / len(spam)


def learning_curve(
    material: Sequence[Example], labelled: Sequence[LabelledText], sizes: Sequence[int]
) -> dict[int, float]:
    """Return the accuracy after so many labels, half of them spam, drawn at random: the mean of CURVE_ROUNDS draws."""
    return {size: _mean_accuracy(material, labelled, size // 2) for size in sizes}


def _mean_accuracy(material: Sequence[Example], labelled: Sequence[LabelledText], of_each: int) -> float:
    kinds = [[example for example in material if example.is_spam == is_spam] for is_spam in (True, False)]
    found = []
    for seed in range(CURVE_ROUNDS):
        draw = random.Random(seed)  # noqa: S311 - the same draw every time is what is wanted
        learned = train_as_new_site([example for kind in kinds for example in draw.sample(kind, of_each)])
        found.append(accuracy(_scored(learned, labelled)))
    return sum(found) / len(found)


def _scored(learned: Filter, labelled: Sequence[LabelledText]) -> list[tuple[float, bool]]:
    return [(learned.judge(text).probability, is_spam) for text, is_spam in labelled]


def _share_from(threshold: float, scores: Sequence[float]) -> float:
    return sum(score >= threshold for score in scores) / len(scores)


def _decoded(path: Path) -> str:
    try:
        stored = path.read_bytes()
    except OSError as error:
        raise UnreadableFile(_("%(file)s cannot be read: %(why)s.") % {"file": path, "why": error.strerror}) from error
    try:
        return stored.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _wrong(path, stored[: error.start].count(b"\n") + 1, _("this is not UTF-8")) from error


def _csv_rows(path: Path, text: str) -> Iterator[_Record]:
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    header: list[str] = []
    while True:
        # A comment may go over several lines; the reader tells only where it ended.
        line = rows.line_num + 1
        try:
            row = next(rows, None)
        except csv.Error as error:
            raise _wrong(path, line, _("this is not CSV (%(why)s)") % {"why": error}) from error
        if row is None:
            return
        if header and row:
            yield _Record(line, _named(path, line, header, row))
        header = header or row


def _named(path: Path, line: int, header: list[str], row: list[str]) -> dict[object, object]:
    if len(row) != len(header):
        counts = {"here": len(row), "header": len(header)}
        raise _wrong(path, line, _("the line has %(here)d columns, the header %(header)d") % counts)
    return dict(zip(header, row, strict=True))


def _json_lines(path: Path, text: str) -> Iterator[_Record]:
    for line, written in enumerate(text.split("\n"), start=1):
        if not written.strip():
            continue
        try:
            fields = json.loads(written)
        except (ValueError, RecursionError) as error:
            raise _wrong(path, line, _("this is not JSON")) from error
        if not isinstance(fields, dict):
            raise _wrong(path, line, _("this is not a JSON object"))
        yield _Record(line, fields)


def _labelled(path: Path, record: _Record, columns: Columns) -> LabelledText:
    text = _field(path, record, columns.text)
    label = _field(path, record, columns.label)
    if not isinstance(text, str):
        raise _wrong(path, record.line, _("the text is not a string"))
    is_spam = _LABELS.get(str(label).strip().casefold())
    if is_spam is None:
        why = _("the label is %(label)s, but must be 1, 0, true, false, spam or ham") % {"label": repr(label)[:40]}
        raise _wrong(path, record.line, why)
    return LabelledText(text, is_spam)


def _field(path: Path, record: _Record, column: str) -> object:
    if column in record.fields:
        return record.fields[column]
    names = {str(name).strip().casefold(): name for name in record.fields}
    for name in (column.casefold(), *_ALSO.get(column, ())):
        if name in names:
            return record.fields[names[name]]
    known = ", ".join(str(name) for name in record.fields)
    known = known if len(known) <= 200 else f"{known[:200]}…"
    why = _("there is no column %(column)s; the columns are: %(known)s") % {"column": column, "known": known}
    raise _wrong(path, record.line, why)


def _wrong(path: Path, line: int, why: str) -> UnreadableFile:
    return UnreadableFile(_("%(file)s, line %(line)d: %(why)s.") % {"file": path, "line": line, "why": why})
