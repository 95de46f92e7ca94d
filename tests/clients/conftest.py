"""Clients, made once for all tests."""

import pytest

from tests.clients.install import is_installed
from tests.clients.making import Made, make
from tests.support.stack import HurriedStack


@pytest.fixture(scope="session")
def made(_servers: HurriedStack, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A test that takes it takes `stack: Stack`, too, whose servers are those that it speaks with."""
    assert is_installed(), "run first: python -m tests.clients.install"
    _servers.heal()
    return make(tmp_path_factory.mktemp("clients"), _servers.url)
