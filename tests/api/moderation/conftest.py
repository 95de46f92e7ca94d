"""A moderator of a site, and a key of hers for everything that she may do there."""

import pytest
from django.contrib.auth.models import User

from comments.models import Site
from tests.api.moderation.programs import person, token


@pytest.fixture
def tamsin(times: Site) -> User:
    return person("tamsin", times)


@pytest.fixture
def key(tamsin: User) -> str:
    return token(tamsin)
