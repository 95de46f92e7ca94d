"""How invented threads are shaped: long and short ones, replies, times, texts, people."""

from random import Random
from statistics import median

import pytest

from comments.text.markup import verify
from project.synthetic import Form, Unfit, Wanted, people, refuse_unfit, shapes, spread, texts

pytestmark = pytest.mark.once

DAY = 86_400.0


def test_it_gives_every_thread_a_comment_and_the_sum_that_was_asked_for() -> None:
    for threads, comments in ((1, 1), (3, 3), (7, 100), (500, 501), (2_000, 40_000)):
        sizes = shapes.sizes(threads, comments, Random(1))

        assert (len(sizes), sum(sizes), min(sizes) >= 1) == (threads, comments, True)


def test_it_makes_few_threads_long_and_most_short() -> None:
    sizes = sorted(shapes.sizes(5_000, 100_000, Random(1)), reverse=True)

    assert median(sizes) < 5
    assert sizes[0] > 500
    assert sum(sizes[:500]) > 0.7 * sum(sizes)


def test_it_lets_comments_come_within_days_and_none_after_now() -> None:
    now = 400 * DAY
    of_an_old_article = shapes.moments(1_000, published=100 * DAY, now=now, random=Random(1))
    of_a_fresh_one = shapes.moments(1_000, published=now - 60, now=now, random=Random(1))

    assert of_an_old_article == sorted(of_an_old_article)
    assert median(of_an_old_article) < 103 * DAY
    assert max(of_a_fresh_one) <= now


def test_it_spreads_articles_over_a_year_with_more_in_the_last_days() -> None:
    random = Random(1)
    ages = [shapes.age_days(random) for _ in range(5_000)]

    assert max(ages) <= 365
    assert 150 < median(ages) < 190
    assert sum(age < 7 for age in ages) > 2 * 5_000 * 7 / 365


def test_it_lets_about_every_second_comment_answer_an_earlier_one() -> None:
    random = Random(1)
    answered = [shapes.answered(Form.NATURAL, number, random) for number in range(1, 2_000)]

    assert 0.4 < sum(place is not None for place in answered) / len(answered) < 0.5
    assert all(place is None or place < number for number, place in enumerate(answered, start=1))


@pytest.mark.parametrize(("form", "expected"), [(Form.CHAIN, [None, 0, 1, 2]), (Form.UNDER_ONE, [None, 0, 0, 0])])
def test_it_answers_the_last_one_in_a_chain_and_the_first_one_under_one(form: Form, expected: list[int | None]) -> None:
    assert [shapes.answered(form, number, Random(1)) for number in range(4)] == expected


def test_it_says_about_two_hundred_characters_in_safe_html() -> None:
    supply = texts.Texts(Random(1), longest=5_000)
    said = [supply.any() for _ in range(500)]

    assert 120 < median(len(wording.text) for wording in said) < 280
    assert len({wording.digest for wording in said}) > 350
    assert all(verify(wording.html) for wording in said)


def test_it_says_nothing_longer_than_the_site_takes() -> None:
    supply = texts.Texts(Random(1), longest=20)

    assert max(len(supply.any().text) for _ in range(200)) <= 20


def test_it_knows_the_same_person_again() -> None:
    assert people.person(17) == people.person(17)
    assert people.person(17).email != people.person(18).email


def test_it_lets_few_people_write_much() -> None:
    crowd = people.People(Random(1), comments=10_000)
    wrote = [crowd.any().email for _ in range(10_000)]

    assert 500 < len(set(wrote)) <= 1_002
    assert max(map(wrote.count, set(wrote))) > 50


@pytest.mark.parametrize(("threads", "comments"), [(0, 5), (5, 0), (-1, 5), (5, 4), (10, 10**9)])
def test_it_refuses_numbers_that_make_no_threads(threads: int, comments: int) -> None:
    with pytest.raises(Unfit):
        spread(threads, comments)


@pytest.mark.parametrize(
    "wanted",
    [
        [],
        [Wanted(0)],
        [Wanted(100_001)],
        [Wanted(90_000)] * 60,
        [Wanted(1, "a"), Wanted(1, "a")],
        [Wanted(1, "a\nb")],
        [Wanted(1, "a" * 256)],
    ],
)
def test_it_refuses_threads_that_cannot_be(wanted: list[Wanted]) -> None:
    with pytest.raises(Unfit):
        refuse_unfit(wanted)
