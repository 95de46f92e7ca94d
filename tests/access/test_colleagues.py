"""Who moderates the same sites."""

import pytest
from django.contrib.auth.models import User

from comments.access import colleagues
from comments.access.membership import access_of
from comments.models import Membership, Site
from tests.support import factories

pytestmark = pytest.mark.django_db


def staff(username: str, *sites: Site | None, **fields: bool) -> User:
    user = User.objects.create(username=username, **{"is_staff": True, **fields})
    Membership.objects.bulk_create(Membership(user=user, site=site) for site in sites)
    return user


def test_it_names_who_moderates_the_same_sites_and_nobody_else() -> None:
    here, there = factories.site("here"), factories.site("there")
    anna, both, everywhere = staff("anna", here), staff("both", there, here), staff("everywhere", None)
    gone, other = staff("gone", here, is_active=False), staff("other", there)
    root = factories.moderator("root")

    assert colleagues.of(access_of(anna), anna) == [anna, both, everywhere, gone]
    assert colleagues.of(access_of(root), root) == [anna, both, everywhere, gone, other, root]
    assert colleagues.on_site(here.pk, anna) == [anna, both, everywhere]
    assert colleagues.on_site(there.pk, root) == [both, everywhere, other, root]
