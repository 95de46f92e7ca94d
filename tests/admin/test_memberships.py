"""The page that says who moderates."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from comments.access import people
from comments.models import AuditEntry, Membership, Role, Site
from tests.admin.conftest import signed_in
from tests.admin.desk import errors, save
from tests.support import factories
from tests.support.pages import parse

LIST = "/admin/comments/membership/"


@pytest.fixture
def sites(db: None) -> tuple[Site, Site]:
    return factories.site("one", name="The First"), factories.site("two", name="The Second")


@pytest.fixture
def chief(sites: tuple[Site, Site]) -> Client:
    """Of site one, who moderates site two."""
    user = User.objects.create(username="chief", is_staff=True)
    people.appoint(user, sites[0], Role.CHIEF, by=factories.moderator())
    people.appoint(user, sites[1], Role.MODERATOR, by=factories.moderator())
    return signed_in(user)


def test_it_appoints_by_the_typed_name(chief: Client, sites: tuple[Site, Site]) -> None:
    User.objects.create(username="new", is_staff=True)

    response = save(chief, f"{LIST}add/", "membership_form", person="new", site=str(sites[0].pk), role="moderator")

    assert response.status_code == 302
    made = Membership.objects.get(user__username="new")
    assert (made.site, made.role, [group.name for group in made.user.groups.all()]) == (
        sites[0], "moderator", ["Moderator"],
    )  # fmt: skip
    assert AuditEntry.objects.first().text == "new is now: Moderator."  # type: ignore[union-attr]
    assert save(chief, f"{LIST}{made.pk}/change/", "membership_form", role="chief").status_code == 302
    assert Membership.objects.get(pk=made.pk).role == "chief"
    assert chief.post(f"{LIST}{made.pk}/delete/", {"post": "yes"}).status_code == 403  # without its token


@pytest.mark.parametrize(
    ("person", "said"),
    [
        ("nobody", "Nobody signs in with this name. Add the person first."),
        ("reader", "This person cannot sign in here: they need staff status."),
        ("chief", "They have a role there already. Change that one."),
    ],
)
def test_it_says_whom_it_cannot_appoint(chief: Client, sites: tuple[Site, Site], person: str, said: str) -> None:
    User.objects.create(username="reader")

    response = save(chief, f"{LIST}add/", "membership_form", person=person, site=str(sites[0].pk), role="moderator")

    assert said in errors(response)


def test_it_shows_and_offers_the_sites_that_one_leads(chief: Client, sites: tuple[Site, Site]) -> None:
    people.appoint(User.objects.create(username="other", is_staff=True), sites[1], Role.CHIEF, by=factories.moderator())

    listed, form = parse(chief.get(LIST)), parse(chief.get(f"{LIST}add/"))

    assert "other" not in listed.raw
    assert [row.text for row in listed.all("td", class_="field-place")] == ["The First"]
    offered = [option.text for option in form.one("select", name="site").all("option") if option["value"]]
    assert offered == ["The First"]
    refused = save(chief, f"{LIST}add/", "membership_form", person="chief", site=str(sites[1].pk), role="chief")
    assert refused.status_code == 200
    assert save(chief, f"{LIST}add/", "membership_form", person="other", site="", role="chief").status_code == 200
    assert Membership.objects.count() == 3
