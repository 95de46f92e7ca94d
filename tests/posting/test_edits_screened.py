"""What becomes of a comment that its author edits: it is screened again, and no decision is undone."""

import pytest

from comments.errors import IllegalMove, NotFound, Stale
from comments.maintenance import invariants
from comments.models import (
    Actor,
    Cluster,
    Comment,
    Correction,
    Finding,
    LearnedFilter,
    Premoderation,
)
from comments.moderation import decisions
from comments.posting import edits
from comments.reading import author_view, pages
from comments.screening import backlog, outcome, run
from comments.screening.outcome import ScreeningResult
from comments.screening.policy import Outcome
from comments.statuses import Status
from tests.support import factories
from tests.support.authors import LATER, MINUTE, SECOND, decided, edit, screen, state_on_page
from tests.support.factories import NOON

pytestmark = pytest.mark.django_db


def test_it_screens_the_new_words_and_keeps_what_was_found_in_the_old() -> None:
    factories.quiet_site(moderation_words="rhubarb")
    comment = factories.screened(text="Rhubarb.")
    edit(comment, text="Custard.")

    found = screen(comment)

    verdicts = found.findings.filter(check_name="moderation_words").values_list("text_version", "verdict")
    assert dict(verdicts) == {1: "hold", 2: "clear"}
    assert found.html == "<p>Custard.</p>"


def test_it_writes_down_who_edited_and_when() -> None:
    comment = factories.published()

    edit(comment, text="New.")

    decision = factories.last_decision(comment)
    assert (decision.actor, decision.by) == (Actor.AUTHOR, None)
    assert (decision.from_status, decision.to_status) == (Status.APPROVED, Status.PENDING)
    assert (decision.version, decision.created_at) == (3, LATER)


def test_it_takes_a_published_comment_out_of_sight_until_it_is_screened() -> None:
    top = factories.published(text="Honest.")
    reply = factories.published(top)

    edit(top, text="Buy.")

    assert state_on_page(factories.fresh(top)) == "in_review"
    assert state_on_page(reply) == "published"
    assert pages.published(top.pk) is None
    assert factories.thread_of(top).count == 1


def test_it_publishes_again_what_nothing_objects_to() -> None:
    factories.quiet_site(premoderation=Premoderation.OBJECTIONS)
    comment = factories.published(text="Old.")
    edit(comment, text="New.")

    found = screen(comment)

    assert (found.status, found.html, found.published_at) == (Status.APPROVED, "<p>New.</p>", NOON)
    assert state_on_page(found) == "published"
    assert factories.thread_of(found).count == 1


def test_it_holds_a_published_comment_that_became_spam() -> None:
    factories.quiet_site(premoderation=Premoderation.OBJECTIONS, moderation_words="casino")
    comment = factories.published(text="Honest.")
    edit(comment, text="Casino.")

    assert screen(comment).status == Status.PENDING


def test_it_settles_nothing_by_a_look_at_the_old_words() -> None:
    comment = factories.waiting()
    claimed = factories.fresh(comment)
    edit(comment, text="New.")

    claimed.html = "<p>Old.</p>"
    settled = outcome.settle([ScreeningResult(claimed, [], Outcome(Status.APPROVED, "Fine."))], now=LATER)

    found = factories.fresh(comment)
    assert not settled
    assert (found.status, found.html) == (Status.PENDING, None)
    assert not found.findings.exists()


def test_it_lets_nobody_approve_the_words_that_were_on_the_screen_before() -> None:
    comment = factories.screened()
    on_screen = comment.version
    edit(comment, text="New.")

    with pytest.raises(Stale):
        decisions.approve(comment.pk, by=factories.moderator(), version=on_screen)

    assert factories.fresh(comment).status == Status.PENDING
    decisions.approve(comment.pk, by=factories.moderator(), version=on_screen + 1)
    assert factories.fresh(comment).html == "<p>New.</p>"


def test_it_would_publish_unseen_words_if_any_version_could_be_approved() -> None:
    comment = factories.screened()
    edit(comment, text="Unseen.")

    decisions.approve(comment.pk, by=factories.moderator(), version=factories.fresh(comment).version)

    assert factories.fresh(comment).html == "<p>Unseen.</p>"
    assert state_on_page(factories.fresh(comment)) == "published"


def test_it_leaves_spam_where_it_is() -> None:
    factories.quiet_site(premoderation=Premoderation.OBJECTIONS)
    spam = decided("spam", factories.waiting())
    before = spam.decisions.count()

    edit(spam, text="Honest, really.")
    found = screen(spam)

    assert (found.status, found.text, found.html) == (Status.SPAM, "Honest, really.", "<p>Honest, really.</p>")
    assert (found.due, found.decided_at, found.moved_at) == (None, None, NOON)
    assert Finding.objects.filter(comment=spam, text_version=2).exists()
    assert spam.decisions.count() == before
    with pytest.raises(Stale):
        decisions.approve(spam.pk, by=factories.moderator(), version=spam.version)


def test_it_tells_a_spammer_what_it_tells_whose_edit_is_held() -> None:
    held, spam = factories.screened(text="A."), decided("spam", factories.screened(text="B."))

    def told() -> list[tuple[str, str]]:
        both = [factories.fresh(held), factories.fresh(spam)]
        return [(author_view.status_as_told(comment), author_view.reason_for_author(comment)) for comment in both]

    before = told()
    edit(held, text="New A.")
    edit(spam, text="New B.")
    unscreened = told()
    run.screen([held.pk, spam.pk], now=LATER + SECOND)
    after = told()

    assert before[0] == before[1] == after[0] == after[1]
    assert unscreened[0] == unscreened[1] == ("pending", "It is being checked and may appear in a few seconds.")


