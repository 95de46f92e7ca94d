"""GET moderation/: what a key is good for, and who is refused."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from comments.models import KeyScope, Role
from tests.api.moderation.programs import call, person, token
from tests.support import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def tamsin() -> User:
    return person("tamsin", factories.quiet_site("times"), Role.CHIEF)


def test_it_says_what_a_key_is_good_for(client: Client, tamsin: User) -> None:
    answer = call(client, "GET", "", token(tamsin, scope=KeyScope.DECIDE))

    told = answer.json()
    assert (told["person"], told["name"], told["scopes"]) == ("tamsin", "Night shift", ["read", "decide"])
    assert told["sites"] == [{"slug": "times", "name": "The Times of Nowhere", "chief": True}]
    assert (told["all_sites"], told["expires_at"]) == (False, None)
    assert answer["Cache-Control"] == "private, no-store"
    assert not {"Vary", "Set-Cookie", "Access-Control-Allow-Origin"} & set(answer.headers)


def test_it_asks_for_a_key_whatever_session_there_is(client: Client, tamsin: User) -> None:
    client.force_login(tamsin)

    answer = call(client, "GET", "")

    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")
    assert answer.json()["code"] == "not-authenticated"
