"""One decision for all that are alike: those that were there and no others, each once, and people win."""

from collections.abc import Iterator
from functools import partial
from unittest.mock import patch

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError

from comments import doorbell, tasks
from comments.errors import IllegalMove, NotAllowed, NotFound
from comments.models import Actor, AuditEntry, Batch, BatchKind, Cluster, Comment, Membership, Role, Site
from comments.moderation import batches, decisions, handfuls
from comments.moderation import clusters as deciding
from comments.moderation.clusters import Reach
from comments.similarity import clusters
from comments.statuses import Status
from comments.text import markup
from tests.support import factories
from tests.support.clusters import HOUR, SECOND, clustered, decide, decided, joined, members, progress, statuses
from tests.support.factories import NOON
from tests.support.parallel import at_once
from tests.support.variants import spun

pytestmark = pytest.mark.django_db

HONEST = (
    "The old bridge reminded me of my grandfather's workshop, oak and willow by the ferry too, and of the winter of "
    "the flood when we carried the boats up to the church."
)


@pytest.mark.parametrize(("action", "end"), [("spam", Status.SPAM), ("reject", Status.REJECTED)])
def test_it_decides_on_all_that_wait_and_leaves_what_is_published(action: str, end: Status, cluster: Cluster) -> None:
    assert statuses() == ["approved"] + ["pending"] * 4

    decision = decided(cluster, action)

    assert statuses() == ["approved"] + [end] * 4
    assert progress(decision) == (4, 0, 4)
    assert decision.due is None


def test_it_leaves_the_comment_that_spam_was_copied_from_and_its_answers(site: Site) -> None:
    original = factories.screened(text=HONEST, address="203.0.113.1")
    answer = factories.screened(text="Yes, I remember that winter.", parent_id=original.pk, address="203.0.113.2")
    copies = [
        factories.screened(text=f"{HONEST} https://pills{n}.example/", address=f"203.0.113.{n}") for n in range(3, 7)
    ]
    assert factories.fresh(original).cluster == copies[0].cluster is not None

    decided(Cluster.objects.get(), "spam", stands=True)

    assert factories.fresh(original).status == Status.APPROVED
    assert factories.fresh(answer).shown
    assert {factories.fresh(copy).status for copy in copies} == {Status.SPAM}


def test_it_counts_what_it_moves_and_what_it_leaves(cluster: Cluster) -> None:
    assert deciding.reach(cluster) == Reach({"approve": 4, "reject": 4, "spam": 4}, published=1)


@pytest.mark.parametrize(("action", "end"), [("spam", Status.SPAM), ("reject", Status.REJECTED)])
def test_it_takes_what_the_checks_published_along_when_it_is_to(action: str, end: Status, cluster: Cluster) -> None:
    decision = decided(cluster, action, with_published=True)

    assert statuses() == [end] * 5
    assert progress(decision) == (5, 0, 5)
    assert decision.due is None


def test_it_approves_what_waits(cluster: Cluster) -> None:
    decided(cluster, "approve")

    assert statuses() == ["approved"] * 5
    assert factories.thread_of(members()[0]).count == 5


def test_it_approves_nothing_that_a_check_called_spam(cluster: Cluster) -> None:
    Comment.objects.filter(pk=members()[2].pk).update(status=Status.SPAM)

    decided(cluster, "approve")

    assert statuses() == ["approved", "approved", "spam", "approved", "approved"]


def test_it_writes_a_decision_for_each(cluster: Cluster) -> None:
    decision = decided(cluster, "spam")

    rows = [factories.last_decision(comment) for comment in members()[1:]]
    assert {(row.actor, row.by, row.batch) for row in rows} == {
        (Actor.MODERATOR, factories.moderator(), decision)
    }  # fmt: skip


def test_it_tells_the_authors_of_rejected_comments_why(cluster: Cluster) -> None:
    decision = batches.decide_cluster(cluster.pk, "reject", by=factories.moderator(), reason="One is enough.", now=NOON)
    handfuls.carry_out(decision.pk, now=NOON)

    assert {factories.last_decision(comment).told for comment in members()[1:]} == {"One is enough."}


def test_it_leaves_what_somebody_decided_already(cluster: Cluster) -> None:
    first, second, third, *_ = members()
    other = factories.moderator("other")
    decisions.reject(first.pk, by=other, version=first.version)
    decisions.approve(second.pk, by=other, version=second.version)
    decisions.approve(third.pk, by=other, version=third.version)
    decisions.review_again(third.pk, by=other, version=third.version + 1)

    decision = decided(cluster, "spam")

    assert statuses() == ["rejected", "approved", "spam", "spam", "spam"]
    assert progress(decision)[0] == 3


def test_it_covers_those_that_were_there(cluster: Cluster) -> None:
    decision = decide(cluster, "approve")
    late = joined(5)
    handfuls.carry_out(decision.pk, now=NOON + HOUR)

    assert factories.fresh(late).status == Status.PENDING


def test_it_covers_those_that_were_on_the_screen(cluster: Cluster) -> None:
    decision = batches.decide_cluster(cluster.pk, "spam", by=factories.moderator(), covers=3, now=NOON)
    handfuls.carry_out(decision.pk, now=NOON)

    assert statuses() == ["approved"] + ["spam"] * 2 + ["pending"] * 2


def test_it_goes_on_where_it_stopped(cluster: Cluster) -> None:
    decision = decide(cluster, "spam")

    assert handfuls.carry_out(decision.pk, limit=2, now=NOON + HOUR)
    assert statuses() == ["approved", "spam", "spam", "pending", "pending"]
    decision.refresh_from_db()
    assert progress(decision) == (2, 0, 4)
    assert not handfuls.carry_out(decision.pk, limit=2, now=NOON + HOUR)
    assert statuses() == ["approved"] + ["spam"] * 4


