"""The websites under examples/ sign tokens that are taken as they should be, and no others."""

import json
import urllib.request
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from comments.access import identities
from comments.errors import IdentityRefused
from comments.models import Site
from tests.support import accounts, factories
from tests.support.hosts import EXAMPLES, running

pytestmark = [pytest.mark.once, pytest.mark.django_db]


@pytest.fixture(scope="module", params=EXAMPLES)
def host(request: pytest.FixtureRequest) -> Iterator[str]:
    with running(request.param, "http://localhost:8000") as address:
        yield address


@pytest.fixture
def newsroom() -> Site:
    site = factories.quiet_site("newsroom")
    accounts.sign_on(site)
    return site


def token(host: str, account: str) -> str:
    asked = urllib.request.Request(f"{host}/token", headers={"Cookie": f"account={account}"})
    with urllib.request.urlopen(asked) as answer:
        return str(json.loads(answer.read())["token"])


def test_it_says_who_is_signed_in(host: str, newsroom: Site) -> None:
    ada, bo = (identities.sign_in(newsroom, token(host, account)).identity for account in ("ada", "bo"))

    assert (ada.subject, ada.name, ada.email, ada.is_staff) == ("ada", "Ada", "ada@example.org", False)
    assert (bo.subject, bo.name, bo.email, bo.is_staff) == ("bo", "Bo", "", True)
    with urllib.request.urlopen(f"{host}/token") as answer:
        assert (answer.status, answer.read()) == (204, b"")


def test_it_is_refused_again_later_for_another_site_and_by_another_secret(host: str, newsroom: Site) -> None:
    used, late, foreign = (token(host, "ada") for _ in range(3))
    other = factories.quiet_site("other")
    accounts.sign_on(other)
    identities.sign_in(newsroom, used)

    with pytest.raises(IdentityRefused, match="identity-refused") as refused:
        identities.sign_in(newsroom, used)
    assert "used before" in str(refused.value.message)
    with pytest.raises(IdentityRefused) as refused:
        identities.sign_in(newsroom, late, now=timezone.now() + timedelta(minutes=7))
    assert "too old" in str(refused.value.message)
    with pytest.raises(IdentityRefused) as refused:
        identities.sign_in(other, foreign)
    assert "“aud”" in str(refused.value.message)
    accounts.sign_on(newsroom, secret=accounts.OTHER_SECRET)
    with pytest.raises(IdentityRefused) as refused:
        identities.sign_in(newsroom, foreign)
    assert "signature" in str(refused.value.message)
