"""A program without cookies that talks to one site."""

from typing import Any

import pytest
from django.test import Client

from comments import posting
from comments.models import Site
from tests import build


@pytest.fixture
def client() -> Client:
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def times(db: None) -> Site:
    """Without flood limits."""
    return build.quiet_site("times")


@pytest.fixture
def silent_bell(monkeypatch: Any) -> None:
    """For tests that commit: no broker is asked to have anything screened."""
    monkeypatch.setattr(posting.bell, "ring", lambda comment_id: None)