def test_it_changes_nothing_when_it_is_carried_out_again(cluster: Cluster) -> None:
    decision = decided(cluster, "spam")
    Batch.objects.update(due=NOON, reached=0)
    versions = [comment.version for comment in members()]

    handfuls.carry_out(decision.pk, now=NOON + HOUR)

    assert [comment.version for comment in members()] == versions


def test_it_is_brought_again_after_a_crash(cluster: Cluster) -> None:
    decision = decide(cluster, "spam")
    with (
        patch("comments.moderation.decisions.carry_out", side_effect=OperationalError),
        pytest.raises(OperationalError),
    ):
        handfuls.carry_out(decision.pk, now=NOON + HOUR)

    assert not handfuls.carry_out_next(now=NOON + HOUR + SECOND)
    assert statuses() == ["approved"] + ["spam"] * 4


def test_it_lets_one_that_cannot_be_moved_wait_and_goes_on(site: Site) -> None:
    comments = [factories.waiting(text=spun(n)) for n in range(3)]
    clusters.assign(site, comments, NOON)
    with patch("comments.text.markup.render", _choking):
        decided(Cluster.objects.get(), "spam")

    assert statuses() == ["spam", "pending", "spam"]


_render = markup.render


def _choking(text: str) -> str:
    if text == spun(1):
        raise MemoryError
    return _render(text)


def test_it_is_one_decision_when_the_button_is_pressed_twice(cluster: Cluster) -> None:
    press = partial(batches.decide_cluster, cluster.pk, "spam", by=factories.moderator(), seen=0, key="a1")

    assert press() == press()


def test_it_refuses_what_it_does_not_know(cluster: Cluster) -> None:
    with pytest.raises(NotFound):
        batches.decide_cluster(cluster.pk + 1, "spam", by=factories.moderator())
    with pytest.raises(IllegalMove):
        batches.decide_cluster(cluster.pk, "delete", by=factories.moderator())
    with pytest.raises(NotFound):
        batches.undo(77, by=factories.moderator())


@pytest.fixture
def queue() -> Iterator[list[object]]:
    """What is rung for."""
    calls: list[object] = []
    with patch.object(doorbell, "queue_decisions_on_many", lambda: calls.append(1)):
        yield calls


def test_it_goes_on_by_a_task_that_queues_itself(cluster: Cluster, queue: list[object]) -> None:
    alone = Comment.objects.filter(pk=factories.waiting().pk)
    batches.decide("spam", by=factories.moderator(), kind=BatchKind.SELECTION, comments=alone)
    batches.decide_cluster(cluster.pk, "spam", by=factories.moderator())
    tasks.decide_clusters()
    left = len(queue)
    tasks.decide_clusters()

    assert (left, len(queue)) == (1, 1)
    assert statuses() == ["approved"] + ["spam"] * 5


def test_it_goes_on_without_a_broker(cluster: Cluster) -> None:
    decide(cluster, "spam")
    handfuls.carry_out_overdue()

    assert statuses() == ["approved"] + ["spam"] * 4


@pytest.mark.django_db(transaction=True)
def test_it_moves_each_once_however_many_workers_carry_it_out(site: Site) -> None:
    cluster = clustered(4)
    decision = decide(cluster, "spam")
    Batch.objects.update(due=NOON)
    at_once([partial(_again, decision.pk)] * 4)

    assert statuses() == ["approved"] + ["spam"] * 3
    assert [comment.decisions.filter(batch=decision).count() for comment in members()] == [0, 1, 1, 1]


def _again(decision_id: int) -> None:
    """Without minding anybody's lease."""
    for _ in range(2):
        Batch.objects.filter(pk=decision_id).update(due=NOON, reached=0)
        handfuls.carry_out(decision_id, now=NOON + HOUR)


@pytest.mark.django_db(transaction=True)
def test_it_lets_a_person_win_at_the_same_instant(site: Site) -> None:
    cluster = clustered(4)
    decision = decide(cluster, "spam")
    *_, last = members()
    at_once(
        [
            partial(handfuls.carry_out, decision.pk, now=NOON + HOUR),
            partial(decisions.approve, last.pk, by=factories.moderator("other"), version=last.version),
        ]
    )
    handfuls.carry_out(decision.pk, now=NOON + HOUR)

    last_word = factories.last_decision(last)
    assert factories.fresh(last).status == last_word.to_status
    assert statuses()[:3] == ["approved", "spam", "spam"]


def test_it_is_for_moderators_of_the_site_and_goes_into_the_log(cluster: Cluster) -> None:
    stranger = User.objects.create(username="stranger", is_staff=True)
    Membership.objects.create(user=stranger, site=factories.site("elsewhere"), role=Role.CHIEF)
    before = statuses()

    with pytest.raises(NotAllowed):
        batches.decide_cluster(cluster.pk, "spam", by=stranger)
    decision = decided(cluster, "spam")
    with pytest.raises(NotAllowed):
        batches.undo(decision.pk, by=stranger)
    batches.undo(decision.pk, by=factories.moderator(), now=NOON + HOUR)

    assert before == ["approved"] + ["pending"] * 4
    lines = [(line.who, line.site, line.text) for line in AuditEntry.objects.order_by("id")]
    assert lines == [
        ("mod", cluster.site, "Mark as spam: 4 comments."), ("mod", cluster.site, "Undone – Mark as spam: 4 comments."),
    ]  # fmt: skip