def test_it_gives_up_on_edited_spam_that_cannot_be_screened() -> None:
    spam = edit(decided("spam", factories.waiting()), text="Poison.")
    Comment.objects.filter(pk=spam.pk).update(attempts=8)

    backlog.sweep(now=NOON + 5 * MINUTE)

    found = factories.fresh(spam)
    assert (found.status, found.due) == (Status.SPAM, None)
    assert found.findings.get(check_name="screening").code == "parked"


def test_it_leaves_to_moderators_what_they_took_back() -> None:
    factories.quiet_site(premoderation=Premoderation.OBJECTIONS)
    comment = decided("review", factories.published())

    edit(comment, text="Nothing to object to.")
    found = screen(comment)

    assert (found.status, found.html, found.due) == (Status.PENDING, "<p>Nothing to object to.</p>", None)


def test_it_takes_an_edit_that_mends_what_only_the_checks_rejected() -> None:
    factories.quiet_site(premoderation=Premoderation.OBJECTIONS, disallowed_words="casino")
    comment = factories.published(text="At the harbour.")
    edit(comment, text="At the casino.")
    rejected = screen(comment)

    edit(rejected, text="At the old casino.", after=3 * MINUTE)
    again = screen(comment, after=4 * MINUTE)
    edit(again, text="At the harbour, I said.", after=5 * MINUTE)
    mended = screen(comment, after=6 * MINUTE)

    assert (rejected.status, again.status, mended.status) == (Status.REJECTED, Status.REJECTED, Status.APPROVED)
    assert rejected.moved_at != again.moved_at
    assert broken() == []


def test_it_takes_no_edit_of_what_a_person_rejected_after_the_checks() -> None:
    factories.quiet_site(disallowed_words="casino")
    comment = decided("reject", decided("review", factories.screened(text="At the casino.")))

    assert comment.status == Status.REJECTED
    with pytest.raises(NotFound):
        edit(comment, text="At the harbour.")


@pytest.mark.parametrize("seems", ["rejected", "pending"])
def test_it_lets_edited_spam_seem_what_an_honest_comment_would(seems: str) -> None:
    factories.quiet_site(disallowed_words="casino")
    text = "At the casino." if seems == "rejected" else "At the harbour."
    spam = decided("spam", factories.screened(text=text))
    before = author_view.status_as_told(spam)

    edit(spam, text="At the lighthouse.")

    assert (before, author_view.status_as_told(screen(spam))) == (seems, "pending")
    assert factories.fresh(spam).status == Status.SPAM


@pytest.mark.parametrize("state", ["rejected", "removed", "withdrawn", "deleted"])
def test_it_brings_nothing_back(state: str) -> None:
    comment = factories.waiting() if state == "rejected" else factories.published()
    if state in ("rejected", "removed"):
        decided("reject", comment)
    elif state == "withdrawn":
        decisions.withdraw(comment.pk)
    else:
        decisions.delete(comment.pk, by=factories.moderator(), version=comment.version)
    before = factories.fresh(comment)

    with pytest.raises(NotFound):
        edit(comment, text="Again.")
    with pytest.raises(IllegalMove):
        decisions.rewrite(before, name="Ada", text="Again.", text_digest="", now=LATER)

    found = factories.fresh(comment)
    assert (found.status, found.text, found.version) == (before.status, before.text, before.version)


@pytest.mark.parametrize("how", ["approve", "spam"])
def test_it_forgets_what_was_known_of_the_old_words(how: str) -> None:
    comment = decided(how, factories.waiting())
    cluster = Cluster.objects.create(site=comment.thread.site, first=comment, first_at=NOON, last_at=NOON)
    known = {"cluster": cluster, "cluster_place": 1, "asked": {"comment_content": "Old."}, "suspicion": 0.9}
    Comment.objects.filter(pk=comment.pk).update(**known, rechecks=3)
    Correction.objects.create(comment=comment, due=NOON, owed_since=NOON)
    LearnedFilter.objects.create(site=comment.thread.site)

    edit(comment, text="New.")

    found = factories.fresh(comment)
    assert (found.cluster, found.cluster_place, found.asked) == (None, None, None)
    assert (found.suspicion, found.rechecks, found.decided_at) == (0, 0, None)
    assert not Correction.objects.exists()
    assert Cluster.objects.get().first is None
    assert LearnedFilter.objects.get().stale_since == LATER


def test_it_breaks_no_rule_of_the_database() -> None:
    factories.quiet_site(premoderation=Premoderation.OBJECTIONS)
    top = factories.published()
    reviewed = decided("review", factories.published(top))
    spam, waiting, gone = (
        decided("spam", factories.published(top)),
        factories.waiting(top),
        decided("spam", factories.screened()),
    )
    for comment in (top, reviewed, spam, waiting):
        edit(comment, text=f"New words of {comment.pk}.")
    edits.withdraw(factories.fresh(gone))

    unscreened = broken()
    run.screen([top.pk, reviewed.pk, spam.pk, waiting.pk], now=LATER + SECOND)

    assert unscreened == broken() == []
    assert factories.fresh(top).status == Status.APPROVED


def broken() -> list[str]:
    return [str(step.found.rule) for step in invariants.check(every_row=True, now=LATER) if step.found]
