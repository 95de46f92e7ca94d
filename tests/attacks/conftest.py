"""A real web server, its worker and its database, which are as whole behind each test as before."""

from collections.abc import Iterator

import pytest

from tests.attacks.service import Service
from tests.support.stack import Stack


@pytest.fixture
def service(stack: Stack) -> Iterator[Service]:
    under_attack = Service(stack)
    yield under_attack
    under_attack.assert_unharmed()
