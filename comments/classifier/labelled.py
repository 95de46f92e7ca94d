"""Judged texts from files: CSV with a header (RFC 4180) or JSON lines, of which only text and label are read."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import gettext as _

TEXT_COLUMN = "text"
LABEL_COLUMN = "label"

_JSON = frozenset({".json", ".jsonl", ".ndjson"})
# Looked for where the usual names are missing.
_ALSO = {TEXT_COLUMN: ("content", "comment", "message", "body"), LABEL_COLUMN: ("class", "is_spam", "spam")}
_LABELS = {"1": True, "true": True, "spam": True, "0": False, "false": False, "ham": False}


class Unreadable(ValueError):  # noqa: N818 - said of the file
    """Its message says in one sentence which file, where, and what is wrong."""


class Judged(NamedTuple):
    text: str
    is_spam: bool


@dataclass(frozen=True)
class Columns:
    text: str = TEXT_COLUMN
    label: str = LABEL_COLUMN


class _Record(NamedTuple):
    line: int
    fields: Mapping[object, object]


def read(path: Path, columns: Columns | None = None) -> list[Judged]:
    """Raises Unreadable."""
    wanted = columns or Columns()
    text = _decoded(path)
    records = _json_lines(path, text) if path.suffix.lower() in _JSON else _csv_rows(path, text)
    judged = [_judged(path, record, wanted) for record in records]
    if not judged:
        raise Unreadable(_("%(file)s contains no comments.") % {"file": path})
    return judged


def _decoded(path: Path) -> str:
    try:
        stored = path.read_bytes()
    except OSError as error:
        raise Unreadable(_("%(file)s cannot be read: %(why)s.") % {"file": path, "why": error.strerror}) from error
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


def _judged(path: Path, record: _Record, columns: Columns) -> Judged:
    text = _field(path, record, columns.text)
    label = _field(path, record, columns.label)
    if not isinstance(text, str):
        raise _wrong(path, record.line, _("the text is not a string"))
    is_spam = _LABELS.get(str(label).strip().casefold())
    if is_spam is None:
        why = _("the label is %(label)s, but must be 1, 0, true, false, spam or ham") % {"label": repr(label)[:40]}
        raise _wrong(path, record.line, why)
    return Judged(text, is_spam)


def _field(path: Path, record: _Record, column: str) -> object:
    if column in record.fields:
        return record.fields[column]
    names = {str(name).strip().casefold(): name for name in record.fields}
    for name in (column.casefold(), *_ALSO.get(column, ())):
        if name in names:
            return record.fields[names[name]]
    known = ", ".join(str(name) for name in record.fields)
    raise _wrong(
        path, record.line, _("there is no column %(column)s; the columns are: %(known)s") % _shortly(column, known)
    )


def _shortly(column: str, known: str) -> dict[str, str]:
    return {"column": column, "known": known if len(known) <= 200 else f"{known[:200]}…"}


def _wrong(path: Path, line: int, why: str) -> Unreadable:
    return Unreadable(_("%(file)s, line %(line)d: %(why)s.") % {"file": path, "line": line, "why": why})


def read_all(paths: Iterable[Path], columns: Columns | None = None) -> list[Judged]:
    """All files together, among them spam and real comments. Raises Unreadable."""
    files = list(paths)
    judged = [one for path in files for one in read(path, columns)]
    named = {"files": ", ".join(map(str, files))}
    labels = {one.is_spam for one in judged}
    if True not in labels:
        raise Unreadable(_("There is no spam in %(files)s. Spam and real comments are needed.") % named)
    if False not in labels:
        raise Unreadable(_("There are no real comments in %(files)s. Spam and real comments are needed.") % named)
    return judged
