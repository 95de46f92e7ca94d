"""What a decision on a cluster does to newcomers, and how it is taken back: all of it and nothing else."""

import random
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from comments import limits
from comments.models import Actor, Batch, BatchCluster, CheckSetting, Cluster, Comment, Site
from comments.moderation import batches, decisions, handfuls
from comments.moderation import clusters as deciding
from comments.screening import outcome, run
from comments.similarity import clusters, copies
from comments.statuses import Status
from tests.support import factories
from tests.support.clusters import HOUR, SECOND, decide, decided, joined, members, progress, statuses, undone
from tests.support.factories import NOON
from tests.support.variants import spun

pytestmark = pytest.mark.django_db

SPAM = (
    "earn money fast from home every single week with little effort visit our brilliant portal today join thousands "
    "happy members who already became wealthy through automated trading signals"
)
HONEST = (
    "please save the riverside playground children families neighbours sign our petition before council votes next "
    "thursday evening because cheap parking should never replace green spaces around here"
)
LINK = " https://pills.example/"


def test_it_takes_newcomers_along_for_a_day(cluster: Cluster) -> None:
    decision = decided(cluster, "spam", stands=True)

    inside, outside = joined(5, after=24 * HOUR), joined(6, after=26 * HOUR)

    assert (inside.status, outside.status) == (Status.SPAM, Status.PENDING)
    row = factories.last_decision(inside)
    assert (row.actor, row.batch) == (Actor.SCREENING, decision)
    assert "mod" in row.reason


def sent(text: str, **fields: Any) -> Comment:
    return factories.screened(text=text, now=NOON + 2 * HOUR, **fields)


def spam_decided(*texts: str, action: str = "spam", with_published: bool = True) -> None:
    """These came, are one cluster, and so is what joins it."""
    comments = [factories.waiting(text=text, address=f"203.0.113.{number}") for number, text in enumerate(texts, 1)]
    run.screen([comments[0].pk], now=NOON + SECOND)
    run.screen([comment.pk for comment in comments[1:]], now=NOON + SECOND)
    decided(Cluster.objects.get(size=len(texts)), action, stands=True, with_published=with_published)


@pytest.mark.parametrize(("action", "end"), [("spam", Status.SPAM), ("reject", Status.REJECTED)])
def test_it_takes_a_copy_along_whatever_link_or_name_it_bears(action: str, end: Status, site: Site) -> None:
    spam_decided(*(SPAM + LINK + str(n) for n in range(3)), action=action)

    assert sent(f"Jonathan, {SPAM} https://other.example/").status == end


@pytest.mark.parametrize("action", ["spam", "reject"])
def test_it_leaves_to_a_person_what_is_like_those_but_no_copy(action: str, site: Site) -> None:
    texts = {
        "quoted and answered": f"> {SPAM}{LINK}\n\nWhy is this still here?",
        "quoted and reported": f"<blockquote>{SPAM}{LINK}</blockquote> Spam, please delete this.",
        "pasted and reported": f"{SPAM}{LINK} Spam, please delete this.",
        "without what it was sent for": SPAM,
    }
    spam_decided(*(SPAM + LINK + str(n) for n in range(3)), action=action)

    for what, text in texts.items():
        newcomer = sent(text)
        assert newcomer.cluster is not None, what
        assert newcomer.status == Status.PENDING, what
        assert "A moderator decides" in factories.last_decision(newcomer).reason, what


def mixed(seed: int) -> str:
    words = f"{SPAM} {HONEST}".split()
    random.Random(seed).shuffle(words)
    return " ".join(words)


def test_it_leaves_to_a_person_what_only_mixed_texts_link_to_the_spam(site: Site) -> None:
    spam_decided(SPAM, f"{SPAM} now", *(mixed(n) for n in range(6)))

    newcomer = sent(HONEST)

    assert (newcomer.cluster, newcomer.status) == (Cluster.objects.get(), Status.PENDING)


def test_it_leaves_to_a_person_what_joins_a_mixture(site: Site) -> None:
    spam_decided(SPAM, mixed(1), f"{HONEST} now")

    assert sent(HONEST).status == Status.PENDING


def test_it_leaves_to_a_person_what_says_the_same_as_one_left_published(site: Site) -> None:
    spam_decided(HONEST, *(f"{HONEST} {word}" for word in ("wow", "yes", "now")), with_published=False)

    assert sent(HONEST).status == Status.PENDING


def test_it_leaves_to_a_person_what_an_author_sends_who_was_published_before(site: Site) -> None:
    own = factories.published(text="A first thought.", remember=True, email="ada@example.org", now=NOON)
    same = {"remember": True, "email": "ada@example.org", "commenter_id": own.commenter_id}
    spam_decided(*(SPAM + LINK + str(n) for n in range(3)))

    assert sent(SPAM + LINK, **same).status == Status.PENDING
    assert sent(f"{SPAM}{LINK}x", email="ada@example.org", address="203.0.113.99").status == Status.SPAM


def test_it_compares_with_those_that_it_is_going_to_move_too(cluster: Cluster) -> None:
    decide(cluster, "spam", stands=True)

    assert joined(4, after=2 * HOUR).status == Status.SPAM


@pytest.mark.parametrize("changes", [{"is_on": False}, {"weight": 0}])
def test_it_lets_no_decision_stand_where_nothing_follows_it(changes: dict[str, object], cluster: Cluster) -> None:
    CheckSetting.objects.create(site=cluster.site, check_name="repeats", **changes)

    assert not deciding.can_stand(cluster)
    assert decided(cluster, "spam", stands=True).chosen_clusters.get().stands_until is None


