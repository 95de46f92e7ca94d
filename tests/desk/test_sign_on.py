"""A chief moderator sets up how readers sign in on a site, and sees its secret once."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from comments.access import audit, identities, sign_on
from comments.access.membership import access_of
from comments.access.sign_on import SignOnSettings
from comments.errors import IdentityRefused, Invalid, NotAllowed, SignInNeeded
from comments.models import Membership, ReaderSession, Role, SingleSignOn, Site
from tests.desk.site_secret import secret_on, seen_on
from tests.support import accounts, factories
from tests.support.accounts import SECRET
from tests.support.key_host import public_jwk
from tests.support.responses import Response

pytestmark = pytest.mark.django_db

SETTINGS: dict[str, Any] = {"is_on": "on", "audience": "", "issuer": "", "jwks_url": ""}


def address(site: Site) -> str:
    return reverse("admin:comments_desk_sign_on", args=[site.pk])


def send(client: Client, site: Site, action: str, **fields: Any) -> Response:
    return client.post(address(site), {"action": action, **fields})


def test_it_is_found_from_a_site_s_settings_and_where_it_is_connected(chief: Client, site: Site) -> None:
    for name in ("admin:comments_site_change", "admin:comments_desk_connect"):
        assert address(site) in chief.get(reverse(name, args=[site.pk])).content.decode()


def test_it_shows_a_new_secret_once_by_which_readers_sign_in(chief: Client, site: Site) -> None:
    page = send(chief, site, "secret", seen="")
    secret = secret_on(page)
    assert len(secret) >= 43
    assert "no-store" in page["Cache-Control"]
    assert send(chief, site, "save", **SETTINGS).status_code == 302

    assert identities.sign_in(site, accounts.token(key=secret)).identity.name == "Grace Hopper"
    again = chief.get(address(site)).content.decode()
    logged = str([entry.text for entry in audit.find(access_of(factories.moderator()))])
    stored = str([*SingleSignOn.objects.values()])
    assert not [kept for kept in (again, logged, stored) if secret in kept]
    assert "made a secret" in logged


def test_it_makes_no_second_secret_of_a_page_that_is_sent_again(chief: Client, site: Site) -> None:
    first = secret_on(send(chief, site, "secret", seen=""))
    again = send(chief, site, "secret", seen="")

    assert again.status_code == 302
    assert "in the meantime" in chief.get(address(site)).content.decode()
    send(chief, site, "save", **SETTINGS)
    identities.sign_in(site, accounts.token(key=first))
    other = secret_on(send(chief, site, "secret", seen=seen_on(chief.get(address(site)))))
    assert other not in ("", first)


def test_it_takes_the_former_secret_for_an_hour_or_until_it_is_ended(chief: Client, site: Site) -> None:
    accounts.sign_on(site, secret_made_at=timezone.now())
    later = timezone.now() + timedelta(minutes=59)
    assert "former secret" not in chief.get(address(site)).content.decode()

    secret = secret_on(send(chief, site, "secret", seen=seen_on(chief.get(address(site)))))

    for key in (SECRET, secret):
        identities.sign_in(site, accounts.token(key=key, now=later), now=later)
    assert "End the former secret now" in chief.get(address(site)).content.decode()
    send(chief, site, "end_former")
    with pytest.raises(IdentityRefused):
        identities.sign_in(site, accounts.token(key=SECRET))
    identities.sign_in(site, accounts.token(key=secret))


def test_it_signs_everybody_out(chief: Client, site: Site) -> None:
    accounts.signed_in(site)
    accounts.signed_in(factories.quiet_site("post"))

    assert "1 session of a reader" in chief.get(address(site)).content.decode()
    send(chief, site, "sign_out")

    assert ReaderSession.objects.get(ended_at=None).site.slug == "post"
    assert "1 reader was signed out." in chief.get(address(site)).content.decode()


def test_it_signs_everybody_out_for_good_by_switching_it_off(chief: Client, site: Site) -> None:
    token, _who = accounts.signed_in(site)

    for is_on in ({}, {"is_on": "on"}):
        assert send(chief, site, "save", **{"audience": "", "issuer": "", "jwks_url": "", **is_on}).status_code == 302

    with pytest.raises(SignInNeeded):
        identities.signed_in(site, token)


def test_it_needs_something_by_which_tokens_are_checked(chief: Client, site: Site) -> None:
    page = send(chief, site, "save", **SETTINGS)

    assert page.status_code == 422
    assert "Make a secret first" in page.content.decode()
    assert not SingleSignOn.objects.filter(is_on=True).exists()
    send(chief, site, "save", **{**SETTINGS, "jwks_url": "https://times.example.org/keys", "issuer": "Times"})
    row = SingleSignOn.objects.get()
    assert (row.is_on, row.issuer, row.keys_due is not None) == (True, "Times", True)


def test_it_forgets_the_keys_of_another_address(chief: Client, site: Site) -> None:
    accounts.sign_on(site, jwks_url="https://times.example.org/keys", keys=[public_jwk()], keys_failure="It was bad.")
    assert "It was bad." in (page := chief.get(address(site)).content.decode())
    assert "They were not fetched yet." in page

    send(chief, site, "save", **{**SETTINGS, "jwks_url": "https://times.example.org/others"})

    row = SingleSignOn.objects.get()
    assert (row.keys, row.keys_failure) == ([], "")
    assert send(chief, site, "fetch").status_code == 302


@pytest.mark.parametrize(
    "url",
    [
        "http://times.example.org/keys", "https://ada:secret@times.example.org/keys", "https:///keys", "keys", "https://[",
        "https://times.example.org/keys#1", "https://times.example.org/a b", "https://münchen.example/", "file:///etc/passwd",
        "https://times.example.org:99999/", "javascript:alert(1)", "https://times.example.org/\n",
    ],
)  # fmt: skip
def test_it_takes_no_address_that_is_not_safe(chief: Client, site: Site, url: str) -> None:
    page = send(chief, site, "save", **{**SETTINGS, "jwks_url": url.replace("\n", "\x00")})
    assert page.status_code == 422
    with pytest.raises(Invalid):
        sign_on.change(site, SignOnSettings(is_on=True, issuer="", audience="", jwks_url=url), by=factories.moderator())
    assert not SingleSignOn.objects.exclude(jwks_url="").exists()


def test_it_is_for_chief_moderators_of_the_site(client: Client, site: Site) -> None:
    person = User.objects.create(username="tamsin", is_staff=True)
    Membership.objects.create(user=person, site=site, role=Role.MODERATOR)
    Membership.objects.create(user=person, site=factories.quiet_site("post"), role=Role.CHIEF)
    client.force_login(person)

    assert client.get(address(site)).status_code == 404
    for act in (sign_on.end_former_secret, sign_on.sign_everybody_out, sign_on.fetch_keys):
        with pytest.raises(NotAllowed):
            act(site, by=person)
    with pytest.raises(NotAllowed):
        sign_on.make_secret(site, seen=None, by=person)
    assert not SingleSignOn.objects.exists()


def test_it_says_when_the_secret_cannot_be_read_any_more(chief: Client, site: Site, settings: Any) -> None:
    accounts.sign_on(site, secret="x", secret_made_at=timezone.now())
    SingleSignOn.objects.update(secret="gAAAA")

    assert "cannot be read any more" in chief.get(address(site)).content.decode()


def test_it_knows_no_other_action(chief: Client, site: Site) -> None:
    assert send(chief, site, "format").status_code == 404
