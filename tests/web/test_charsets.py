"""A charset that a client names is not run: as the web server asks, before any view."""

import re
from typing import Any

import pytest
from django.test import Client

from project.wsgi import Request, django_application
from tests.support import factories

# The database takes no part in this.
pytestmark = pytest.mark.once

CODECS = ["zlib", "bz2", "hex", "base64", "rot13", "utf-16", "utf-7", "idna", "unicode_escape", "undefined", "nonsense"]
ADDRESSES = ["/api/v1/comments/?site=times&thread=%C3%BC", "/threads/times/?key=%C3%BC", "/?a=%C3%BC"]


@pytest.fixture
def client(db: None, monkeypatch: Any) -> Client:
    """Its requests are made as those of the web server."""
    assert django_application.request_class is Request
    monkeypatch.setattr("django.test.client.WSGIRequest", Request)
    return Client(enforce_csrf_checks=True)


@pytest.mark.parametrize("charset", [*CODECS, "x" * 5000])
def test_it_reads_addresses_as_utf_8(client: Client, charset: str) -> None:
    factories.published(on=factories.subject(key="ü"))

    for address in ADDRESSES:
        response = client.generic("GET", address, content_type=f"text/plain; charset={charset}")

        assert response.status_code == 200


@pytest.mark.parametrize("charset", CODECS)
def test_it_reads_a_form_as_utf_8(client: Client, charset: str) -> None:
    factories.published()
    form = f"application/x-www-form-urlencoded; charset={charset}"

    response = client.generic("POST", "/threads/times/?key=bridge", "comment=%C3%BC&author=ü", content_type=form)

    assert response.status_code == 403
    assert re.search(r"<textarea[^>]*>\nü</textarea>", response.content.decode())
    assert 'value="ü"' in response.content.decode()


@pytest.mark.parametrize("charset", CODECS)
def test_it_refuses_json_in_another_charset(client: Client, charset: str) -> None:
    factories.quiet_site()

    response = client.generic(
        "POST", "/api/v1/comments/?a=b", '{"site": "times"}', content_type=f"application/json; charset={charset}"
    )

    assert response.status_code == 415
