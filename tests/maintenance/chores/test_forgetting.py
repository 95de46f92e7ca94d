"""What is forgotten with time, and what is not."""

from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest

from comments import limits
from comments.access import audit
from comments.errors import IllegalMove
from comments.maintenance.chores import forgetting
from comments.models import (
    AuditEntry,
    AuditVerb,
    Band,
    BatchKind,
    Channel,
    Cluster,
    Comment,
    Delivery,
    DeliveryState,
    Pace,
    Site,
    Submission,
)
from comments.moderation import batches
from comments.similarity import clusters
from tests.support import factories
from tests.support.factories import NOON

pytestmark = pytest.mark.django_db

SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)


def cluster(**fields: Any) -> Cluster:
    return Cluster.objects.create(site=factories.quiet_site(), first_at=NOON, last_at=NOON, **fields)


def test_it_forgets_a_pace_that_limits_nobody_any_more() -> None:
    Pace.objects.create(site=factories.site(), key="email:ada@example.org", arrival=NOON.timestamp())

    assert forgetting.rate_limits(NOON + forgetting.PACE_SECONDS * SECOND) == 0
    assert forgetting.rate_limits(NOON + (forgetting.PACE_SECONDS + 1) * SECOND) == 1
    assert not Pace.objects.exists()


def test_it_forgets_an_old_submission_key_but_not_its_comment() -> None:
    factories.waiting(submission_key="form:12345678")

    assert forgetting.submissions(NOON + forgetting.SUBMISSION_DAYS * DAY) == 0
    assert forgetting.submissions(NOON + forgetting.SUBMISSION_DAYS * DAY + SECOND) == 1
    assert not Submission.objects.exists()
    assert Comment.objects.count() == 1


def test_it_forgets_what_chiefs_were_told_two_years_ago() -> None:
    audit.write(AuditVerb.BAN, "Ban “ada@example.org”: Added.", by=None, site_id=None, now=NOON)

    assert forgetting.audit_entries(NOON + forgetting.AUDIT_DAYS * DAY) == 0
    assert forgetting.audit_entries(NOON + forgetting.AUDIT_DAYS * DAY + SECOND) == 1
    assert not AuditEntry.objects.exists()


def test_it_forgets_what_was_decided_together_once_that_cannot_be_undone() -> None:
    one, other = (
        batches.decide(
            "spam", by=factories.moderator(), kind=BatchKind.SELECTION,
            comments=Comment.objects.filter(pk=factories.waiting().pk), now=NOON + days * DAY,
        )
        for days in (0, 1)
    )  # fmt: skip
    late = NOON + limits.BATCH_DAYS * DAY + SECOND

    assert forgetting.batch_items(late - SECOND) == 0
    assert forgetting.batch_items(late) == 1
    with pytest.raises(IllegalMove):
        batches.undo(one.pk, by=factories.moderator(), now=late)
    assert batches.undo(other.pk, by=factories.moderator(), now=late).items.count() == 1


def test_it_forgets_a_bounded_number_at_a_time() -> None:
    for number in range(3):
        Pace.objects.create(site=factories.site(), key=f"net:192.0.2.{number}", arrival=0)
    with patch("comments.maintenance.chores.forgetting.FORGET_ROWS", 2):
        assert forgetting.rate_limits(NOON) == 2

    assert Pace.objects.count() == 1


def test_it_forgets_hashes_of_texts_when_no_site_looks_for_repeats_so_far_back() -> None:
    comment = factories.waiting()
    factories.quiet_site("post", repeat_hours=48)
    Band.objects.create(site=comment.thread.site, value=1, comment=comment, seen_at=NOON)

    assert forgetting.bands(NOON + 48 * HOUR) == 0
    assert forgetting.bands(NOON + 48 * HOUR + SECOND) == 1


def test_it_keeps_hashes_of_texts_while_a_decision_may_stand_for_what_joins() -> None:
    comment = factories.waiting()
    Site.objects.update(repeat_hours=0)
    Band.objects.create(site=comment.thread.site, value=1, comment=comment, seen_at=NOON)

    assert forgetting.bands(NOON + clusters.CLUSTER_HOURS * HOUR) == 0
    assert forgetting.bands(NOON + clusters.CLUSTER_HOURS * HOUR + SECOND) == 1


def test_it_forgets_a_cluster_of_which_nothing_is_left() -> None:
    kept = cluster()
    Comment.objects.filter(pk=factories.waiting().pk).update(cluster=kept)
    cluster()

    assert forgetting.clusters(NOON + clusters.CLUSTER_HOURS * HOUR) == 0
    assert forgetting.clusters(NOON + clusters.CLUSTER_HOURS * HOUR + SECOND) == 1
    assert Cluster.objects.get() == kept


def test_it_forgets_what_was_told_two_weeks_after_it_ended_and_nothing_that_is_owed() -> None:
    for key, ended_at in (("old", NOON), ("newer", NOON + DAY), ("owed", None)):
        Delivery.objects.create(
            key=key, channel=Channel.MAIL, kind="test", recipient="user:1", happened_at=NOON, due=NOON,
            ended_at=ended_at, state=DeliveryState.SENT if ended_at else DeliveryState.OWED,
        )  # fmt: skip
    forgetting.deliveries(NOON + limits.DELIVERY_DAYS * DAY + HOUR)

    assert sorted(Delivery.objects.values_list("key", flat=True)) == ["newer", "owed"]
