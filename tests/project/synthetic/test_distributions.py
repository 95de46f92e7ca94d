"""How synthetic threads are distributed: long and short ones, replies, times, texts, people."""

from random import Random
from statistics import median

import pytest

from comments.text.markup import is_safe
from project.synthetic import distributions, people, texts
from project.synthetic.distributions import ReplyPattern
from project.synthetic.request import InvalidRequest, ThreadRequest, many_threads, validate

pytestmark = pytest.mark.once

DAY = 86_400.0


def test_it_gives_every_thread_a_comment_and_the_sum_that_was_asked_for() -> None:
    for threads, comments in ((1, 1), (3, 3), (7, 100), (500, 501), (2_000, 40_000)):
        sizes = distributions.thread_sizes(threads, comments, Random(1))

        assert (len(sizes), sum(sizes), min(sizes) >= 1) == (threads, comments, True)


def test_it_makes_few_threads_long_and_most_short() -> None:
    sizes = sorted(distributions.thread_sizes(5_000, 100_000, Random(1)), reverse=True)

    assert median(sizes) < 5
    assert sizes[0] > 500
    assert sum(sizes[:500]) > 0.7 * sum(sizes)


def test_it_lets_comments_come_within_days_and_none_after_now() -> None:
    now = 400 * DAY
    of_an_old_article = distributions.comment_times(1_000, published=100 * DAY, now=now, random=Random(1))
    of_a_fresh_one = distributions.comment_times(1_000, published=now - 60, now=now, random=Random(1))

    assert of_an_old_article == sorted(of_an_old_article)
    assert median(of_an_old_article) < 103 * DAY
    assert max(of_a_fresh_one) <= now


def test_it_spreads_articles_over_a_year_with_more_in_the_last_days() -> None:
    random = Random(1)
    ages = [distributions.article_age_days(random) for _ in range(5_000)]

    assert max(ages) <= 365
    assert 150 < median(ages) < 190
    assert sum(age < 7 for age in ages) > 2 * 5_000 * 7 / 365


def test_it_lets_about_every_second_comment_answer_an_earlier_one() -> None:
    random = Random(1)
    answered = [distributions.answered_index(ReplyPattern.NATURAL, number, random) for number in range(1, 2_000)]

    assert 0.4 < sum(index is not None for index in answered) / len(answered) < 0.5
    assert all(index is None or index < number for number, index in enumerate(answered, start=1))


@pytest.mark.parametrize(
    ("pattern", "expected"), [(ReplyPattern.CHAIN, [None, 0, 1, 2]), (ReplyPattern.UNDER_ONE, [None, 0, 0, 0])]
)
def test_it_answers_the_last_one_in_a_chain_and_the_first_one_under_one(
    pattern: ReplyPattern, expected: list[int | None]
) -> None:
    assert [distributions.answered_index(pattern, number, Random(1)) for number in range(4)] == expected


def test_it_says_about_two_hundred_characters_in_safe_html() -> None:
    supply = texts.TextSampler(Random(1), longest=5_000)
    said = [supply.sample() for _ in range(500)]

    assert 120 < median(len(text.raw) for text in said) < 280
    assert len({text.digest for text in said}) > 350
    assert all(is_safe(text.html) for text in said)


def test_it_says_nothing_longer_than_the_site_takes() -> None:
    supply = texts.TextSampler(Random(1), longest=20)

    assert max(len(supply.sample().raw) for _ in range(200)) <= 20


def test_it_knows_the_same_person_again() -> None:
    assert people.person(17) == people.person(17)
    assert people.person(17).email != people.person(18).email


def test_it_lets_few_people_write_much() -> None:
    crowd = people.PersonSampler(Random(1), comments=10_000)
    wrote = [crowd.sample().email for _ in range(10_000)]

    assert 500 < len(set(wrote)) <= 1_002
    assert max(map(wrote.count, set(wrote))) > 50


@pytest.mark.parametrize(("threads", "comments"), [(0, 5), (5, 0), (-1, 5), (5, 4), (10, 10**9)])
def test_it_refuses_numbers_that_make_no_threads(threads: int, comments: int) -> None:
    with pytest.raises(InvalidRequest):
        many_threads(threads, comments)


@pytest.mark.parametrize(
    "requests",
    [
        [],
        [ThreadRequest(0)],
        [ThreadRequest(100_001)],
        [ThreadRequest(90_000)] * 60,
        [ThreadRequest(1, "a"), ThreadRequest(1, "a")],
        [ThreadRequest(1, "a\nb")],
        [ThreadRequest(1, "a" * 256)],
    ],
)
def test_it_refuses_threads_that_cannot_be(requests: list[ThreadRequest]) -> None:
    with pytest.raises(InvalidRequest):
        validate(requests)
