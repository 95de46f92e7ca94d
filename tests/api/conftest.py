"""A program without cookies that talks to one site."""

from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client

from comments.models import Site
from tests.api.documented import assert_documented
from tests.support import factories
from tests.support.responses import Response


@pytest.fixture(autouse=True)
def _documented(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever these tests are about, the answers they get are as the OpenAPI document says."""
    request = Client.request

    def documented(self: Client, **environment: Any) -> Response:
        response = request(self, **environment)
        # Who asks another host is refused before the API is reached.
        if not (response.status_code == HTTPStatus.BAD_REQUEST and "HTTP_HOST" in environment):
            assert_documented(response)
        return response

    monkeypatch.setattr(Client, "request", documented)


@pytest.fixture
def client() -> Client:
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def times(db: None) -> Site:
    """Without flood limits."""
    return factories.quiet_site("times")
