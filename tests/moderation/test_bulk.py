"""One decision for all that are alike: those that were there and no others, each once, and people win."""

from collections.abc import Iterator
from functools import partial
from unittest.mock import patch

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError

from comments import doorbell, limits, tasks
from comments.errors import IllegalMove, NotAllowed, NotFound
from comments.models import Actor, AuditEntry, Cluster, ClusterDecision, Comment, Membership, Role, Site
from comments.moderation import bulk, decisions
from comments.moderation.bulk import ClusterProgress, Reach
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
    assert progress(decision) == ClusterProgress(done=5, total=5, moved=4)
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
    assert bulk.reach(cluster) == Reach({"approve": 4, "reject": 4, "spam": 4}, published=1)


@pytest.mark.parametrize(("action", "end"), [("spam", Status.SPAM), ("reject", Status.REJECTED)])
def test_it_takes_what_the_checks_published_along_when_it_is_to(action: str, end: Status, cluster: Cluster) -> None:
    decision = decided(cluster, action, with_published=True)

    assert statuses() == [end] * 5
    assert progress(decision) == ClusterProgress(done=5, total=5, moved=5)
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
    assert {(row.actor, row.by, row.with_cluster) for row in rows} == {
        (Actor.MODERATOR, factories.moderator(), decision)
    }  # fmt: skip


def test_it_tells_the_authors_of_rejected_comments_why(cluster: Cluster) -> None:
    decision = bulk.decide(cluster.pk, "reject", factories.moderator(), reason="One is enough.", now=NOON)
    bulk.work.carry_out(decision.pk, now=NOON)

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
    assert progress(decision).moved == 3


def test_it_covers_those_that_were_there(cluster: Cluster) -> None:
    decision = decide(cluster, "approve")
    late = joined(5)
    bulk.work.carry_out(decision.pk, now=NOON + HOUR)

    assert factories.fresh(late).status == Status.PENDING


def test_it_covers_those_that_were_on_the_screen(cluster: Cluster) -> None:
    decision = bulk.decide(cluster.pk, "spam", factories.moderator(), covers=3, now=NOON)
    bulk.work.carry_out(decision.pk, now=NOON)

    assert statuses() == ["approved"] + ["spam"] * 2 + ["pending"] * 2


def test_it_goes_on_where_it_stopped(cluster: Cluster) -> None:
    decision = decide(cluster, "spam")

    assert bulk.work.carry_out(decision.pk, limit=2, now=NOON + HOUR)
    assert statuses() == ["approved", "spam"] + ["pending"] * 3
    decision.refresh_from_db()
    assert progress(decision) == ClusterProgress(done=2, total=5, moved=1)
    assert bulk.work.carry_out(decision.pk, limit=2, now=NOON + HOUR)
    assert not bulk.work.carry_out(decision.pk, limit=2, now=NOON + HOUR)
    assert statuses() == ["approved"] + ["spam"] * 4


def test_it_changes_nothing_when_it_is_carried_out_again(cluster: Cluster) -> None:
    decision = decided(cluster, "spam")
    ClusterDecision.objects.update(due=NOON, reached=0)
    versions = [comment.version for comment in members()]

    bulk.work.carry_out(decision.pk, now=NOON + HOUR)

    assert [comment.version for comment in members()] == versions


def test_it_is_brought_again_after_a_crash(cluster: Cluster) -> None:
    decision = decide(cluster, "spam")
    with (
        patch("comments.moderation.decisions.move_if", side_effect=DatabaseError),
        pytest.raises(DatabaseError),
    ):
        bulk.work.carry_out(decision.pk, now=NOON + HOUR)

    assert not bulk.work.carry_out_next(now=NOON + HOUR + SECOND)
    bulk.work.carry_out_next(now=NOON + HOUR + limits.LEASE_SECONDS * SECOND)
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
    assert decide(cluster, "spam") == decide(cluster, "spam", after=HOUR + SECOND)


def test_it_refuses_what_it_does_not_know(cluster: Cluster) -> None:
    with pytest.raises(NotFound):
        bulk.decide(cluster.pk + 1, "spam", factories.moderator())
    with pytest.raises(IllegalMove):
        bulk.decide(cluster.pk, "delete", factories.moderator())
    with pytest.raises(NotFound):
        bulk.undo(77, factories.moderator())


@pytest.fixture
def queue() -> Iterator[list[object]]:
    """What is rung for."""
    calls: list[object] = []
    with patch.object(doorbell, "queue_decisions_on_many", lambda: calls.append(1)):
        yield calls


def test_it_goes_on_by_a_task_that_queues_itself(cluster: Cluster, queue: list[object]) -> None:
    other = Cluster.objects.create(site=cluster.site, first_at=NOON, last_at=NOON)
    for each in (other, cluster):
        bulk.decide(each.pk, "spam", factories.moderator())
    tasks.decide_clusters()
    left = len(queue)
    tasks.decide_clusters()

    assert (left, len(queue)) == (1, 1)
    assert statuses() == ["approved"] + ["spam"] * 4


def test_it_goes_on_without_a_broker(cluster: Cluster) -> None:
    decide(cluster, "spam")
    bulk.work.carry_out_overdue()

    assert statuses() == ["approved"] + ["spam"] * 4


@pytest.mark.django_db(transaction=True)
def test_it_moves_each_once_however_many_workers_carry_it_out(site: Site) -> None:
    cluster = clustered(4)
    decision = decide(cluster, "spam")
    ClusterDecision.objects.update(due=NOON)
    at_once([partial(_again, decision.pk)] * 4)

    assert statuses() == ["approved"] + ["spam"] * 3
    assert [comment.decisions.filter(with_cluster=decision).count() for comment in members()] == [0, 1, 1, 1]


def _again(decision_id: int) -> None:
    """Without minding anybody's lease."""
    for _ in range(2):
        ClusterDecision.objects.filter(pk=decision_id).update(due=NOON, reached=0)
        bulk.work.carry_out(decision_id, now=NOON + HOUR)


@pytest.mark.django_db(transaction=True)
def test_it_lets_a_person_win_at_the_same_instant(site: Site) -> None:
    cluster = clustered(4)
    decision = decide(cluster, "spam")
    *_, last = members()
    at_once(
        [
            partial(bulk.work.carry_out, decision.pk, now=NOON + HOUR),
            partial(decisions.approve, last.pk, by=factories.moderator("other"), version=last.version),
        ]
    )
    bulk.work.carry_out(decision.pk, now=NOON + HOUR)

    last_word = factories.last_decision(last)
    assert factories.fresh(last).status == last_word.to_status
    assert statuses()[:3] == ["approved", "spam", "spam"]


def test_it_is_for_moderators_of_the_site_and_goes_into_the_log(cluster: Cluster) -> None:
    stranger = User.objects.create(username="stranger", is_staff=True)
    Membership.objects.create(user=stranger, site=factories.site("elsewhere"), role=Role.CHIEF)
    before = statuses()

    with pytest.raises(NotAllowed):
        bulk.decide(cluster.pk, "spam", stranger)
    decision = decided(cluster, "spam")
    with pytest.raises(NotAllowed):
        bulk.undo(decision.pk, stranger)
    bulk.undo(decision.pk, factories.moderator(), now=NOON + HOUR)

    assert before == ["approved"] + ["pending"] * 4
    lines = [(line.who, line.site, line.text) for line in AuditEntry.objects.order_by("id")]
    assert lines == [
        ("mod", cluster.site, "Spam: 5 similar comments."), ("mod", cluster.site, "Undone – Spam: 5 similar comments."),
    ]  # fmt: skip
