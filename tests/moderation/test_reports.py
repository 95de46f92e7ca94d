"""Readers' reports: one for each network and text, a queue for moderators, and no vote against what they left."""

import itertools
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as conf
from hypothesis import given, settings
from hypothesis import strategies as st

from comments.access.membership import access_of
from comments.errors import Invalid, NotFound, ReportsTooFast
from comments.maintenance import chores
from comments.models import Comment, Pace, Report, Site
from comments.moderation import decisions, open_reports, queue, reports, undoing
from comments.posting import edits
from comments.posting.edits import Edit
from comments.screening import run
from comments.statuses import Status
from tests.support import factories
from tests.support.factories import NOON

pytestmark = pytest.mark.django_db

_numbers = itertools.count()
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def by_checks(**fields: Any) -> Comment:
    """Published by the checks, and looked at by nobody."""
    factories.quiet_site(premoderation="objections")
    number = next(_numbers)
    apart = {"address": f"198.51.{number // 250}.{number % 250}", "on": factories.subject(key=f"article-{number}")}
    comment = factories.screened(**{**apart, **fields})
    assert comment.status == Status.APPROVED
    return comment


def filed(comment: Comment, *networks: int, **said: Any) -> list[bool]:
    said = {"reason": "abuse", "now": NOON + MINUTE, **said}
    return [reports.file(comment, network=f"192.0.2.{number}", **said) for number in networks]


def opened(comment: Comment) -> int:
    return Report.objects.filter(comment=comment, settled_at=None).count()


def queued() -> list[int]:
    by = factories.moderator()
    return [comment.pk for comment in queue.page("reported", access_of(by), by=by, now=NOON)]


def decide(comment: Comment, action: str, **said: Any) -> Comment:
    now = factories.fresh(comment)
    said = {"by": factories.moderator(), "version": now.version, "now": NOON + 2 * MINUTE, **said}
    return decisions.ACTIONS[action](comment.pk, **said)


def test_it_counts_each_network_once_for_each_text() -> None:
    comment = by_checks()
    assert filed(comment, 1, 2, 1, 2, 3) == [True, True, False, False, True]

    edits.keep_edit(factories.fresh(comment), Edit(text="Another thought, quite another one."), now=NOON + MINUTE)
    run.screen([comment.pk], now=NOON + MINUTE)
    assert factories.fresh(comment).status == Status.APPROVED

    assert filed(comment, 1, 1) == [True, False]
    assert opened(comment) == 4


def test_it_knows_a_network_by_a_key_of_its_own_and_after_a_new_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    comment = by_checks()
    filed(comment, 1)
    first = Report.objects.get().reporter
    monkeypatch.setattr(conf, "SECRET_KEY_FALLBACKS", [conf.SECRET_KEY])
    monkeypatch.setattr(conf, "SECRET_KEY", "another secret of more than fifty letters, made by nobody")

    assert filed(comment, 1, 2) == [False, True]
    assert "192.0.2" not in first and len(first) == 64
    assert Report.objects.latest("pk").reporter != first


@pytest.mark.parametrize("make", [factories.waiting, factories.screened])
def test_it_takes_reports_of_published_comments_alone(make: Callable[[], Comment]) -> None:
    with pytest.raises(NotFound):
        filed(make(), 1)


@pytest.mark.parametrize("action", ["reject", "spam", "review"])
def test_it_takes_none_of_what_readers_do_not_see(action: str) -> None:
    parent = factories.published()
    reply = factories.published(parent)
    decide(parent, action)

    with pytest.raises(NotFound):
        filed(parent, 1)
    if action == "spam":
        with pytest.raises(NotFound):
            filed(reply, 1)


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("reason", {"reason": "dislike"}),
        ("text", {"text": "x" * 2001}),
        ("text", {"text": "a\0b"}),
        ("email", {"email": "nobody"}),
        ("email", {"email": f"{'a' * 100}@example.org"}),
    ],
)
def test_it_refuses_what_cannot_be_kept(field: str, said: dict[str, str]) -> None:
    comment = by_checks()
    with pytest.raises(Invalid) as refused:
        filed(comment, 1, **said)

    assert [error.field for error in refused.value.errors] == [field]
    assert not Report.objects.exists()


def test_it_limits_how_many_reports_a_network_sends() -> None:
    comments = [by_checks() for _number in range(reports.AT_ONCE + 1)]
    for comment in comments[:-1]:
        filed(comment, 1)

    with pytest.raises(ReportsTooFast):
        filed(comments[-1], 1)
    assert filed(comments[-1], 2) == [True]
    assert filed(comments[-1], 1, now=NOON + MINUTE + timedelta(seconds=reports.INTERVAL)) == [True]


def test_it_queues_what_was_reported_first_first() -> None:
    first, second, third = by_checks(), by_checks(), by_checks()
    for minutes, comment in ((1, second), (2, third), (3, first), (4, second)):
        filed(comment, minutes, now=NOON + minutes * MINUTE)

    assert queued() == [second.pk, third.pk, first.pk]


@pytest.mark.parametrize("action", ["reject", "spam", "confirm", "pick", "ignore", "erase"])
def test_it_is_settled_by_a_decision_and_open_again_when_that_is_undone(action: str) -> None:
    comment = by_checks()
    filed(comment, 1, 2)
    decide(comment, action)

    decision = comment.decisions.latest("pk")
    assert (opened(comment), queued()) == (0, [])
    assert set(Report.objects.values_list("settled_by", flat=True)) == {decision.pk}

    undoing.undo(decision.pk, by=factories.moderator(), now=NOON + 2 * MINUTE)
    assert (opened(comment), queued()) == (2, [comment.pk])
    assert not factories.fresh(comment).ignores_reports


