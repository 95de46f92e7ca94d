"""A chief of a site, and a key of hers that may decide."""

import pytest
from django.contrib.auth.models import User

from comments.models import KeyScope, Role, Site
from tests.api.moderation.programs import person, token


@pytest.fixture
def tamsin(times: Site) -> User:
    return person("tamsin", times, Role.CHIEF)


@pytest.fixture
def key(tamsin: User) -> str:
    return token(tamsin, scope=KeyScope.DECIDE)
