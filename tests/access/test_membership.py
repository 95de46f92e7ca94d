"""What follows from memberships: who moderates which site, and who leads it."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, User

from comments.access.membership import ALL_SITES, NO_SITE, Access, access_of, require_chief, require_moderator
from comments.errors import NotAllowed
from comments.models import Ban, Membership, Role, Site
from tests.support import factories

pytestmark = pytest.mark.django_db


def staff(**fields: Any) -> User:
    return User.objects.create(**{"username": "tamsin", "is_staff": True, **fields})


def test_it_reads_roles_site_by_site(django_assert_num_queries: Any) -> None:
    user, one, two, other = staff(), factories.site("one"), factories.site("two"), factories.site("other")
    Membership.objects.create(user=user, site=one)
    Membership.objects.create(user=user, site=two, role=Role.CHIEF)

    with django_assert_num_queries(1):
        access = access_of(user)
        assert access_of(user) is access

    assert access == Access(frozenset({one.pk, two.pk}), frozenset({two.pk}))
    assert [access.may_moderate(site_id) for site_id in (one.pk, two.pk, other.pk, None)] == [True, True, False, False]
    assert [access.chief_of(site_id) for site_id in (one.pk, two.pk, other.pk, None)] == [False, True, False, False]
    assert set(access.sites()) == {one, two}
    assert access.is_chief


def test_it_takes_a_membership_without_a_site_for_all_sites() -> None:
    user, one = staff(), factories.site("one")
    Membership.objects.create(user=user, site=None)
    Membership.objects.create(user=user, site=one, role=Role.CHIEF)

    access = access_of(user)

    assert access == Access(None, frozenset({one.pk}))
    assert access.may_moderate(None) and access.may_moderate(12345)
    assert access.chief_of(one.pk) and not access.chief_of(None)
    assert list(access.sites()) == [one]


@pytest.mark.parametrize("fields", [{"is_active": False}, {"is_staff": False}])
@pytest.mark.parametrize("is_superuser", [True, False])
def test_it_gives_no_site_to_people_whom_the_admin_keeps_out(fields: dict[str, bool], is_superuser: bool) -> None:
    user = staff(**fields, is_superuser=is_superuser)
    Membership.objects.create(user=user, site=None, role=Role.CHIEF)

    assert access_of(user) == NO_SITE


def test_it_gives_superusers_all_sites_and_strangers_none(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert access_of(User(username="root", is_staff=True, is_superuser=True)) == ALL_SITES
        assert access_of(AnonymousUser()) == NO_SITE
    assert access_of(staff()) == NO_SITE


def test_it_filters_rows_by_site_with_what_holds_for_all_on_wish() -> None:
    user, one = staff(), factories.site("one")
    here, there = factories.waiting(on=factories.subject("one")), factories.waiting(on=factories.subject("two"))
    Membership.objects.create(user=user, site=one)
    access = access_of(user)

    assert list(access.filter(type(here).objects.all())) == [here]
    assert list(access.filter(type(here).objects.all(), "thread__site")) == [here]
    assert set(ALL_SITES.filter(type(here).objects.all())) == {here, there}
    assert list(NO_SITE.filter(type(here).objects.all())) == list(access.filter_led(type(here).objects.all())) == []
    assert "IS NULL" in str(access.filter(Membership.objects.all(), with_shared=True).query)
    assert "IS NULL" not in str(access.filter(Ban.objects.all()).query)


def test_it_refuses_by_an_exception_in_use_cases() -> None:
    user, one = staff(), factories.site("one")
    Membership.objects.create(user=user, site=one)

    require_moderator(user, one.pk)
    for refused in (require_chief, require_moderator):
        with pytest.raises(NotAllowed):
            refused(user, None)
    with pytest.raises(NotAllowed):
        require_chief(user, one.pk)
    with pytest.raises(NotAllowed):
        require_moderator(AnonymousUser(), Site.objects.get().pk)
