"""Moderators at work in the admin, with CSRF checks on."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from comments.models import Membership, Site
from tests.support import factories
from tests.support.receiver import Receiver


@pytest.fixture
def times(db: None) -> Site:
    return factories.quiet_site("times")


@pytest.fixture
def moderator(times: Site) -> Client:
    return signed_in(factories.moderator())


@pytest.fixture
def onlooker(times: Site) -> Client:
    """May look at comments and change nothing."""
    user = User.objects.create(username="onlooker", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_comment"))
    Membership.objects.create(user=user)
    return signed_in(user)


@pytest.fixture
def colleague(times: Site) -> Client:
    """Staff without anything to do with comments."""
    return signed_in(User.objects.create(username="colleague", is_staff=True))


@pytest.fixture
def chief(client: Client) -> Client:
    """Leads all sites, where CSRF checks do not matter."""
    client.force_login(factories.moderator())
    return client


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    """A program on this machine that is told."""
    settings.PUBLIC_URL = "http://localhost:8000"
    with Receiver() as running:
        yield running


def signed_in(user: User) -> Client:
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    return client
