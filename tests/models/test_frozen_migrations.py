"""A migration that is released stays as it is: databases have run it. CONTRIBUTING.md says how to add one."""

import pytest

from tests.support import frozen

pytestmark = pytest.mark.once


def test_it_leaves_every_released_migration_as_it_is() -> None:
    found = frozen.on_disk()

    assert [path for path, digest in frozen.listed().items() if found.get(path) != digest] == []


def test_it_lists_every_migration() -> None:
    assert [path for path in frozen.on_disk() if path not in frozen.listed()] == [], (
        "run: python -m tests.support.frozen"
    )
