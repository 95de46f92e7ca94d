"""A house of its own for each test."""

import pytest

from tests.project.shared_cache.origin import House


@pytest.fixture
def house() -> House:
    return House()
