"""Real threads, real transactions: whoever comes at the same instant, the outcome is one that an order could have."""

import threading
from datetime import timedelta
from functools import partial
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection

from comments.errors import Closed, Duplicate, KeyReused, Stale, TooFast
from comments.models import Actor, Comment, Decision, Finding, Site, Submission, Thread
from comments.moderation import decisions
from comments.posting import edits, posts
from comments.posting.draft import Draft
from comments.posting.edits import Edit
from comments.posting.posts import Posted
from comments.screening import backlog, registry, run
from comments.screening.vocabulary import Candidate, Judgement, clear
from comments.statuses import Status
from tests.support import factories
from tests.support.factories import NOON
from tests.support.parallel import at_once, in_background

pytestmark = pytest.mark.django_db(transaction=True)

SECOND = timedelta(seconds=1)


def post(draft: Draft, *, key: str = "bridge", after: float = 0) -> Posted:
    return posts.keep_comment(factories.subject(key=key), draft, now=NOON + after * SECOND)


def posted(*drafts: Draft) -> list[Posted | BaseException]:
    return at_once([partial(post, draft) for draft in drafts])


def kinds(answers: list[Any]) -> list[str]:
    return sorted(type(answer).__name__ for answer in answers)


def test_it_keeps_one_comment_of_the_same_submission_sent_at_once() -> None:
    factories.quiet_site()
    answers = posted(*[factories.draft(submission_key="form:12345678", text="A.", email="ada@example.org")] * 8)

    assert kinds(answers) == ["Posted"] * 8
    assert {answer.comment.pk for answer in answers if isinstance(answer, Posted)} == {Comment.objects.get().pk}
    assert sum(not answer.replayed for answer in answers if isinstance(answer, Posted)) == 1


def test_it_keeps_one_comment_of_the_same_post_sent_at_once_without_a_key() -> None:
    factories.quiet_site()
    answers = posted(*[factories.draft(text="A.", email="ada@example.org")] * 8)

    assert {answer.comment.pk for answer in answers if isinstance(answer, Posted)} == {Comment.objects.get().pk}


def test_it_keeps_one_of_two_contents_that_come_under_one_key() -> None:
    factories.quiet_site()
    answers = posted(*[factories.draft(submission_key="form:12345678") for _ in range(4)])

    assert kinds(answers) == [KeyReused.__name__] * 3 + ["Posted"]


def test_it_keeps_one_of_two_threads_that_a_key_comes_to() -> None:
    factories.quiet_site()
    sent = factories.draft(submission_key="form:12345678")
    answers = at_once([partial(post, sent, key=key) for key in ("bridge", "ferry", "crane", "silo")])

    assert kinds(answers) == [KeyReused.__name__] * 3 + ["Posted"]
    assert Submission.objects.count() == Comment.objects.count() == 1


def test_it_keeps_one_of_the_same_said_by_one_author_in_two_windows() -> None:
    factories.quiet_site()
    answers = posted(
        *[factories.draft(text="A.", email="ada@example.org", submission_key=f"form:1234567{n}") for n in range(4)]
    )

    assert kinds(answers) == [Duplicate.__name__] * 3 + ["Posted"]


def test_it_begins_one_thread_and_numbers_its_first_comments() -> None:
    factories.quiet_site()
    posted(*[factories.draft() for _ in range(8)])

    assert Thread.objects.get().last_number == 8
    assert sorted(Comment.objects.values_list("number", flat=True)) == list(range(1, 9))


def test_it_believes_a_host_whose_thread_begins_from_elsewhere_at_the_same_instant() -> None:
    factories.quiet_site(origins="https://times.example.org")
    pages = [factories.subject(key=f"page {n}", url="https://times.example.org/", is_open=False) for n in range(10)]
    for page in pages:
        by_host = partial(posts.keep_comment, page, factories.draft(), now=NOON)
        from_elsewhere = partial(posts.post_comment_from_elsewhere, page, factories.draft(), now=NOON)
        answers = at_once([from_elsewhere, by_host, from_elsewhere, by_host])

        assert kinds(answers[1::2]) == [Closed.__name__] * 2


def test_it_takes_five_of_fifty_posts_from_one_address() -> None:
    factories.site(flood_seconds=0)
    drafts = [factories.draft() for _ in range(50)]
    # Each thread's posts come with a time of their own, as a server's do, and are served in no order.
    work = [partial(_post_all, drafts[n::10], after=n / 100) for n in range(10)]
    answers = [answer for each in at_once(work) for answer in each]

    assert kinds(answers) == ["Posted"] * 5 + [TooFast.__name__] * 45
    assert Comment.objects.count() == 5


def _post_all(drafts: list[Draft], *, after: float) -> list[Posted | TooFast]:
    answers: list[Posted | TooFast] = []
    for draft in drafts:
        try:
            answers.append(post(draft, after=after))
        except TooFast as refusal:
            answers.append(refusal)
    return answers


def test_it_takes_one_of_ten_posts_of_one_email() -> None:
    factories.site(burst_per_minute=0)
    answers = posted(*[factories.draft(email="ada@example.org") for _ in range(10)])

    assert kinds(answers) == ["Posted"] + [TooFast.__name__] * 9


@pytest.mark.parametrize("round_number", range(3))
def test_it_lets_one_of_two_moderators_decide(round_number: int) -> None:
    comment = factories.waiting()
    ann, bob = factories.moderator("ann"), factories.moderator("bob")
    answers = at_once(
        [
            partial(decisions.approve, comment.pk, by=ann, version=1),
            partial(decisions.reject, comment.pk, by=bob, version=1),
        ]
    )

    assert kinds(answers) == ["Comment", Stale.__name__]
    assert Decision.objects.filter(comment=comment, actor=Actor.MODERATOR).count() == 1
    assert factories.fresh(comment).version == 2


