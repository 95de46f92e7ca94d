"""What holds for all sites, for one, and where it is switched off: bans as they refuse, hold and are asked for."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from comments.db import bulk
from comments.errors import Banned, NotAllowed
from comments.models import Ban, BanEffect, Guideline, Membership, Reason, Role, Site, TrustedAuthor
from comments.moderation import all_sites, bans
from comments.posting import posts
from comments.statuses import Status
from tests.support import factories
from tests.support.factories import NOON
from tests.support.plans import reads_a_table

pytestmark = pytest.mark.django_db

SITES = ("times", "post")


def ban(site: Site | None = None, value: str = "someone@spam.example", **fields: Any) -> Ban:
    return Ban.objects.create(
        **{"site": site, "kind": "email", "value": value, "effect": BanEffect.REFUSE, "created_at": NOON, **fields}
    )


def is_refused(slug: str) -> bool:
    try:
        posts.keep_comment(factories.subject(slug), factories.draft(email="someone@spam.example"), now=NOON)
    except Banned:
        return True
    return False


@pytest.mark.parametrize(
    ("own", "shared", "off", "refused"),
    [
        ([], False, [], []),
        ([], True, [], ["times", "post"]),
        ([], True, ["times"], ["post"]),
        ([], True, ["times", "post"], []),
        (["times"], False, [], ["times"]),
        (["times"], True, ["times"], ["times", "post"]),
    ],
)
def test_it_refuses_where_a_ban_holds(own: list[str], shared: bool, off: list[str], refused: list[str]) -> None:
    sites = {slug: factories.quiet_site(slug) for slug in SITES}
    for slug in own:
        ban(sites[slug])
    if shared:
        ban().off_for.set(sites[slug] for slug in off)

    assert [slug for slug in SITES if is_refused(slug)] == refused
    value = [("email", "someone@spam.example")]
    assert [slug for slug in SITES if bans.in_force(sites[slug], value, now=NOON)] == refused


def test_it_holds_on_all_sites_whom_a_ban_of_all_sites_holds() -> None:
    for slug in SITES:
        factories.quiet_site(slug, premoderation="objections")
    ban(effect=BanEffect.HOLD).off_for.add(Site.objects.get(slug="post"))

    statuses = [factories.screened(on=factories.subject(slug), email="someone@spam.example").status for slug in SITES]
    assert statuses == [Status.PENDING, Status.APPROVED]


def test_it_says_until_when_a_ban_of_all_sites_is_in_force() -> None:
    factories.quiet_site()
    made = ban(until=NOON.replace(year=2099))

    assert is_refused("times")
    Ban.objects.filter(pk=made.pk).update(until=NOON)
    assert not is_refused("times")


@pytest.mark.parametrize(
    ("model", "fields"),
    [
        (Ban, {"kind": "email", "value": "a@spam.example", "created_at": NOON}),
        (TrustedAuthor, {"email": "ada@example.org", "name": "Ada", "created_at": NOON}),
        (Reason, {"code": "rude"}),
    ],
)
def test_it_keeps_one_row_of_a_site_and_one_of_all_sites(model: Any, fields: dict[str, Any]) -> None:
    site = factories.quiet_site()
    for owner in (site, None):
        model.objects.create(site=owner, **fields)
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.create(site=owner, **fields)


def test_it_finds_bans_by_an_index_among_those_of_many_sites() -> None:
    sites = [factories.quiet_site(f"site{number}") for number in range(3)]
    Ban.objects.bulk_create(
        Ban(site=site, kind="email", value=f"{number}@spam.example", created_at=NOON)
        for site in (None, *sites)
        for number in range(1000)
    )
    bulk.analyse(Ban)

    plan = Ban.objects.holding_on(sites[0]).filter(kind="email", value="7@spam.example").explain()

    assert not reads_a_table(plan)
    assert plan.count("one_ban") + plan.count("sqlite_autoindex_comments_ban") == 2  # of the site, and of all sites


def chief(*sites: Site | None, role: Role = Role.CHIEF) -> User:
    user = User.objects.create(username=f"user{User.objects.count()}", is_staff=True)
    for site in sites:
        Membership.objects.create(user=user, site=site, role=role)
    return user


def shared_rows() -> list[all_sites.Shared]:
    return [
        ban(),
        TrustedAuthor.objects.create(email="ada@example.org", name="Ada", created_at=NOON),
        Reason.objects.create(code="rude"),
        Guideline.objects.create(text="Be kind."),
    ]


def test_it_switches_off_and_on_again_for_the_site_of_a_chief() -> None:
    times, post = (factories.quiet_site(slug) for slug in SITES)
    by = chief(times)
    for row in shared_rows():
        assert all_sites.switch(row, times, is_on=False, by=by)
        assert not all_sites.switch(row, times, is_on=False, by=by)
        assert list(row.off_for.all()) == [times]
        with pytest.raises(NotAllowed):
            all_sites.switch(row, post, is_on=False, by=by)
        assert all_sites.switch(row, times, is_on=True, by=by)
        assert not row.off_for.exists()


def test_it_lets_nobody_switch_who_does_not_lead_the_site() -> None:
    times, post = (factories.quiet_site(slug) for slug in SITES)
    rows = shared_rows()
    for by in (chief(post), chief(times, role=Role.MODERATOR), chief(None, role=Role.MODERATOR), chief()):
        for row in rows:
            with pytest.raises(NotAllowed):
                all_sites.switch(row, times, is_on=False, by=by)
            assert not row.off_for.exists()


def test_it_switches_off_nothing_that_belongs_to_one_site() -> None:
    times = factories.quiet_site()

    with pytest.raises(NotAllowed):
        all_sites.switch(ban(times), times, is_on=False, by=chief(None))
