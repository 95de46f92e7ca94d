"""Decisions by moderator: counted only where a site wants it, exact with undoing, for chiefs."""

from collections import Counter
from datetime import timedelta

import pytest

from comments.access.membership import ALL_SITES, Access
from comments.counters import moderators
from comments.models import Comment, ModeratorDay, Site
from comments.moderation import aside, decisions, undoing
from tests.support import factories
from tests.support.factories import NOON

pytestmark = pytest.mark.django_db

DAY = NOON.date()


@pytest.fixture
def site(db: None) -> Site:
    return factories.quiet_site(counts_moderators=True)


def decide(action: str, who: str = "mod", comment: Comment | None = None) -> Comment:
    comment = factories.fresh(comment) if comment else factories.screened()
    return decisions.ACTIONS[action](comment.pk, by=factories.moderator(who), version=comment.version, now=NOON)


def counted(access: Access = ALL_SITES) -> dict[str, Counter[str]]:
    return {one.by.get_username(): one.numbers for one in moderators.read(access, first=DAY, last=DAY)}


def test_it_counts_what_each_moderator_decided(site: Site) -> None:
    for action in ("approve", "approve", "reject"):
        decide(action, "anna")
    comment = decide("spam", "otto")
    aside.set_aside(factories.screened().pk, by=factories.moderator("otto"), now=NOON)
    decide("approve", "anna", comment)

    assert counted() == {"anna": {"approve": 3, "reject": 1}, "otto": {"spam": 1}}


def test_it_takes_off_what_is_undone_on_the_day_of_the_decision(site: Site) -> None:
    comment = decide("reject")
    decision = factories.last_decision(comment)
    undoing.undo(decision.pk, by=factories.moderator(), now=NOON + timedelta(days=1))

    assert counted() == {}
    assert list(ModeratorDay.objects.values_list("day", "number")) == [(DAY, 0)]


def test_it_counts_nobody_on_a_site_that_does_not_want_it() -> None:
    decide("approve")
    assert not ModeratorDay.objects.exists()

    Site.objects.update(counts_moderators=True)
    comment = decide("approve")
    Site.objects.update(counts_moderators=False)
    assert counted() == {}  # what was counted before is not shown either

    undoing.undo(factories.last_decision(comment).pk, by=factories.moderator(), now=NOON)
    Site.objects.update(counts_moderators=True)
    assert counted() == {}


def test_it_tells_chiefs_alone(site: Site) -> None:
    decide("approve")
    every = frozenset({site.pk})

    assert counted(Access(site_ids=every, chief_ids=every)) == {"mod": {"approve": 1}}
    assert counted(Access(site_ids=every, chief_ids=frozenset())) == {}
