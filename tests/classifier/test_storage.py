"""A site's filter is learnt from its moderators' decisions, and from nothing else."""

import itertools
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.utils import timezone

from comments.classifier import model, storage
from comments.classifier.model import LEAST_OF_EACH
from comments.models import Cluster, Comment, LearnedFilter
from comments.moderation import decisions
from comments.screening import run
from comments.sized_cache import SizedCache
from comments.statuses import Status
from tests.support import factories
from tests.support.actions import undo_last
from tests.support.lessons import SPAM_WORDS, lessons, real, spam

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, "_filters", SizedCache(storage.FILTERS_BYTES))


def blob() -> bytes:
    storage.learn_now(factories.quiet_site())
    return bytes(LearnedFilter.objects.get().blob or b"")


def finding(comment: Comment) -> Any:
    return comment.findings.get(check_name="learned")


def test_it_holds_what_looks_like_the_spam_of_before_and_names_the_words() -> None:
    lessons()
    storage.learn_now(factories.quiet_site())

    comment = factories.screened(text=spam(4711))

    assert finding(comment).verdict == "hold"
    assert any(word in finding(comment).reason for word in SPAM_WORDS)
    assert comment.status == Status.PENDING


def test_it_never_calls_spam_what_it_has_too_few_real_comments_to_be_sure_of() -> None:
    lessons(200)
    storage.learn_now(factories.quiet_site())

    assert finding(factories.screened(text=spam(4711))).verdict == "hold"


def test_it_clears_what_looks_like_the_real_comments_of_before() -> None:
    lessons()
    storage.learn_now(factories.quiet_site())

    assert finding(factories.screened(text=real(4711))).verdict == "clear"


def test_it_abstains_before_it_has_seen_fifty_of_each() -> None:
    lessons(LEAST_OF_EACH - 1)
    storage.learn_now(factories.quiet_site())

    found = finding(factories.screened(text=spam(4711)))

    assert found.verdict == "abstain"
    assert str(LEAST_OF_EACH) in found.reason


def test_it_abstains_before_anything_was_decided() -> None:
    assert finding(factories.screened()).verdict == "abstain"


def test_it_learns_from_decisions_within_a_minute() -> None:
    comment = factories.waiting(text=spam(1))
    storage.learn_stale(now=factories.NOON)
    decisions.mark_spam(comment.pk, by=factories.moderator(), version=1, now=factories.NOON)

    storage.learn_stale(now=factories.NOON + timedelta(seconds=55))

    assert LearnedFilter.objects.get().spam_seen == 1


