"""A moderator of one of two sites, and a key of hers that may only read."""

import pytest
from django.contrib.auth.models import User

from comments.models import KeyScope, Site
from tests.api.moderation.programs import person, token
from tests.support import factories


@pytest.fixture
def anna(times: Site) -> User:
    """A moderator of one of two sites."""
    factories.quiet_site("post")
    return person("anna", times)


@pytest.fixture
def key(anna: User) -> str:
    return token(anna, scope=KeyScope.READ)
