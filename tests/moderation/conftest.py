"""What tests of bans and of decisions on many comments start from."""

import pytest
from django.contrib.auth.models import User

from comments.models import Cluster, Membership, Premoderation, Site
from tests.support import factories
from tests.support.clusters import clustered


@pytest.fixture
def site() -> Site:
    return factories.quiet_site(premoderation=Premoderation.OBJECTIONS)


@pytest.fixture
def cluster(site: Site) -> Cluster:
    """Five screened comments, the first of them published, since nothing was like it then."""
    return clustered(5)


@pytest.fixture
def anna() -> User:
    """A moderator of the site, not its chief."""
    found = User.objects.create(username="anna", is_staff=True)
    Membership.objects.create(user=found, site=factories.quiet_site())
    return found
