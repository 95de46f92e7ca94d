"""A service of its own that a site asks, and what was found by it."""

from collections.abc import Iterator

import pytest

from comments.models import Comment, Finding
from tests.support.own_service import OwnService, own_service


@pytest.fixture
def service() -> Iterator[OwnService]:
    with own_service() as running:
        yield running


def found(comment: Comment) -> Finding:
    return comment.findings.get(check_name="own_hook")
