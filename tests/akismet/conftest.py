"""What tests of Akismet start from."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.asked_service import asked
from tests.support.fake_akismet import FakeAkismet


@pytest.fixture
def service(settings: Any) -> Iterator[FakeAkismet]:
    """A service that is asked, and that the test tells what to answer."""
    with asked(settings) as fake:
        yield fake
