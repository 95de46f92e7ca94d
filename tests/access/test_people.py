"""Appointing and dismissing people: by chiefs of the site alone, with the group and a line in the log."""

import pytest
from django.contrib.auth.models import User

from comments.access import audit, people
from comments.access.membership import access_of, needs_second_factor
from comments.errors import NotAllowed, NotFound
from comments.models import AuditEntry, AuditVerb, Membership, Role, Site
from tests.support import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def sites() -> tuple[Site, Site]:
    return factories.site("one"), factories.site("two")


def staff(username: str, *roles: tuple[Site | None, Role]) -> User:
    user = User.objects.create(username=username, is_staff=True)
    Membership.objects.bulk_create(Membership(user=user, site=site, role=role) for site, role in roles)
    return user


def groups(user: User) -> list[str]:
    return sorted(user.groups.values_list("name", flat=True))


def test_it_appoints_and_promotes_and_dismisses(sites: tuple[Site, Site]) -> None:
    chief, new = staff("chief", (sites[0], Role.CHIEF)), staff("new")

    first = people.appoint(new, sites[0], Role.MODERATOR, by=chief)
    assert groups(new) == ["Moderator"]
    assert people.appoint(new, sites[0], Role.CHIEF, by=chief) == first
    assert groups(new) == ["Chief moderator"]
    assert access_of(User.objects.get(pk=new.pk)).chief_of(sites[0].pk)
    people.dismiss(first.pk, by=chief)

    assert groups(new) == [] and not new.comment_memberships.exists()
    lines = [(entry.who, entry.site, entry.verb, entry.text) for entry in AuditEntry.objects.order_by("id")]
    assert lines == [
        ("chief", sites[0], AuditVerb.PEOPLE, text)
        for text in ("new is now: Moderator.", "new is now: Chief moderator.", "new is no longer: Chief moderator.")
    ]


@pytest.mark.parametrize("role", list(Role))
def test_it_refuses_who_does_not_lead_the_site(sites: tuple[Site, Site], role: Role) -> None:
    by = staff("chief-of-one", (sites[0], Role.CHIEF), (sites[1], Role.MODERATOR))
    there = staff("there", (sites[1], Role.MODERATOR)).comment_memberships.get()

    for site in (sites[1], None):
        with pytest.raises(NotAllowed):
            people.appoint(by, site, role, by=by)
    with pytest.raises(NotAllowed):
        people.dismiss(there.pk, by=by)
    with pytest.raises(NotFound):
        people.dismiss(0, by=by)

    assert not AuditEntry.objects.exists() and Membership.objects.count() == 3


def test_it_shows_chiefs_the_log_of_their_sites(sites: tuple[Site, Site]) -> None:
    chief, both = staff("chief", (sites[0], Role.CHIEF), (sites[1], Role.MODERATOR)), staff("anna")
    for site in (*sites, None):
        audit.write(AuditVerb.BAN, f"Banned {site}.example", by=both, site_id=site.pk if site else None)
        audit.write(AuditVerb.THREAD, "Closed 100 % of it", by=chief, site_id=site.pk if site else None)
    access = access_of(chief)

    def found(**asked: object) -> list[tuple[str, Site | None]]:
        return [(entry.verb, entry.site) for entry in audit.find(access, **asked)]  # type: ignore[arg-type]

    every = [("thread", None), ("ban", None), ("thread", sites[0]), ("ban", sites[0])]
    assert found() == every
    assert found(site_id=sites[0].pk) == every[2:]
    assert found(site_id=sites[1].pk) == []
    assert found(verb="ban") == found(person="ANN") == found(text="banned") == [every[1], every[3]]
    assert found(text="100 %") == [every[0], every[2]]
    assert found(text="_") == []
    assert found(limit=1, before=audit.find(access, limit=1)[0].pk) == [every[1]]
    assert audit.find(access_of(both)) == []


def test_it_asks_chiefs_alone_for_a_second_factor(sites: tuple[Site, Site]) -> None:
    chief, moderator = staff("chief", (sites[0], Role.CHIEF)), staff("moderator", (sites[0], Role.MODERATOR))
    elsewhere = staff("elsewhere", (sites[1], Role.CHIEF))
    everybody = [chief, moderator, elsewhere, factories.moderator()]

    assert not any(needs_second_factor(user) for user in everybody)
    Site.objects.filter(pk=sites[0].pk).update(require_second_factor=True)
    assert [needs_second_factor(user) for user in everybody] == [True, False, False, True]
