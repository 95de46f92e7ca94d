"""Moderators at the desk, with CSRF checks on."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from comments.access import roles
from comments.models import Membership, Role, Site
from tests.support import factories


@pytest.fixture
def times(db: None) -> Site:
    return factories.quiet_site("times")


@pytest.fixture
def site(db: None) -> Site:
    return factories.quiet_site()


@pytest.fixture
def mod(times: Site) -> Client:
    """Somebody who may do everything."""
    return signed_in(factories.moderator())


@pytest.fixture
def chief(client: Client) -> Client:
    """Somebody who may do everything, where CSRF checks do not matter."""
    client.force_login(factories.moderator())
    return client


@pytest.fixture
def anna(times: Site) -> Client:
    """A moderator of one site."""
    return signed_in(member("anna", times))


@pytest.fixture
def otto(times: Site) -> User:
    return member("otto", times)


def member(username: str, site: Site | None, role: str = Role.MODERATOR) -> User:
    user = User.objects.create(username=username, first_name=username.capitalize(), is_staff=True)
    Membership.objects.create(user=user, site=site, role=role)
    roles.follow_memberships(user)
    return user


def signed_in(user: User) -> Client:
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    return client
