"""How mails leave, for who leads a site: what is said, and a test mail that is owed, sent and told of."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from comments.deliveries import channels, suppression
from comments.models import AuditEntry, Delivery, Role, Site, Suppression, SuppressionReason
from tests.desk.conftest import member, signed_in
from tests.support import factories
from tests.support.pages import parse

pytestmark = pytest.mark.django_db

MAIL = "/admin/desk/mail/"
LIST = "/admin/comments/suppression/"


@pytest.fixture
def chief(times: Site) -> Client:
    client = signed_in(member("carla", times, Role.CHIEF))
    client.handler.enforce_csrf_checks = False
    return client


def with_address(client: Client, address: str = "carla@example.org") -> Client:
    User.objects.filter(pk=client.session["_auth_user_id"]).update(email=address)
    return client


def test_it_is_for_who_leads_a_site(anna: Client, chief: Client, times: Site) -> None:
    assert anna.get(MAIL).status_code == 403
    assert anna.get(LIST).status_code == 403
    for address in ("/admin/desk/", "/admin/"):
        assert MAIL in [link.get("href") for link in parse(chief.get(address)).all("a")], address
        assert MAIL not in [link.get("href") for link in parse(anna.get(address)).all("a")], address


def test_it_owes_a_test_and_says_what_became_of_it(chief: Client, times: Site, settings: Any, tmp_path: Path) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = "comments.mail.files.EmailBackend", tmp_path
    with_address(chief)
    assert "Nobody is sent mails" in parse(chief.get(MAIL)).text

    assert chief.post(MAIL, {"site": times.pk}).status_code == 302

    owed = Delivery.objects.get()
    assert (owed.kind, owed.channel, owed.site) == ("test", "mail", times)
    assert "@" not in f"{owed.recipient}{owed.key}{owed.data}"
    assert "is owed" in parse(chief.get(MAIL)).text
    sender = channels.sender_of(owed.kind, owed.channel)
    assert sender and sender(owed).fate == channels.Fate.SENT
    assert b"carla@example.org" in next(tmp_path.iterdir()).read_bytes()


def test_it_sends_no_test_to_who_has_no_address_or_went(chief: Client, times: Site) -> None:
    with_address(chief, "")
    assert not parse(chief.get(MAIL)).all("form", **{"class": "setup-form"})
    chief.post(MAIL, {"site": times.pk})
    assert not Delivery.objects.exists()

    with_address(chief).post(MAIL, {"site": times.pk})
    User.objects.update(is_active=False)
    owed = Delivery.objects.get()
    sender = channels.sender_of(owed.kind, owed.channel)
    assert sender and sender(owed).fate == channels.Fate.DROPPED


def test_it_lists_enters_erases_and_lifts_addresses(chief: Client, times: Site) -> None:
    entered = chief.post(f"{LIST}add/", {"site": times.pk, "mailbox": "Ada+x@Example.org"})
    assert entered.status_code == 302
    assert "address already" in parse(chief.post(f"{LIST}add/", {"site": times.pk, "mailbox": "ada@example.org"})).text
    assert "ada@example.org" in parse(chief.get(f"{LIST}?q=ada%2By@example.org")).text
    row = Suppression.objects.get()
    assert (row.by, row.reason) == (User.objects.get(pk=chief.session["_auth_user_id"]), "moderator")

    chief.post(LIST, {"action": "erase", "_selected_action": row.pk})
    assert "ada@" not in parse(chief.get(LIST)).text
    assert "erased" in parse(chief.get(f"{LIST}?q=ada@example.org")).text
    assert suppression.holds("ada@example.org", times)

    chief.post(f"{LIST}{row.pk}/delete/", {"post": "yes"})
    assert not suppression.holds("ada@example.org", times)
    assert AuditEntry.objects.count() == 3
    assert not AuditEntry.objects.filter(text__contains="ada").exists()


def test_it_shows_no_addresses_of_other_sites(chief: Client, times: Site) -> None:
    other = factories.site("post")
    suppression.add("eve@example.org", other, SuppressionReason.REFUSED)
    suppression.add("max@example.org", None, SuppressionReason.EVERYTHING)

    page = parse(chief.get(LIST)).text
    assert "eve@" not in page
    assert "max@" not in page
    assert "max@" not in parse(chief.get(f"{LIST}?q=max@example.org")).text
    of_all = Suppression.objects.get(site=None)
    assert chief.get(f"{LIST}{of_all.pk}/change/").status_code == 302
    assert chief.post(f"{LIST}add/", {"site": other.pk, "mailbox": "x@example.org"}).status_code == 200
    assert chief.post(f"{LIST}add/", {"mailbox": "x@example.org"}).status_code == 200
    assert Suppression.objects.count() == 2
    # What entering one answers does not tell whether it is on another list.
    for known in ("eve@example.org", "max@example.org", "nobody@example.org"):
        assert chief.post(f"{LIST}add/", {"site": times.pk, "mailbox": known}).status_code == 302