@pytest.mark.parametrize(("examples", "seconds"), [(0, 5), (500, 5), (4_000, 10), (10_000, 25)])
def test_it_rests_between_two_builds_the_longer_the_longer_they_take(examples: int, seconds: int) -> None:
    factories.quiet_site()
    storage.learn_stale(now=factories.NOON)
    LearnedFilter.objects.update(ham_seen=examples // 2, spam_seen=examples // 2)
    factories.published(now=factories.NOON)

    assert storage.learn_stale(now=factories.NOON + timedelta(seconds=seconds - 1)) == 0
    assert storage.learn_stale(now=factories.NOON + timedelta(seconds=seconds)) == 1


def test_it_builds_nothing_when_nothing_was_decided() -> None:
    factories.quiet_site()
    storage.learn_stale(now=factories.NOON)
    factories.screened()

    assert storage.learn_stale(now=factories.NOON + timedelta(hours=1)) == 0


def test_it_leaves_no_trace_of_a_reversed_decision() -> None:
    lessons()
    before = blob()
    comment = factories.waiting(text="A text that stands alone and is judged by mistake, about gardens.")
    judged = decisions.mark_spam(comment.pk, by=factories.moderator(), version=1)
    assert blob() != before

    undo_last(comment.pk, by=factories.moderator(), version=judged.version)

    assert blob() == before


def test_it_learns_nothing_about_spam_from_a_rejection() -> None:
    lessons()
    before = blob()
    comment = factories.waiting(text="You are all idiots and this newspaper should be ashamed of itself.")

    decisions.reject(comment.pk, by=factories.moderator(), version=1, reason="Be kind.")

    assert blob() == before


def test_it_learns_nothing_from_what_the_checks_decided_themselves() -> None:
    lessons(disallowed_words="casino")
    before = blob()
    assert factories.screened(text="A casino in the harbour").status == Status.REJECTED
    Comment.objects.update(status=Status.SPAM)

    assert blob() == before


def test_it_is_taught_once_by_a_cluster() -> None:
    comments = [factories.waiting(text=spam(n)) for n in range(3)]
    cluster = Cluster.objects.create(site=factories.quiet_site(), first_at=factories.NOON, last_at=factories.NOON)
    Comment.objects.update(cluster=cluster)
    for comment in comments:
        decisions.mark_spam(comment.pk, by=factories.moderator(), version=1)

    storage.learn_now(factories.quiet_site())

    assert LearnedFilter.objects.get().spam_seen == 1


def test_it_learns_for_each_site_alone() -> None:
    lessons()
    storage.learn_now(factories.quiet_site())

    other = factories.screened(on=factories.subject("gazette"), text=spam(4711))

    assert finding(other).verdict == "abstain"


def test_it_builds_again_what_cannot_be_read() -> None:
    lessons()
    storage.learn_now(factories.quiet_site())
    LearnedFilter.objects.update(blob=b"from another release", version=99)

    assert finding(factories.screened(text=spam(4711))).verdict == "abstain"
    storage.learn_stale(now=timezone.now() + timedelta(hours=1))

    assert finding(factories.screened(text=spam(4712))).verdict == "hold"


def test_it_is_built_by_one_worker_at_a_time() -> None:
    lessons()
    LearnedFilter.objects.get_or_create(site=factories.quiet_site())
    LearnedFilter.objects.update(leased_until=timezone.now() + timedelta(minutes=1))

    assert not storage.learn_now(factories.quiet_site())


def test_it_begins_again_when_a_build_died() -> None:
    lessons()
    LearnedFilter.objects.get_or_create(site=factories.quiet_site())
    LearnedFilter.objects.update(leased_until=timezone.now() - timedelta(seconds=1), stale_since=None)

    assert storage.learn_stale() == 1


def test_it_keeps_what_is_decided_while_it_builds_for_the_next_time(monkeypatch: pytest.MonkeyPatch) -> None:
    comment = factories.waiting(text=spam(1))
    storage.learn_stale(now=factories.NOON)
    storage.mark_stale(factories.quiet_site().pk, factories.NOON)
    train = model.train

    def meanwhile(*args: Any, **kwargs: Any) -> Any:
        monkeypatch.undo()
        built = train(*args, **kwargs)
        decisions.mark_spam(comment.pk, by=factories.moderator(), version=1, now=factories.NOON)
        return built

    monkeypatch.setattr(model, "train", meanwhile)
    storage.learn_stale(now=factories.NOON + timedelta(minutes=1))
    storage.learn_stale(now=factories.NOON + timedelta(minutes=2))

    assert LearnedFilter.objects.get().spam_seen == 1


def test_it_reads_the_filter_once_per_version(django_assert_num_queries: Any) -> None:
    lessons()
    site = factories.quiet_site()
    storage.learn_now(site)
    storage.load_filter(site)

    with django_assert_num_queries(1):
        storage.load_filter(site)


def test_it_holds_one_version_of_a_site() -> None:
    lessons()
    site = factories.quiet_site()
    for _build in range(2):
        storage.learn_now(site)
        before = storage.load_filter(site)
    storage.learn_now(site)
    after = storage.load_filter(site)

    assert len(storage._filters) == 1
    assert before is not after


def test_it_screens_on_when_the_filter_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    lessons()
    storage.learn_now(factories.quiet_site())
    monkeypatch.setattr("comments.classifier.model.Filter.judge", lambda *_args, **_kwargs: 1 / 0)
    comment = factories.waiting()

    run.screen([comment.pk], now=comment.created_at)

    assert finding(comment).verdict == "hold"
    assert factories.fresh(comment).status == Status.PENDING


def test_it_takes_the_time_of_each_build_when_it_begins() -> None:
    sites = [factories.quiet_site(slug) for slug in ("times", "post", "herald")]
    clock = itertools.count()

    def later() -> datetime:
        return factories.NOON + 10 * next(clock) * storage.LEASE

    with patch("comments.classifier.storage.timezone.now", later):
        assert storage.learn_stale() == 3

    trained = list(LearnedFilter.objects.order_by("trained_at").values_list("trained_at", flat=True))
    assert len(set(trained)) == len(sites)


def test_it_holds_filters_within_their_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = SizedCache[model.Filter | None](5_000_000)
    monkeypatch.setattr(storage, "_filters", kept)
    for slug in ("times", "post", "herald"):
        site = factories.quiet_site(slug)
        storage.learn_now(site)
        storage.load_filter(site)

        assert kept.size <= 5_000_000
    assert len(kept) == 2
