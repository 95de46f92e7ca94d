"""What happens while a screening runs: a person wins, a later claim wins."""

from collections.abc import Callable
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.db.models import F

from comments import limits
from comments.models import Actor, Comment, Site
from comments.moderation import decisions
from comments.screening import registry, run
from comments.screening.vocabulary import Candidate, Judgement, clear, reject
from comments.statuses import Status
from tests.support import factories
from tests.support.actions import ACTIONS
from tests.support.factories import NOON

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)


def screened_while(comment: Comment, meanwhile: Callable[[], object]) -> int:
    """Screen with one check that would publish, and during which something else happens."""

    def check(candidate: Candidate, site: Site) -> Judgement:
        meanwhile()
        return clear("Nothing found.")

    with patch.dict(registry.CHECKS, {"one": check}, clear=True):
        return run.screen([comment.pk], now=NOON + SECOND)


def decided(comment: Comment, *actions: str) -> None:
    for action in actions:
        decide = ACTIONS.get(action, decisions.delete)
        decide(comment.pk, by=factories.moderator(), version=factories.fresh(comment).version)


def screening_decisions(comment: Comment) -> int:
    return comment.decisions.filter(actor=Actor.SCREENING).count()


@pytest.mark.parametrize(
    ("actions", "status"),
    [
        (["reject"], Status.REJECTED),
        (["spam"], Status.SPAM),
        (["approve"], Status.APPROVED),
        (["approve", "reject"], Status.REJECTED),
        (["reject", "undo"], Status.PENDING),
        (["approve", "review"], Status.PENDING),
    ],
)
def test_it_lets_a_person_win(actions: list[str], status: Status) -> None:
    comment = factories.waiting()

    assert screened_while(comment, lambda: decided(comment, *actions)) == 0
    assert factories.fresh(comment).status == status
    assert screening_decisions(comment) == 0


def test_it_keeps_the_findings_as_a_note_for_the_person_who_won() -> None:
    comment = factories.waiting()
    screened_while(comment, lambda: decided(comment, "reject"))

    assert comment.findings.count() == 1


def test_it_lets_an_author_who_withdraws_win() -> None:
    comment = factories.waiting()
    screened_while(comment, lambda: decisions.withdraw(comment.pk))

    assert factories.fresh(comment).status == Status.WITHDRAWN


def test_it_writes_nothing_about_what_was_deleted() -> None:
    comment = factories.waiting()
    screened_while(comment, lambda: decided(comment, "delete"))

    assert factories.fresh(comment).status == Status.DELETED
    assert factories.fresh(comment).html == ""
    assert not comment.findings.exists()


def test_it_stores_nothing_about_a_text_that_was_edited() -> None:
    comment = factories.waiting()
    edited = Comment.objects.filter(pk=comment.pk)
    screened_while(comment, lambda: edited.update(text="Anew.", version=F("version") + 1, text_version=2))

    assert (factories.fresh(comment).status, factories.fresh(comment).html) == (Status.PENDING, None)
    assert not comment.findings.exists()
    assert not screening_decisions(comment)


@pytest.mark.parametrize(
    "change", [{"version": 2}, {"due": None}, {"status": Status.REJECTED}, {"decided_at": NOON}], ids=str
)
def test_it_settles_nothing_that_changed_in_any_way(change: dict[str, object]) -> None:
    comment = factories.waiting()

    assert screened_while(comment, lambda: Comment.objects.filter(pk=comment.pk).update(**change)) == 0
    assert not factories.fresh(comment).shown
    assert not screening_decisions(comment)


def test_it_claims_nothing_that_does_not_wait() -> None:
    comment = factories.waiting()
    Comment.objects.filter(pk=comment.pk).update(status=Status.REJECTED)
    run.screen([comment.pk], now=NOON + SECOND)

    assert factories.fresh(comment).attempts == 0


def test_it_lets_a_later_claim_win_over_one_whose_lease_lapsed() -> None:
    comment = factories.waiting()

    def rejecting(candidate: Candidate, site: Site) -> Judgement:
        return reject("A later judgement.", told="")

    def lapse() -> None:
        with patch.dict(registry.CHECKS, {"later": rejecting}, clear=True):
            late = NOON + (2 + limits.LEASE_SECONDS) * SECOND
            assert run.screen([comment.pk], now=late) == 1

    assert screened_while(comment, lapse) == 0
    assert factories.fresh(comment).status == Status.REJECTED
    assert [found.check_name for found in comment.findings.all()] == ["later"]
    assert screening_decisions(comment) == 1


def test_it_does_not_let_a_lapsed_claim_disturb_a_running_one() -> None:
    comment = factories.waiting()
    late = NOON + (2 + limits.LEASE_SECONDS) * SECOND

    def claimed_again() -> None:
        with patch("comments.screening.run._judge", return_value=None):
            run.screen([comment.pk], now=late)

    assert screened_while(comment, claimed_again) == 0
    assert factories.fresh(comment).status == Status.PENDING
    assert factories.fresh(comment).leased_until == late + limits.LEASE_SECONDS * SECOND


def test_it_does_not_let_a_failing_zombie_give_the_lease_of_another_back() -> None:
    comment = factories.waiting()
    late = NOON + (2 + limits.LEASE_SECONDS) * SECOND

    def claimed_again() -> None:
        with patch("comments.screening.run._judge", return_value=None):
            run.screen([comment.pk], now=late)

    with patch("comments.screening.policy.decide", side_effect=RuntimeError):
        screened_while(comment, claimed_again)

    assert factories.fresh(comment).leased_until == late + limits.LEASE_SECONDS * SECOND


def test_it_does_not_claim_what_somebody_else_is_screening() -> None:
    comment = factories.waiting()
    inside: list[int] = []
    screened_while(comment, lambda: inside.append(run.screen([comment.pk], now=NOON + 2 * SECOND)))

    assert inside == [0]
    assert factories.fresh(comment).attempts == 1


def test_it_claims_again_when_a_lease_lapsed() -> None:
    comment = _left_behind()

    assert run.screen([comment.pk], now=NOON + (1 + limits.LEASE_SECONDS) * SECOND) == 1


def test_it_claims_what_a_clock_set_back_left_leased_for_too_long() -> None:
    comment = _left_behind()
    Comment.objects.filter(pk=comment.pk).update(leased_until=NOON + timedelta(days=1))

    assert run.screen([comment.pk], now=NOON + SECOND) == 1


def _left_behind() -> Comment:
    """Claimed by a worker that was killed."""
    comment = factories.waiting()
    with patch("comments.screening.run._judge", side_effect=KeyboardInterrupt), pytest.raises(KeyboardInterrupt):
        run.screen([comment.pk], now=NOON)
    return comment
