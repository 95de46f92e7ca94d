"""What a site's filter keeps of texts that are no comments, or not any more."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comments.classifier import storage
from comments.maintenance.chores import purge
from comments.models import Cluster, Comment, LearnedFilter, Lesson
from comments.moderation import decisions
from tests.support import factories
from tests.support.lessons import lessons, spam

pytestmark = pytest.mark.django_db


def test_it_goes_on_knowing_spam_that_was_purged() -> None:
    comment = factories.waiting(text=spam(1))
    decisions.mark_spam(comment.pk, by=factories.moderator(), version=1, now=factories.NOON)

    purge.spam(factories.NOON + timedelta(days=16))

    assert not Comment.objects.filter(pk=comment.pk).exists()
    assert [lesson.is_spam for lesson in Lesson.objects.all()] == [True]


def purged_cluster(number: int) -> Cluster:
    """Spam that was spun from one text, decided and purged."""
    comments = [factories.waiting(text=spam(n)) for n in range(number)]
    cluster = Cluster.objects.create(site=factories.quiet_site(), first_at=factories.NOON, last_at=factories.NOON)
    Comment.objects.filter(pk__in=[comment.pk for comment in comments]).update(cluster=cluster)
    for comment in comments:
        decisions.mark_spam(comment.pk, by=factories.moderator(), version=1, now=factories.NOON)
    purge.spam(factories.NOON + timedelta(days=16))
    return cluster


def test_it_is_taught_once_by_a_cluster_that_was_purged() -> None:
    purged_cluster(5)
    storage.learn_now(factories.quiet_site())

    assert not Comment.objects.exists()
    assert Lesson.objects.count() == 1
    assert LearnedFilter.objects.get().spam_seen == 1


def test_it_is_taught_by_each_cluster_that_was_purged() -> None:
    purged_cluster(2)
    purged_cluster(2)

    assert Lesson.objects.count() == 2


def test_it_is_taught_once_by_a_cluster_that_is_purged_bit_by_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("comments.maintenance.chores.purge.PURGE_ROWS", 2)
    purged_cluster(4)
    purge.spam(factories.NOON + timedelta(days=16))

    assert not Comment.objects.exists()
    assert Lesson.objects.count() == 1


def test_it_keeps_the_lessons_of_all_that_is_purged_in_one_statement() -> None:
    for number in range(5):
        comment = factories.waiting(text=spam(number))
        decisions.mark_spam(comment.pk, by=factories.moderator(), version=1, now=factories.NOON)

    with CaptureQueriesContext(connection) as queries:
        purge.spam(factories.NOON + timedelta(days=16))

    assert Lesson.objects.count() == 5
    assert len([query for query in queries if 'INSERT INTO "comments_lesson"' in query["sql"]]) == 1


def test_it_keeps_no_text_of_what_taught_it() -> None:
    lessons(1)

    kept = [bytes(lesson.features) for lesson in Lesson.objects.all()]
    assert kept
    assert not [features for features in kept if b"subscribe" in features]


def test_it_takes_a_new_judgement_of_the_same_text_for_the_old_one() -> None:
    site = factories.quiet_site()
    storage.add_lessons(site, [("The same words", True)], now=factories.NOON)

    storage.add_lessons(site, [("the  same WORDS", False)], now=factories.NOON)

    assert [lesson.is_spam for lesson in Lesson.objects.all()] == [False]
