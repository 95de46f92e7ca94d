"""When somebody asks to be tried again: whatever stands in the header, it is a moment, or nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comments.outbound import retry_after

pytestmark = pytest.mark.once

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
_NUMBERS = st.one_of(st.integers(-1, 10_000), st.integers(10**9, 10**30))
_DATES = st.builds("Mon, {} Jan {} {}:{}:00 {}".format, *[_NUMBERS] * 4, st.one_of(_NUMBERS, st.just("GMT")))


@pytest.mark.parametrize(
    ("written", "seconds"),
    [("0", 0), (" 120 ", 120), ("Sun, 01 Mar 2026 12:00:07 GMT", 7), ("Sun, 01 Mar 2026 13:00:00 +0100", 0)],
)
def test_it_reads_seconds_and_dates(written: str, seconds: int) -> None:
    assert retry_after.moment_of(written, now=NOW) == NOW + timedelta(seconds=seconds)


@given(st.one_of(st.text(), _DATES))
def test_it_reads_whatever_somebody_sends(written: str) -> None:
    moment = retry_after.moment_of(written, now=NOW)
    assert moment is None or (moment.tzinfo is not None and min(moment, NOW) <= NOW)
