"""Readers recommend comments: each browser counts once, few of one network do, and no loop raises the number."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.conf import settings as conf

from comments import limits
from comments.counters import recommending
from comments.counters.recommending import AT_ONCE, INTERVAL, NETWORK_MOST, Recommended, Recommender
from comments.errors import EnoughRecommended, NotFound, RecommendsTooFast
from comments.maintenance.chores import forgetting
from comments.models import Comment, Pace, Recommendation, Site
from comments.moderation import decisions
from tests.support import factories
from tests.support.factories import NOON
from tests.support.parallel import at_once

pytestmark = pytest.mark.django_db

FOX, SEAL = "Mozilla/5.0 (a fox)", "Mozilla/5.0 (a seal)"


def published() -> Comment:
    comment = factories.published()
    Site.objects.update(recommends=True)
    return factories.fresh(comment)


def reader(network: int, browser: str = FOX) -> Recommender:
    return Recommender(f"192.0.2.{network}", browser)


def recommend(comment: Comment, by: Recommender) -> Recommended:
    return recommending.recommend(comment, by, now=NOON)


def take_back(comment: Comment, by: Recommender) -> Recommended:
    return recommending.take_back(comment, by, now=NOON)


def number(comment: Comment) -> int:
    return factories.fresh(comment).recommendations


def test_it_counts_each_browser_once_and_leaves_the_version_alone() -> None:
    comment = published()

    assert recommend(comment, reader(1)) == Recommended(1, is_changed=True)
    assert recommend(comment, reader(1)) == Recommended(1, is_changed=False)
    assert recommend(comment, reader(1, SEAL)) == Recommended(2, is_changed=True)
    assert recommend(comment, reader(2)) == Recommended(3, is_changed=True)
    assert (number(comment), factories.fresh(comment).version) == (3, comment.version)


def test_it_counts_it_no_more_once_it_is_taken_back_by_the_same_reader() -> None:
    comment = published()
    recommend(comment, reader(1))

    assert take_back(comment, reader(2)) == take_back(comment, reader(1, SEAL)) == Recommended(1, is_changed=False)
    assert take_back(comment, reader(1)) == Recommended(0, is_changed=True)
    assert take_back(comment, reader(1)) == Recommended(0, is_changed=False)
    assert recommend(comment, reader(1)) == Recommended(1, is_changed=True)


def test_it_is_raised_by_no_loop_with_other_browsers_or_other_addresses_of_one_network() -> None:
    comment = published()
    for browser in range(NETWORK_MOST):
        recommend(comment, Recommender(f"2001:db8:1:{browser:x}::7", f"Browser {browser}"))

    for attempt in range(20):
        with pytest.raises(EnoughRecommended):
            recommend(comment, Recommender(f"2001:db8:1:{attempt * 999:x}::{attempt:x}", f"Robot {attempt}"))
    assert recommend(comment, Recommender("2001:db8:1::7", "Browser 0")).is_changed is False
    assert number(comment) == NETWORK_MOST
    assert recommend(comment, Recommender("2001:db8:2::7", FOX)).number == NETWORK_MOST + 1


def test_it_limits_how_often_a_network_recommends_and_takes_back() -> None:
    comment = published()
    for _ in range(AT_ONCE // 2):
        recommend(comment, reader(1))
        take_back(comment, reader(1))

    for act in (recommend, take_back):
        with pytest.raises(RecommendsTooFast) as refusal:
            act(comment, reader(1, SEAL))
        assert 0 < refusal.value.retry_after <= INTERVAL + 1
    assert recommend(comment, reader(2)).number == 1
    later = NOON + timedelta(seconds=INTERVAL)
    assert recommending.recommend(comment, reader(1), now=later).number == 2


@pytest.mark.parametrize("act", [recommending.recommend, recommending.take_back])
def test_it_takes_none_where_readers_do_not_see_the_comment_or_the_site_has_it_off(
    act: Callable[..., Recommended],
) -> None:
    waiting, off = factories.waiting(), factories.published()
    with pytest.raises(NotFound):
        act(off, reader(1), now=NOON)
    rejected, parent = published(), published()
    below = factories.published(parent)
    decisions.reject(rejected.pk, by=factories.moderator(), version=rejected.version)
    decisions.mark_spam(parent.pk, by=factories.moderator(), version=factories.fresh(parent).version)

    for comment in (waiting, rejected, parent, below):
        with pytest.raises(NotFound):
            act(factories.fresh(comment), reader(1), now=NOON)
    assert not Recommendation.objects.exists()


def test_it_knows_readers_by_hashes_that_tell_nothing_of_other_comments(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = published(), published()
    for comment in (first, second):
        recommend(comment, reader(1))
    rows = Recommendation.objects.order_by("comment")
    hashes = {value for row in rows for value in (row.network, row.voter)}
    assert len(hashes) == 4
    assert {len(value) for value in hashes} == {64}
    assert not any("192.0.2" in key for key in Pace.objects.filter(key__startswith="rec").values_list("key", flat=True))

    monkeypatch.setattr(conf, "SECRET_KEY_FALLBACKS", [conf.SECRET_KEY])
    monkeypatch.setattr(conf, "SECRET_KEY", "another secret of more than fifty letters, made by nobody")

    assert recommend(first, reader(1)).is_changed is False
    assert take_back(second, reader(1)).number == 0


def test_it_forgets_who_recommended_and_keeps_the_number() -> None:
    comment = published()
    recommend(comment, reader(1))
    kept = NOON + timedelta(days=limits.RECOMMENDED_DAYS)

    assert forgetting.recommendations(kept) == 0
    assert forgetting.recommendations(kept + timedelta(seconds=1)) == 1
    assert (number(comment), Recommendation.objects.count()) == (1, 0)
    assert recommending.take_back(comment, reader(1), now=kept).number == 1


def test_it_keeps_the_number_while_a_comment_is_under_review() -> None:
    comment = published()
    recommend(comment, reader(1))

    for act in (decisions.review_again, decisions.approve):
        act(comment.pk, by=factories.moderator(), version=factories.fresh(comment).version)

    assert number(comment) == 1


@pytest.mark.django_db(transaction=True)
def test_it_counts_right_what_comes_at_the_same_instant() -> None:
    comment = published()
    same = [partial(recommend, comment, reader(1)) for _ in range(4)]
    others = [partial(recommend, comment, reader(2, f"Browser {n}")) for n in range(NETWORK_MOST + 2)]

    answers = at_once([*same, *others])

    assert sum(isinstance(answer, EnoughRecommended) for answer in answers) == 2
    assert sum(isinstance(answer, Recommended) and answer.is_changed for answer in answers) == 1 + NETWORK_MOST
    assert number(comment) == Recommendation.objects.count() == 1 + NETWORK_MOST
    at_once([partial(take_back, comment, reader(1)) for _ in range(4)])
    assert number(comment) == NETWORK_MOST
