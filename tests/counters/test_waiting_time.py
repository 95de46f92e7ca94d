"""How long comments wait at the moment, as their authors are told."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from comments.counters import rollups, waiting_time
from comments.models import DayRollup, Site
from tests.support import factories
from tests.support.factories import NOON

pytestmark = pytest.mark.both


@pytest.fixture(autouse=True)
def _nothing_read_before() -> Iterator[None]:
    waiting_time.read.cache_clear()
    yield
    waiting_time.read.cache_clear()


@pytest.fixture
def site(db: None) -> Site:
    return factories.quiet_site("times")


def decided(site: Site, seconds: float, number: int, *, days_ago: int = 0) -> None:
    DayRollup.objects.create(
        site=site, day=(NOON - timedelta(days=days_ago)).date(), number=number,
        what=f"{rollups.AFTER}{rollups.wait_class(seconds):02d}",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(1, "1 minute"), (150, "3 minutes"), (1000, "15 minutes"), (7000, "2 hours"), (40_000, "11 hours"),
     (90_000, "1 day"), (5 * 86_400, "6 days")],
)  # fmt: skip
def test_it_says_within_what_time_most_are_decided(site: Site, seconds: float, words: str) -> None:
    decided(site, seconds, 9)
    decided(site, 30 * 86_400, 1)

    assert waiting_time.told(site.pk, now=NOON) == f"At the moment most comments are decided within {words}."


def test_it_says_so_when_it_takes_very_long(site: Site) -> None:
    decided(site, 20 * 86_400, 10)

    assert waiting_time.told(site.pk, now=NOON) == "At the moment this can take more than a week."


def test_it_says_nothing_of_few_of_long_ago_or_of_other_sites(site: Site) -> None:
    decided(site, 60, 9)
    decided(site, 60, 100, days_ago=7)
    decided(factories.quiet_site("herald"), 60, 100)

    assert waiting_time.told(site.pk, now=NOON) == ""


def test_it_asks_once_a_minute(site: Site, django_assert_num_queries: pytest.FixtureRequest) -> None:
    with django_assert_num_queries(2):  # type: ignore[operator]  # the fixture is what it returns
        for second in (0, 20, 59, 60, 70):
            waiting_time.told(site.pk, now=NOON + timedelta(seconds=second))
