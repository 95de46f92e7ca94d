"""What moderators are told of the reports of a comment."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from comments.access.membership import ALL_SITES, access_of
from comments.models import Membership
from comments.moderation import decisions, open_reports
from comments.posting import edits
from comments.posting.edits import Edit
from tests.support import factories
from tests.support.factories import NOON
from tests.support.reported import MINUTE, by_checks, filed

pytestmark = pytest.mark.django_db


def test_it_says_on_the_card_what_was_reported(django_assert_num_queries: Any) -> None:
    comments = [by_checks(), by_checks(), by_checks()]
    filed(comments[0], 1, 2, reason="hate", text="Look at line two.")
    filed(comments[0], 3, reason="spam")
    filed(comments[1], *range(4, 8), reason="other", text="No.")
    comments = [factories.fresh(comment) for comment in comments]

    with django_assert_num_queries(2):
        facts = open_reports.facts(comments)

    first = facts[comments[0].pk]
    assert (first.number, first.reasons) == (3, (("hate", 2), ("spam", 1)))
    assert [one.text for one in first.explanations] == ["Look at line two."] * 2
    assert (first.since, first.is_of_earlier_text) == (NOON + MINUTE, False)
    assert set(facts) == {comments[0].pk, comments[1].pk}
    with django_assert_num_queries(0):
        assert open_reports.facts(comments[2:]) == {}


def test_it_shows_the_latest_explanations_of_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(open_reports, "EXPLANATIONS", 2)
    comment = by_checks()
    for number in range(1, 5):
        filed(comment, number, text=f"Number {number}.")

    [facts] = open_reports.facts([factories.fresh(comment)]).values()
    assert [one.text for one in facts.explanations] == ["Number 4.", "Number 3."]


def test_it_says_when_all_were_made_of_an_earlier_text() -> None:
    comment = by_checks()
    filed(comment, 1)
    edits.keep_edit(factories.fresh(comment), Edit(text="Another thought, quite another one."), now=NOON + MINUTE)

    assert open_reports.facts([factories.fresh(comment)])[comment.pk].is_of_earlier_text


def test_it_lists_the_open_ones_of_ones_sites_the_oldest_first() -> None:
    here, elsewhere = by_checks(), factories.published(on=factories.subject("other"))
    filed(here, 1, 2)
    filed(elsewhere, 3)
    settled = by_checks()
    filed(settled, 4)
    decisions.confirm(settled.pk, by=factories.moderator(), version=factories.fresh(settled).version)
    member = User.objects.create(username="anna", is_staff=True)
    Membership.objects.create(user=member, site=here.site)

    found = open_reports.listed(access_of(member), limit=5)

    assert [report.comment_id for report in found] == [here.pk] * 2
    assert open_reports.listed(access_of(member), after=found[0].pk, limit=5) == found[1:]
    assert len(open_reports.listed(ALL_SITES, limit=5)) == 3
    assert len(open_reports.listed(ALL_SITES, site_id=elsewhere.site_id, limit=5)) == 1
