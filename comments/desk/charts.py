"""Charts as SVG for a page without script: where each bar stands, what is read out, and the same numbers as a table.

Everything is in units of a drawing WIDTH wide. In languages that run from right to left time does, too.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format, number_format
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from comments.desk.durations import lasting
from comments.errors import Message

WIDTH, HEIGHT = 320.0, 116.0
_TOP, _GAP, _ROW = 16.0, 2.0, 30.0
_SECONDS = (60, 3600, 86_400, 30 * 86_400)
Daily = Sequence[tuple[date, int]]
Row = tuple[Message, Sequence[str]]


@dataclass(frozen=True)
class Bar:
    """A rectangle of a class of the stylesheet; `said` is shown where one points at it."""

    x: str
    y: str
    width: str
    height: str
    style: str
    said: str = ""


@dataclass(frozen=True)
class Label:
    """A text whose beginning, or with `is_end` whose end, stands at x."""

    x: str
    y: str
    text: str
    is_end: bool = False


@dataclass(frozen=True)
class Table:
    """`head` names the columns, "" the one that needs no name; a row is its own name and its other cells."""

    head: Sequence[Message]
    rows: Sequence[Row]


@dataclass(frozen=True)
class Chart:
    """`about` says in words what the drawing shows; `lines` are heights; `table`, if any, has the same numbers."""

    name: str
    title: str
    about: str
    bars: Sequence[Bar]
    lines: Sequence[str]
    labels: Sequence[Label]
    table: Table | None = None
    height: str = f"{HEIGHT + _TOP:.0f}"


def of_counts(name: str, title: str, daily: Daily) -> Chart:
    """A bar for each day; the last day, which is not over, is lighter."""
    top = _rounded_up(max(number for _day, number in daily))
    bars = [
        _bar(
            place,
            daily,
            HEIGHT - _scaled(number / top),
            HEIGHT,
            _style(place, daily),
            f"{_said(day)}: {grouped(number)}",
        )
        for place, (day, number) in enumerate(daily)
        if number
    ]
    most_day, most = max(daily, key=lambda one: one[1])
    total = sum(number for _day, number in daily)
    words = {"total": grouped(total), "most": grouped(most), "day": _said(most_day)}
    return Chart(
        name=name,
        title=title,
        about=_("%(total)s in all; most on %(day)s: %(most)s.") % words if total else _("None."),
        bars=bars,
        lines=[_u(_TOP), _u(HEIGHT)],
        labels=[_mark(_TOP, grouped(top)), *_ends(daily[0][0], daily[-1][0])],
        table=Table([_("Day"), title], [(_said(day), [grouped(number)]) for day, number in reversed(daily)]),
    )


def of_waits(name: str, title: str, daily: Sequence[tuple[date, float | None, float | None]]) -> Chart:
    """For each day a column from the median up to where 95 of 100 were decided, on a scale of powers."""
    top = max([_SECONDS[2], *(late for _day, _median, late in daily if late)])
    bars: list[Bar] = []
    for place, (day, median, late) in enumerate(daily):
        if median is not None and late is not None:
            said = _("%(day)s: median %(median)s, 95 of 100 within %(late)s")
            said %= {"day": _said(day), "median": lasting(median), "late": lasting(late)}
            low, high = (HEIGHT - _scaled(math.log(max(1.0, each)) / math.log(top)) for each in (median, late))
            bars += [
                _bar(place, daily, high, low, "chart-range", said),
                _bar(place, daily, low - 2, low + 2, "chart-bar", said),
            ]
    ticks = [(seconds, HEIGHT - _scaled(math.log(seconds) / math.log(top))) for seconds in _SECONDS if seconds <= top]
    return Chart(
        name=name,
        title=title,
        about=_("The mark is the median, the column reaches to where 95 of 100 were decided."),
        bars=bars,
        lines=[*(_u(y) for _seconds, y in ticks), _u(HEIGHT)],
        labels=[*(_mark(y, lasting(seconds)) for seconds, y in ticks), *_ends(daily[0][0], daily[-1][0])],
        table=Table(
            [_("Day"), _("Median"), _("95 of 100 within")],
            [
                (_said(day), [lasting(each) if each is not None else "–" for each in (median, late)])
                for day, median, late in reversed(daily)
            ],
        ),
    )


def of_parts(name: str, title: str, styles: Sequence[str], rows: Sequence[tuple[str, Sequence[int]]]) -> Chart:
    """A bar for each row, one below the other, made of a part for each style; its label stands above it."""
    most = max([sum(numbers) for _label, numbers in rows] or [1]) or 1
    bars: list[Bar] = []
    labels: list[Label] = []
    for place, (label, numbers) in enumerate(rows):
        y, x = place * _ROW, 0.0
        labels.append(Label(_x(0, 0), _u(y + 12), label))
        for style, number in zip(styles, numbers, strict=True):
            width = WIDTH * number / most
            if number:
                bars.append(Bar(_x(x, width), _u(y + 17), _u(width), "9", style, grouped(number)))
            x += width
    height = f"{max(1, len(rows)) * _ROW:.0f}"
    return Chart(name, title, "", bars, [], labels, height=height)


def _bar(place: int, daily: Sequence[object], top: float, bottom: float, style: str, said: str) -> Bar:
    slot = WIDTH / len(daily)
    width = slot - _GAP
    return Bar(_x(place * slot + _GAP / 2, width), _u(top), _u(width), _u(max(1.0, bottom - top)), style, said)


def _mark(y: float, text: str) -> Label:
    """What a line stands for, above its beginning."""
    return Label(_x(0, 0), _u(y - 3), text)


def _ends(first: date, last: date) -> list[Label]:
    y = _u(HEIGHT + _TOP - 3)
    return [Label(_x(0, 0), y, _said(first)), Label(_x(WIDTH, 0), y, _said(last), is_end=True)]


def _style(place: int, daily: Daily) -> str:
    return "chart-bar is-today" if place == len(daily) - 1 else "chart-bar"


def _scaled(share: float) -> float:
    return share * (HEIGHT - _TOP)


def _rounded_up(number: int) -> int:
    """The next number with one digit, or with 12, 15 or 25 in front, that is not below this one."""
    power: int = 10 ** (len(str(max(1, number))) - 1)
    steps = (power * step // 10 for step in (10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100))
    return next(step for step in steps if step >= number)


def _x(x: float, width: float) -> str:
    return _u(WIDTH - x - width if get_language_bidi() else x)


def _u(number: float) -> str:
    """As SVG reads it, whatever the language."""
    return f"{number:.1f}"


def grouped(number: int) -> str:
    """A number with separators as the language has them."""
    return number_format(number, force_grouping=True)


def _said(day: date) -> str:
    return date_format(day, "MONTH_DAY_FORMAT")
