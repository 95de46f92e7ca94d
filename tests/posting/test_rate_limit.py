"""How fast one may post: by e-mail and by network address."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from comments.errors import TooFast
from comments.models import Site
from comments.posting.rate_limit import RateLimits
from tests.support import factories
from tests.support.factories import NOON

pytestmark = pytest.mark.django_db


def seconds(number: float) -> datetime:
    return NOON + timedelta(seconds=number)


def refusal(site: Site, *, at: float = 0, **fields: Any) -> TooFast | None:
    rate_limits = RateLimits(factories.draft(**fields), site, seconds(at))
    try:
        rate_limits.consume()
        rate_limits.require_author()
    except TooFast as too_fast:
        return too_fast
    return None


def admitted(site: Site, times: int, *, at: float = 0, **fields: Any) -> int:
    return sum(refusal(site, at=at, **fields) is None for _ in range(times))


@pytest.fixture
def by_email() -> Site:
    return factories.site("by-email", flood_seconds=15, burst_per_minute=0)


@pytest.fixture
def by_address() -> Site:
    return factories.site("by-address", flood_seconds=0, burst_per_minute=5)


def test_it_has_wordpress_s_pace_and_a_burst_of_five_by_default() -> None:
    assert (Site().flood_seconds, Site().burst_per_minute) == (15, 5)


def test_it_takes_one_comment_of_an_email_in_fifteen_seconds(by_email: Site) -> None:
    assert admitted(by_email, 3, email="ada@example.org") == 1


def test_it_takes_the_next_after_fifteen_seconds(by_email: Site) -> None:
    refusal(by_email, email="ada@example.org")

    assert refusal(by_email, at=14.9, email="ada@example.org")
    assert not refusal(by_email, at=15, email="ada@example.org")


@pytest.mark.parametrize("spelling", ["ADA@example.org", "ada+1@example.org"])
def test_it_knows_the_mailbox_behind_a_spelling(by_email: Site, spelling: str) -> None:
    refusal(by_email, email="ada@example.org")

    assert refusal(by_email, email=spelling)


def test_it_does_not_let_one_email_wait_for_another(by_email: Site) -> None:
    refusal(by_email, email="ada@example.org")

    assert not refusal(by_email, email="grace@example.org")


def test_it_does_not_let_one_site_wait_for_another(by_email: Site) -> None:
    other = factories.site("other", flood_seconds=15)
    refusal(by_email, email="ada@example.org")

    assert not refusal(other, email="ada@example.org")


def test_it_does_not_limit_by_email_where_none_is_given(by_email: Site) -> None:
    assert admitted(by_email, 3, email="") == 3


def test_it_says_how_long_to_wait(by_email: Site) -> None:
    refusal(by_email, email="ada@example.org")
    too_fast = refusal(by_email, at=5.5, email="ada@example.org")

    assert too_fast
    assert (too_fast.retry_after, too_fast.limit, too_fast.window) == (10, 1, 15)


def test_it_takes_a_burst_of_five_from_one_address(by_address: Site) -> None:
    assert admitted(by_address, 8) == 5


def test_it_takes_one_more_as_the_minute_passes(by_address: Site) -> None:
    admitted(by_address, 5)

    assert admitted(by_address, 3, at=12) == 1
    assert admitted(by_address, 8, at=72) == 5


def test_it_says_how_long_an_address_has_to_wait(by_address: Site) -> None:
    admitted(by_address, 5)
    too_fast = refusal(by_address, at=2)

    assert too_fast
    assert (too_fast.retry_after, too_fast.limit, too_fast.window) == (10, 5, 60)


def test_it_admits_who_waited_as_long_as_was_said(by_address: Site) -> None:
    admitted(by_address, 5)
    too_fast = refusal(by_address, at=2.3)

    assert too_fast
    assert not refusal(by_address, at=2.3 + too_fast.retry_after)


def test_it_does_not_let_one_address_wait_for_another(by_address: Site) -> None:
    admitted(by_address, 5)

    assert admitted(by_address, 5, address="192.0.2.8") == 5


def test_it_takes_one_household_for_one_address(by_address: Site) -> None:
    taken = [admitted(by_address, 1, address=f"2001:db8:1:2::{n:x}") for n in range(1, 9)]

    assert sum(taken) == 5


def test_it_tells_two_households_apart(by_address: Site) -> None:
    admitted(by_address, 5, address="2001:db8:1:2::1")

    assert not refusal(by_address, address="2001:db8:1:3::1")


def test_it_limits_who_has_no_known_address_together(by_address: Site) -> None:
    assert admitted(by_address, 8, address="") == 5


def test_it_limits_nobody_where_both_are_switched_off() -> None:
    assert admitted(factories.quiet_site(), 30, email="ada@example.org") == 30


def test_it_recovers_when_the_clock_was_set_back(by_email: Site) -> None:
    refusal(by_email, at=3600, email="ada@example.org")

    assert not refusal(by_email, email="ada@example.org")


def test_it_is_not_fooled_by_posts_that_are_served_out_of_order(by_email: Site, by_address: Site) -> None:
    refusal(by_email, at=0.2, email="ada@example.org")
    admitted(by_address, 5, at=0.2)

    assert refusal(by_email, at=0.1, email="ada@example.org")
    assert refusal(by_address, at=0.1)


def test_it_tells_of_the_address_first_where_both_are_used_up() -> None:
    both = factories.site("both", flood_seconds=15, burst_per_minute=1)
    refusal(both, email="ada@example.org")
    too_fast = refusal(both, at=5, email="ada@example.org")

    assert too_fast
    assert (too_fast.retry_after, too_fast.limit, too_fast.window) == (55, 1, 60)


def test_it_tells_nobody_elsewhere_that_an_email_is_in_use(by_email: Site) -> None:
    refusal(by_email, email="ada@example.org")

    assert not refusal(by_email, email="ada@example.org", address="192.0.2.8")
    assert not refusal(by_email, email="ada@example.org", address="")


def test_it_lets_nobody_elsewhere_use_up_an_email(by_email: Site) -> None:
    assert admitted(by_email, 3, email="ada@example.org", address="192.0.2.8") == 1

    assert not refusal(by_email, email="ada@example.org")


def test_it_tells_of_the_address_where_only_that_is_used_up() -> None:
    both = factories.site("both", flood_seconds=15, burst_per_minute=2)
    admitted(both, 1, email="ada@example.org")
    admitted(both, 1, email="grace@example.org")
    too_fast = refusal(both, at=5, email="mary@example.org")

    assert too_fast
    assert (too_fast.retry_after, too_fast.limit, too_fast.window) == (25, 2, 60)