def test_it_takes_nearly_all_variants_of_a_flood(site: Site) -> None:
    clusters.assign(site, comments := [factories.waiting(text=spun(n)) for n in range(20)], NOON)
    cluster = max(Cluster.objects.all(), key=lambda cluster: cluster.size)
    assert cluster.size == len(comments)
    decided(cluster, "spam", stands=True)

    newcomers = [factories.waiting(text=spun(n), address=f"198.51.100.{n}") for n in range(100, 150)]
    alike = clusters.assign(site, newcomers, NOON + 2 * HOUR)

    assert sum(known.is_copy for known in alike.values()) >= 45


def test_it_reads_as_much_of_a_big_cluster_as_of_one_of_thirty(site: Site) -> None:
    clusters.assign(site, [factories.waiting(text=spun(n)) for n in range(30)], NOON)
    decided(Cluster.objects.get(), "spam", stands=True)
    _queries(site)  # which finds the bands worn
    few = _queries(site)
    factories.crowd(100, on=factories.subject(key="crowd"))
    Comment.objects.filter(thread__key="crowd").update(
        cluster=Cluster.objects.get(), cluster_place=1000 + F("number"), status=Status.SPAM, text=spun(1)
    )
    Cluster.objects.update(size=2000)
    BatchCluster.objects.update(covers=2000)

    assert _queries(site) == few


def _queries(site: Site) -> int:
    fresh = [factories.fresh(factories.waiting(text=spun(n))) for n in range(4)]
    with (
        CaptureQueriesContext(connection) as queries,
        patch("comments.similarity.copies._is_copy", wraps=copies._is_copy) as is_copy,
    ):
        clusters.assign(site, fresh, NOON + 2 * HOUR)
    assert {len(call.args[1]) for call in is_copy.call_args_list} == {copies.SAMPLES}
    return len(queries)


def test_it_takes_newcomers_along_only_when_it_is_to(cluster: Cluster) -> None:
    decided(cluster, "spam")

    assert joined(5, after=2 * HOUR).status == Status.PENDING


def test_it_never_lets_an_approval_stand(cluster: Cluster) -> None:
    decision = decided(cluster, "approve", stands=True)

    assert decision.chosen_clusters.get().stands_until is None
    assert joined(5, after=2 * HOUR).status == Status.PENDING


def test_it_ends_an_earlier_decision_with_the_next(cluster: Cluster) -> None:
    decided(cluster, "spam", stands=True)
    decide(cluster, "approve", after=2 * HOUR)

    assert joined(5, after=3 * HOUR).status == Status.PENDING


def test_it_takes_back_all_of_it_and_nothing_else(cluster: Cluster) -> None:
    first, second, *_ = before = members()
    other = factories.moderator("other")
    decision = decided(cluster, "spam", stands=True, with_published=True)
    newcomer = joined(5, after=2 * HOUR)
    decisions.reject(second.pk, by=other, version=second.version + 1)
    own = joined(4, after=2 * HOUR)
    decisions.review_again(own.pk, by=other, version=own.version)
    decisions.mark_spam(own.pk, by=other, version=own.version + 1)

    undone(decision, after=3 * HOUR)

    assert [comment.status for comment in before] == ["approved"] + ["pending"] * 4
    assert statuses() == ["approved", "rejected", "pending", "pending", "pending", "pending", "spam"]
    assert factories.fresh(newcomer).status == Status.PENDING
    assert factories.thread_of(first).count == 1
    assert factories.last_decision(before[2]).by == other


def test_it_stands_no_more_once_it_is_undone(cluster: Cluster) -> None:
    decision = decided(cluster, "spam", stands=True)
    batches.undo(decision.pk, by=factories.moderator(), now=NOON + 2 * HOUR)

    assert joined(5, after=3 * HOUR).status == Status.PENDING


def test_it_undoes_by_the_handful_and_once(cluster: Cluster) -> None:
    decision = decided(cluster, "spam", with_published=True)
    for _ in range(2):
        batches.undo(decision.pk, by=factories.moderator(), now=NOON + 2 * HOUR)

    assert handfuls.carry_out(decision.pk, limit=2, now=NOON + 2 * HOUR)
    decision.refresh_from_db()
    assert progress(decision) == (5, 2, 5)
    undone(decision)
    assert statuses() == ["approved"] + ["pending"] * 4
    assert Batch.objects.get().due is None


def test_it_takes_back_what_was_settled_after_the_undoing_too(cluster: Cluster) -> None:
    decision = decided(cluster, "spam", stands=True)
    late = factories.waiting(text=spun(5), now=NOON + 2 * HOUR)
    settle = outcome.settle

    def undone_first(*args: object, **fields: Any) -> int:
        batches.undo(decision.pk, by=factories.moderator(), now=NOON + 2 * HOUR)
        handfuls.carry_out(decision.pk, now=NOON + 2 * HOUR)
        return settle(*args, **fields)  # type: ignore[arg-type]

    with patch("comments.screening.outcome.settle", undone_first):
        run.screen([late.pk], now=NOON + 2 * HOUR)
    assert factories.fresh(late).status == Status.SPAM

    handfuls.carry_out_next(now=NOON + 2 * HOUR + limits.LEASE_SECONDS * SECOND)

    assert factories.fresh(late).status == Status.PENDING


def test_it_stops_a_decision_that_is_undone_half_way(cluster: Cluster) -> None:
    decision = decide(cluster, "spam")
    handfuls.carry_out(decision.pk, limit=2, now=NOON + HOUR)

    undone(decision)

    assert statuses() == ["approved"] + ["pending"] * 4