def test_it_is_not_settled_by_what_decides_nothing() -> None:
    comment = by_checks()
    filed(comment, 1)
    decide(comment, "review")
    assert opened(comment) == 1

    decide(comment, "approve")
    assert opened(comment) == 0


def test_it_is_settled_when_the_author_withdraws_the_comment() -> None:
    comment = by_checks()
    filed(comment, 1)
    decisions.withdraw(comment.pk)

    assert (opened(comment), queued()) == (0, [])


def test_it_is_ignored_until_the_comment_is_edited() -> None:
    comment = by_checks()
    filed(comment, 1)
    decide(comment, "ignore")
    assert "ignore" not in decisions.possible_actions(factories.fresh(comment), factories.moderator())

    assert filed(comment, 2, 3) == [True, True]
    assert (opened(comment), queued()) == (0, [])

    edits.keep_edit(factories.fresh(comment), Edit(text="Another thought, quite another one."), now=NOON + 3 * MINUTE)
    Comment.objects.filter(pk=comment.pk).update(status=Status.APPROVED, html="", shown=True)
    assert filed(comment, 2) == [True]
    assert queued() == [comment.pk]


def test_it_puts_a_comment_under_review_after_so_many_networks() -> None:
    comment = by_checks()
    Site.objects.update(review_after_reports=3)
    filed(comment, 1, 2, 2, 1)
    assert factories.fresh(comment).status == Status.APPROVED

    filed(comment, 3)
    comment = factories.fresh(comment)
    assert (comment.status, comment.version) == (Status.PENDING, 3)
    assert factories.last_decision(comment).reason == "Readers reported it from 3 networks."
    assert opened(comment) == 3
    assert queued() == [comment.pk]


def test_it_waits_for_a_moderator_then_whatever_the_author_does() -> None:
    comment = by_checks()
    Site.objects.update(review_after_reports=1)
    filed(comment, 1)
    edits.keep_edit(factories.fresh(comment), Edit(text="Another thought, quite another one."), now=NOON + 2 * MINUTE)
    run.screen([comment.pk], now=NOON + 2 * MINUTE)

    assert factories.fresh(comment).status == Status.PENDING


@pytest.mark.parametrize("action", ["confirm", "pick", "ignore"])
def test_it_never_takes_away_what_a_moderator_left(action: str) -> None:
    comment = by_checks()
    if action == "ignore":
        filed(comment, 9)
    decide(comment, action)
    Site.objects.update(review_after_reports=1)
    filed(comment, 1, 2, 3)

    assert factories.fresh(comment).status == Status.APPROVED


def test_it_never_takes_away_what_a_moderator_approved_or_the_publication_wrote() -> None:
    own, approved = by_checks(), factories.published()
    Comment.objects.filter(pk=own.pk).update(staff=True)
    Site.objects.update(review_after_reports=1)
    for comment in (approved, own):
        filed(comment, 1, 2)

        assert factories.fresh(comment).status == Status.APPROVED
    assert set(queued()) == {approved.pk, own.pk}


def test_it_counts_reports_of_the_text_that_stands_there_alone() -> None:
    comment = by_checks()
    Site.objects.update(review_after_reports=2)
    filed(comment, 1)
    edits.keep_edit(factories.fresh(comment), Edit(text="Another thought, quite another one."), now=NOON + MINUTE)
    run.screen([comment.pk], now=NOON + MINUTE)
    filed(comment, 2)
    assert factories.fresh(comment).status == Status.APPROVED

    filed(comment, 1)
    assert factories.fresh(comment).status == Status.PENDING


@settings(max_examples=20)
@given(st.lists(st.tuples(st.integers(1, 5), st.booleans()), max_size=7), st.integers(0, 4))
def test_it_goes_under_review_exactly_where_enough_networks_spoke_since_nobody_did(
    happened: list[tuple[int, bool]], enough: int
) -> None:
    comment = by_checks()
    Pace.objects.all().delete()
    Site.objects.update(review_after_reports=enough)
    networks: set[int] = set()
    is_left, expected = False, False
    for network, confirms in happened:
        if expected:
            break
        if confirms and factories.fresh(comment).unseen:
            decide(comment, "confirm")
            is_left = True
        filed(comment, network)
        networks.add(network)
        expected = bool(enough) and not is_left and len(networks) >= enough

    assert (factories.fresh(comment).status == Status.PENDING) == expected


def test_it_says_on_the_card_what_was_reported(django_assert_num_queries: Any) -> None:
    comments = [by_checks(), by_checks(), by_checks()]
    filed(comments[0], 1, 2, reason="hate", text="Look at line two.")
    filed(comments[0], 3, reason="spam")
    filed(comments[1], *range(4, 8), reason="other", text="No.")
    comments = [factories.fresh(comment) for comment in comments]

    with django_assert_num_queries(2):
        facts = open_reports.facts(comments)

    first = facts[comments[0].pk]
    assert (first.number, first.reasons) == (3, (("Hateful", 2), ("Advertising or spam", 1)))
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


def test_it_forgets_settled_reports_when_the_days_for_addresses_are_over() -> None:
    factories.quiet_site(erase_days=10, premoderation="objections")
    settled, open_one = by_checks(), by_checks()
    filed(settled, 1, email="ada@example.org")
    filed(open_one, 2)
    decide(settled, "reject")

    assert chores.FORGETTING["settled reports deleted"](NOON + 10 * DAY) == 0
    assert chores.FORGETTING["settled reports deleted"](NOON + 11 * DAY) == 1
    assert Report.objects.get().comment == open_one
    Site.objects.update(erase_days=0)
    decide(open_one, "reject")
    assert chores.FORGETTING["settled reports deleted"](NOON + 999 * DAY) == 0
