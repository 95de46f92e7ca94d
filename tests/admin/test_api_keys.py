"""The page of API keys: made for oneself, shown once, revoked."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from comments.access import api_keys
from comments.errors import KeyRefused
from comments.models import ApiKey, AuditEntry, Role, Site
from tests.admin.conftest import signed_in
from tests.admin.desk import errors, said, save, send
from tests.api.moderation.programs import person, token
from tests.support import factories
from tests.support.pages import form_values, parse

LIST = "/admin/comments/apikey/"


@pytest.fixture
def tamsin(times: Site) -> User:
    return person("tamsin", times)


def make(client: Client, **fields: str) -> str:
    """The token of a new key, as the page shows it."""
    answer = save(client, f"{LIST}add/", "apikey_form", **{"name": "Night shift", **fields})
    assert answer.status_code == 200, answer.content
    assert {"no-store", "private"} <= set(answer["Cache-Control"].split(", "))
    return parse(answer).one("textarea", id="id_token").text


def names_in_list(client: Client, **query: str) -> set[str]:
    return {cell.text for cell in parse(client.get(LIST, query)).all("th", class_="field-name")}


def test_it_makes_a_key_and_shows_it_once(tamsin: User, times: Site) -> None:
    client = signed_in(tamsin)

    shown = make(client, site=str(times.pk), scope="decide")

    key = api_keys.bearer(shown, now=timezone.now())
    assert (key.person, key.site, key.name, key.scope) == (tamsin, times, "Night shift", "decide")
    assert key.expires_at is not None and abs(key.expires_at - timezone.now() - timedelta(days=365)) < timedelta(1)
    secret = shown.rpartition("_")[2]
    for page in (LIST, f"{LIST}{key.pk}/change/", f"{LIST}{key.pk}/history/", "/admin/"):
        assert secret not in client.get(page).content.decode()
    assert secret not in str([*ApiKey.objects.values(), *AuditEntry.objects.values(), *client.session.items()])
    logged = AuditEntry.objects.get(verb="key")
    assert (logged.text, logged.by, logged.site) == (
        f"Made the API key “Night shift” ({key.prefix}): decide.",
        tamsin,
        times,
    )


def test_it_makes_one_for_all_of_a_persons_sites_that_never_ends(tamsin: User) -> None:
    key = api_keys.bearer(make(signed_in(tamsin), ends="never"), now=timezone.now())

    assert (key.site, key.scope, key.expires_at) == (None, "read", None)


def test_it_makes_none_for_a_site_of_others(tamsin: User) -> None:
    elsewhere = factories.site("post")
    client = signed_in(tamsin)

    page = parse(client.get(f"{LIST}add/"))
    answer = save(client, f"{LIST}add/", "apikey_form", name="Night shift", site=str(elsewhere.pk))

    assert "post" not in page.text and errors(answer)
    assert not ApiKey.objects.exists()


def test_it_keeps_no_more_than_fifty(tamsin: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api_keys, "MOST", 1)
    client = signed_in(tamsin)
    make(client)

    assert save(client, f"{LIST}add/", "apikey_form", name="Another").status_code == 302
    assert said(client) == [("error", "You have 1 keys. Revoke one that is not used any more.")]


def test_it_lists_ones_own_keys_and_those_of_the_sites_that_one_leads(tamsin: User, times: Site) -> None:
    post = factories.site("post")
    chief, of_all = person("chief", times, Role.CHIEF), person("of all", None, Role.CHIEF)
    for owner, site in ((tamsin, times), (tamsin, None), (chief, None), (of_all, post), (factories.moderator(), times)):
        token(owner, site=site, name=f"{owner} {site.slug if site else 'all'}")

    seen = {who.username: names_in_list(signed_in(who)) for who in (tamsin, chief, of_all)}

    assert seen["tamsin"] == {"tamsin times", "tamsin all"}
    assert seen["chief"] == {"tamsin times", "chief all", "mod times"}
    assert seen["of all"] == {"tamsin times", "tamsin all", "chief all", "of all post", "mod times"}


@pytest.mark.parametrize("who", ["tamsin", "chief"])
def test_it_revokes_at_once_and_for_good(tamsin: User, times: Site, who: str) -> None:
    shown = token(tamsin, site=times)
    client = signed_in(tamsin if who == "tamsin" else person("chief", times, Role.CHIEF))
    key = ApiKey.objects.get()
    page = parse(client.get(f"{LIST}{key.pk}/change/"))
    form = page.one("form", class_="revoke")
    values = {field["name"]: field["value"] for field in form.all("input")}

    assert send(client, form["action"], values).status_code == 302
    assert said(client) == [("success", "The key “Night shift” is revoked.")]
    with pytest.raises(KeyRefused):
        api_keys.bearer(shown, now=timezone.now())
    assert send(client, form["action"], values).status_code == 302  # again
    assert [entry.text for entry in AuditEntry.objects.filter(verb="key")] == [
        f"Revoked the API key “Night shift” ({key.prefix}).",
        f"Made the API key “Night shift” ({key.prefix}): manage.",
    ]
    assert not parse(client.get(f"{LIST}{key.pk}/change/")).all("form", class_="revoke")


def test_it_lets_nobody_else_revoke(tamsin: User, times: Site) -> None:
    token(tamsin, site=times)
    key = ApiKey.objects.get()
    colleague = signed_in(person("colleague", times))
    values = form_values(parse(colleague.get(f"{LIST}add/")), "apikey_form")

    assert send(colleague, f"{LIST}{key.pk}/revoke/", values).status_code == 404
    assert colleague.get(f"{LIST}{key.pk}/revoke/").status_code == 405
    ApiKey.objects.get(revoked_at=None)


def test_a_person_is_deleted_with_their_keys_and_a_key_alone_never(tamsin: User, times: Site) -> None:
    token(tamsin, site=times)
    client, key = signed_in(factories.moderator()), ApiKey.objects.get()

    assert client.get(f"{LIST}{key.pk}/delete/").status_code == 403
    client.handler.enforce_csrf_checks = False
    assert client.post(f"/admin/auth/user/{tamsin.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not ApiKey.objects.exists()


def test_it_finds_a_key_by_its_name_and_by_what_is_left_of_its_token(tamsin: User) -> None:
    one, other = token(tamsin, name="night_shift"), token(tamsin, name="Archive")
    client = signed_in(tamsin)

    asked = (one, one.rpartition("_")[0] + "_…", other[5:15], "night_s", "cmts_")
    assert [names_in_list(client, q=words) for words in asked] == [
        {"night_shift"}, {"night_shift"}, {"Archive"}, {"night_shift"}, {"night_shift", "Archive"},
    ]  # fmt: skip
