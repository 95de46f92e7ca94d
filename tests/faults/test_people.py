"""People who click twice, at once, or while the checks are thinking."""

from datetime import timedelta
from functools import partial

import pytest

from comments import signed_tokens
from comments.errors import Stale
from comments.models import Actor, Comment, Site
from comments.moderation import decisions
from comments.posting import edits, posts
from comments.posting.edits import Edit
from comments.posting.posts import Posted
from comments.screening import registry, run
from comments.screening.vocabulary import Candidate, Judgement, clear
from comments.statuses import Status
from tests.faults import naive
from tests.support import factories
from tests.support.factories import NOON
from tests.support.parallel import at_once

pytestmark = pytest.mark.django_db

really_at_once = pytest.mark.django_db(transaction=True)
SECOND = timedelta(seconds=1)


def posted_eight_times(**fields: str) -> list[Posted | BaseException]:
    factories.quiet_site()
    sent = factories.draft(text="A thought.", email="ada@example.org", **fields)
    return at_once([partial(posts.keep_comment, factories.subject(), sent, now=NOON)] * 8)


def rejected_while_screened(comment: Comment, monkeypatch: pytest.MonkeyPatch) -> None:
    """A moderator rejects while a check that will clear it is thinking."""

    def check(candidate: Candidate, site: Site) -> Judgement:
        decisions.reject(comment.pk, by=factories.moderator(), version=1)
        return clear("Nothing found.")

    monkeypatch.setattr(registry, "CHECKS", {"one": check})
    run.screen([comment.pk], now=NOON + SECOND)


def people_decisions(comment: Comment) -> list[str]:
    return list(comment.decisions.filter(actor=Actor.MODERATOR).values_list("to_status", flat=True))


@really_at_once
@pytest.mark.parametrize("key", ["form:12345678", ""], ids=["with a key", "without"])
def test_it_keeps_one_of_eight_equal_posts_and_answers_all_with_it(key: str) -> None:
    answers = posted_eight_times(submission_key=key)

    assert {answer.comment.pk for answer in answers if isinstance(answer, Posted)} == {Comment.objects.get().pk}
    assert all(isinstance(answer, Posted) for answer in answers)


@really_at_once
def test_control_without_a_memory_of_submissions_it_keeps_all_eight() -> None:
    with naive.no_memory_of_submissions():
        posted_eight_times()

    assert Comment.objects.count() == 8


def test_it_lets_the_moderator_win_who_decides_while_a_check_is_thinking(monkeypatch: pytest.MonkeyPatch) -> None:
    comment = factories.waiting()
    rejected_while_screened(comment, monkeypatch)

    assert factories.fresh(comment).status == Status.REJECTED
    assert comment.findings.count() == 1


def test_control_without_the_guard_the_checks_publish_what_a_moderator_rejected(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    comment = factories.waiting()
    with naive.no_guard_of_the_outcome():
        rejected_while_screened(comment, monkeypatch)

    assert factories.fresh(comment).status == Status.APPROVED


@really_at_once
def test_it_lets_one_of_two_moderators_decide_and_tells_the_other() -> None:
    comment = factories.waiting()
    ann, bob = factories.moderator("ann"), factories.moderator("bob")
    approve = partial(decisions.approve, comment.pk, by=ann, version=1)
    answers = at_once([approve, partial(decisions.reject, comment.pk, by=bob, version=1)])

    assert sorted(type(answer).__name__ for answer in answers) == ["Comment", "Stale"]
    assert len(people_decisions(comment)) == 1


def test_control_without_the_version_the_second_moderator_silently_undoes_the_first() -> None:
    comment = factories.waiting()
    naive.decide_whatever_is_there("approve", comment, factories.moderator("ann"))
    naive.decide_whatever_is_there("reject", comment, factories.moderator("bob"))

    assert people_decisions(comment) == [Status.APPROVED, Status.REJECTED]


def test_it_approves_only_the_text_that_was_on_the_screen() -> None:
    comment = factories.waiting(text="A thought.")
    edited(comment, "Another thought, which nobody has read.")
    with pytest.raises(Stale):
        decisions.approve(comment.pk, by=factories.moderator(), version=1)

    assert factories.fresh(comment).status == Status.PENDING


def test_control_without_the_version_a_text_is_approved_that_nobody_has_read() -> None:
    comment = factories.waiting(text="A thought.")
    edited(comment, "Another thought, which nobody has read.")
    naive.decide_whatever_is_there("approve", comment, factories.moderator())

    assert factories.fresh(comment).shown


def edited(comment: Comment, text: str) -> None:
    own = edits.own_comment(comment.pk, signed_tokens.author_token(comment.pk, comment.token_version))
    edits.edit(own, Edit(text=text), now=NOON + SECOND)
