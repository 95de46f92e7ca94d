"""One table: what was measured on each system, the limit, and whether it was kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bench.peers.names import DJANGO, GRANIAN, ISSO, NGINX, OURS

PASS, FAIL = "pass", "FAIL"
LEGEND = "~ others used the machine meanwhile; ! some requests were not answered as they should be."
COLUMNS = (*OURS, GRANIAN, DJANGO, NGINX, ISSO)
_HEAD = ("work", "measure", *COLUMNS, "limit", *(f"{system} against it" for system in OURS))


@dataclass(frozen=True)
class Limit:
    """At most (or at least) so much; `of` names the system whose figure in the same row it is a multiple of."""

    most: float | None = None
    least: float | None = None
    of: str | None = None

    def __str__(self) -> str:
        sign, bound = ("≤", self.most) if self.most is not None else ("≥", self.least)
        return f"{sign} {bound:g} × {self.of}" if self.of else f"{sign} {bound:,g}"

    def verdict(self, figure: float | None, beside: float | None) -> str:
        """The figure's share of what it is compared with, and whether that is within the limit; "" without both."""
        if figure is None or (self.of is not None and not beside):
            return ""
        value = figure / beside if self.of is not None and beside else figure
        kept = value <= self.most if self.most is not None else value >= (self.least or 0)
        said = f"{brief(value)} ×, " if self.of is not None else ""
        return f"{said}{PASS if kept else FAIL}"


@dataclass(frozen=True)
class Row:
    """Figures by system; `disturbed` ones were measured while others used the machine, `failed` ones hold errors."""

    work: str
    measure: str
    figures: Mapping[str, float]
    limit: Limit | None = None
    disturbed: frozenset[str] = field(default_factory=frozenset)
    failed: frozenset[str] = field(default_factory=frozenset)

    def verdicts(self) -> list[str]:
        if self.limit is None:
            return ["" for _ in OURS]
        beside = self.figures.get(self.limit.of) if self.limit.of else None
        return [
            FAIL if system in self.failed else self.limit.verdict(self.figures.get(system), beside) for system in OURS
        ]

    def cells(self) -> list[str]:
        return [self.work, self.measure, *map(self._shown, COLUMNS), str(self.limit or ""), *self.verdicts()]

    def _shown(self, system: str) -> str:
        figure = self.figures.get(system)
        marks = ("~" if system in self.disturbed else "") + ("!" if system in self.failed else "")
        return "" if figure is None else brief(figure) + marks


def brief(value: float) -> str:
    """A figure with three digits, or all of a larger number."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    if abs(value) >= 10:
        return f"{value:.1f}"
    return f"{value:.2f}" if abs(value) >= 0.1 or value == 0 else f"{value:.3f}"


def ratio(above: Mapping[str, float], below: Mapping[str, float]) -> dict[str, float]:
    """above / below by system, where both are known and below is not 0."""
    return {system: figure / below[system] for system, figure in above.items() if below.get(system)}


def spread(*each: Mapping[str, float]) -> dict[str, float]:
    """The highest of several figures over the lowest, by system; only systems that have all of them."""
    known = set.intersection(*(set(one) for one in each)) if each else set()
    return {system: max(one[system] for one in each) / min(one[system] for one in each) for system in known}


def failures(rows: Sequence[Row]) -> int:
    return sum(verdict.endswith(FAIL) for row in rows for verdict in row.verdicts())


def markdown(rows: Sequence[Row]) -> str:
    """As a table of Markdown whose columns stand below each other."""
    return grid(_HEAD, [row.cells() for row in rows], left=2)


def grid(head: Sequence[str], rows: Sequence[Sequence[str]], *, left: int) -> str:
    """The first `left` columns are words, the others figures."""
    widths = [max(len(cell) for cell in column) for column in zip(head, *rows, strict=True)]
    dashes = ["-" * width if n < left else "-" * (width - 1) + ":" for n, width in enumerate(widths)]
    return "\n".join(_line(cells, widths, left) for cells in [head, dashes, *rows])


def _line(cells: Sequence[str], widths: Sequence[int], left: int) -> str:
    aligned = [
        cell.ljust(width) if number < left else cell.rjust(width)
        for number, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
    return f"| {' | '.join(aligned)} |"
