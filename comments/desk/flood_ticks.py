"""What is ticked in the flood view: clusters and comments as they stood on the screen, one by one or all of a group."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from django.http import QueryDict

from comments.moderation.clusters import ChosenCluster
from comments.moderation.floods import MOST, MOST_CLUSTERS
from comments.text.parsing import parse_id

T = TypeVar("T")

CLUSTERS, LIKE, REST = "clusters", "like", "rest"
_MOST_COMMENTS = 2 * MOST  # of LIKE and REST


@dataclass(frozen=True)
class Ticks:
    """`comments` are ids with the versions seen; `by_group` are the clusters that were ticked as all of their group."""

    clusters: Mapping[int, ChosenCluster]
    comments: Mapping[int, int]
    by_group: frozenset[int] = frozenset()

    def fields(self) -> dict[str, str]:
        """As the fields of a form."""
        return {
            "cluster": written(self.clusters.values()),
            "comment": written(self.comments.items()),
            "by_group": written([number] for number in sorted(self.by_group)),
        }


def read_ticks(sent: QueryDict) -> Ticks:
    """What cannot be read is left out, and so is what is more than the page can show."""
    groups = set(sent.getlist("all"))
    by_group = {row[0] for row in _read(sent.getlist("by_group"), 1)}
    clusters = {row[0]: ChosenCluster(*row) for row in _read(sent.getlist("cluster"), 3)}
    if CLUSTERS in groups:
        whole = {row[0]: ChosenCluster(*row) for row in _read(sent.getlist(f"of_{CLUSTERS}"), 3)}
        # The script ticks each of them as well: what is not in the group's list was ticked by itself.
        by_group |= whole.keys()
        clusters = whole | clusters
    values = sent.getlist("comment")
    for name in groups & {LIKE, REST}:
        values += sent.getlist(f"of_{name}")
    clusters = _first(MOST_CLUSTERS, clusters)
    comments = _first(_MOST_COMMENTS, {row[0]: row[1] for row in _read(values, 2)})
    return Ticks(clusters, comments, frozenset(by_group & clusters.keys()))


def written(rows: Iterable[Iterable[int | None]]) -> str:
    """Rows of numbers as `read_ticks` reads them."""
    return ",".join(":".join(map(str, row)) for row in rows)


def _read(values: Iterable[str], length: int) -> list[list[int]]:
    """Rows of so many numbers; each value may hold several rows."""
    written_rows = [row for value in values for row in value.split(",")]
    rows = [[parse_id(part) for part in row.split(":")] for row in written_rows]
    return [whole for row in rows if len(whole := [one for one in row if one is not None]) == len(row) == length]


def _first(number: int, ticked: Mapping[int, T]) -> dict[int, T]:
    return dict(islice(ticked.items(), number))