@pytest.mark.parametrize("round_number", range(5))
def test_it_publishes_no_words_that_the_moderator_did_not_see(round_number: int) -> None:
    comment = factories.fresh(factories.screened(text="On the screen."))
    mod = factories.moderator()
    approved, edited = at_once(
        [
            partial(decisions.approve, comment.pk, by=mod, version=1),
            partial(edits.edit, comment, Edit(text="Edited."), now=NOON + SECOND),
        ]
    )

    found = factories.fresh(comment)
    assert isinstance(edited, Comment)
    assert (found.status, found.text, found.text_version) == (Status.PENDING, "Edited.", 2)
    # Either the approval came first, and the edit took the comment back; or it came too late.
    assert (type(approved), found.version) in [(Comment, 3), (Stale, 2)]
    assert found.published_at is None or isinstance(approved, Comment)
    assert factories.thread_of(found).count == 0


def test_it_keeps_one_of_the_edits_made_at_once() -> None:
    comment = factories.fresh(factories.waiting())
    answers = at_once([partial(edits.edit, comment, Edit(text=f"Edit {n}."), now=NOON + SECOND) for n in range(4)])

    assert kinds(answers) == ["Comment"] + [Stale.__name__] * 3
    assert factories.fresh(comment).text_version == 2


def test_it_takes_a_comment_back_while_it_is_approved() -> None:
    comment = factories.fresh(factories.screened())
    mod = factories.moderator()
    at_once([partial(decisions.approve, comment.pk, by=mod, version=1), partial(edits.withdraw, comment)])

    assert factories.fresh(comment).status == Status.WITHDRAWN
    assert factories.thread_of(comment).count == 0


def test_it_counts_right_when_a_whole_thread_is_approved_at_once() -> None:
    top = factories.published()
    below = [factories.waiting(top) for _ in range(8)]
    mod = factories.moderator()
    answers = at_once([partial(decisions.approve, comment.pk, by=mod, version=1) for comment in below])

    assert kinds(answers) == ["Comment"] * 8
    assert factories.thread_of(top).count == 9
    assert factories.fresh(top).replies == 8


def test_it_counts_right_when_a_branch_goes_while_replies_are_approved() -> None:
    top = factories.published()
    below = [factories.waiting(top) for _ in range(4)]
    mod = factories.moderator()
    spam = partial(decisions.mark_spam, top.pk, by=mod, version=top.version)
    at_once([spam, *(partial(decisions.approve, comment.pk, by=mod, version=1) for comment in below)])

    assert factories.thread_of(top).count == 0
    assert not Comment.objects.shown().exists()


def test_it_screens_once_however_often_a_message_comes() -> None:
    ids = [factories.waiting().pk for _ in range(6)]
    answers = at_once([partial(run.screen, ids, now=NOON + n * SECOND / 1000) for n in range(4)])

    assert sum(answer for answer in answers if isinstance(answer, int)) == 6
    assert Finding.objects.count() == 6 * len(registry.CHECKS)
    assert Decision.objects.filter(actor=Actor.SCREENING).count() == 6
    assert set(Comment.objects.values_list("attempts", flat=True)) == {1}


def test_it_rings_once_for_each_however_many_sweep() -> None:
    ids = [factories.waiting().pk for _ in range(6)]
    answers = at_once([partial(backlog.sweep, now=NOON + 60 * SECOND)] * 4)

    assert sorted(pk for answer in answers for handful in answer for pk in handful) == ids


def test_it_lets_a_moderator_decide_while_a_check_is_thinking() -> None:
    comment = factories.waiting()
    with Thinking() as check:
        screened = in_background(partial(run.screen, [comment.pk], now=NOON + SECOND))
        check.asked.wait(10)
        decisions.reject(comment.pk, by=factories.moderator(), version=1)
        check.may_answer.set()
        settled = screened.result(10)

    assert settled == 0
    assert factories.fresh(comment).status == Status.REJECTED
    assert comment.findings.count() == 1


def test_it_screens_again_what_was_edited_while_a_check_was_thinking() -> None:
    comment = factories.fresh(factories.waiting(text="Old."))
    with Thinking() as check:
        screened = in_background(partial(run.screen, [comment.pk], now=NOON + SECOND))
        check.asked.wait(10)
        edits.edit(comment, Edit(text="New."), now=NOON + 2 * SECOND)
        check.may_answer.set()
        settled = screened.result(10)
        found = factories.fresh(comment)
        again = run.screen([comment.pk], now=NOON + 3 * SECOND)

    assert (settled, found.status, found.html) == (0, Status.PENDING, None)
    assert (again, factories.fresh(comment).html) == (1, "<p>New.</p>")


def test_it_takes_posts_on_a_thread_while_a_check_is_thinking() -> None:
    comment = factories.waiting()
    with Thinking() as check:
        screened = in_background(partial(run.screen, [comment.pk], now=NOON + SECOND))
        check.asked.wait(10)
        factories.waiting()
        check.may_answer.set()
        settled = screened.result(10)

    assert settled == 1
    assert not check.was_in_transaction


class Thinking:
    """The only check, which clears a comment when it is told to."""

    def __init__(self) -> None:
        self.asked, self.may_answer = threading.Event(), threading.Event()
        self.was_in_transaction = True
        self._patch = patch.dict(registry.CHECKS, {"thinking": self._check}, clear=True)

    def _check(self, candidate: Candidate, site: Site) -> Judgement:
        self.was_in_transaction = connection.in_atomic_block
        self.asked.set()
        assert self.may_answer.wait(10)
        return clear("Nothing found.")

    def __enter__(self) -> "Thinking":
        self._patch.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.may_answer.set()
        self._patch.stop()
