"""The table of `make bench`: limits, ratios, marks."""

import pytest

from bench.peers.names import DJANGO, GRANIAN, ISSO, POSTGRESQL, SQLITE
from bench.table import Limit, Row, brief, failures, markdown, ratio, spread

pytestmark = pytest.mark.once


def test_it_passes_what_is_within_a_multiple_of_another_system() -> None:
    row = Row("hot", "CPU", {SQLITE: 50.0, POSTGRESQL: 70.0, GRANIAN: 30.0}, Limit(most=2, of=GRANIAN))

    assert row.verdicts() == ["1.67 ×, pass", "2.33 ×, FAIL"]


def test_it_asks_for_at_least_a_multiple_where_more_is_better() -> None:
    row = Row("hot", "requests/s", {SQLITE: 39.0, POSTGRESQL: 41.0, ISSO: 4.0}, Limit(least=10, of=ISSO))

    assert row.verdicts() == ["9.75 ×, FAIL", "10.2 ×, pass"]


def test_it_compares_with_a_plain_number() -> None:
    assert Row("posting", "p99", {SQLITE: 200.0, POSTGRESQL: 200.1}, Limit(most=200)).verdicts() == ["pass", "FAIL"]


def test_it_judges_nothing_that_was_not_measured() -> None:
    assert Row("miss", "CPU", {SQLITE: 5.0}, Limit(most=25, of=DJANGO)).verdicts() == ["", ""]
    assert Row("up", "PSS", {SQLITE: 5.0}, Limit(most=400)).verdicts() == ["pass", ""]


def test_it_never_passes_what_answered_with_errors() -> None:
    row = Row("hot", "CPU", {SQLITE: 1.0, POSTGRESQL: 1.0}, Limit(most=2), failed=frozenset({SQLITE}))

    assert row.verdicts() == ["FAIL", "pass"]
    assert failures([row]) == 1


def test_it_marks_what_others_disturbed_and_what_failed() -> None:
    row = Row("hot", "CPU", {SQLITE: 1.0, POSTGRESQL: 2.0}, None, frozenset({SQLITE}), frozenset({SQLITE, POSTGRESQL}))

    assert row.cells()[2:4] == ["1.00~!", "2.00!"]


def test_it_divides_only_what_both_sides_know() -> None:
    assert ratio({"a": 3.0, "b": 1.0, "c": 1.0}, {"a": 2.0, "c": 0.0}) == {"a": 1.5}


def test_it_finds_how_far_figures_lie_apart() -> None:
    assert spread({"a": 2.0, "b": 1.0}, {"a": 3.0, "b": 1.0}, {"a": 2.5}) == {"a": 1.5}


@pytest.mark.parametrize(
    ("value", "said"), [(0.0, "0.00"), (0.0123, "0.012"), (1.234, "1.23"), (12.34, "12.3"), (24_600.4, "24,600")]
)
def test_it_shows_three_digits(value: float, said: str) -> None:
    assert brief(value) == said


def test_it_stands_its_columns_below_each_other() -> None:
    lines = markdown([Row("hot", "CPU", {SQLITE: 1.0}), Row("a longer name", "CPU", {SQLITE: 1_000.0})]).splitlines()

    assert len({len(line) for line in lines}) == 1
    assert len(lines) == 4
