"""What tests of decisions on many comments start from."""

import pytest

from comments.models import Cluster, Premoderation, Site
from tests.support import factories
from tests.support.clusters import clustered


@pytest.fixture
def site() -> Site:
    return factories.quiet_site(premoderation=Premoderation.OBJECTIONS)


@pytest.fixture
def cluster(site: Site) -> Cluster:
    """Five screened comments, the first of them published, since nothing was like it then."""
    return clustered(5)
