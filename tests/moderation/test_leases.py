"""Leases: one moderator at a time, by one statement, and gone with any decision."""

from datetime import timedelta
from functools import partial

import pytest
from pytest_django import DjangoAssertNumQueries

from comments.errors import Leased, NotFound
from comments.models import ReviewLease
from comments.moderation import decisions, leases
from tests.support import factories
from tests.support.factories import NOON
from tests.support.parallel import at_once

pytestmark = pytest.mark.django_db

MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)


def test_it_has_a_comment_for_a_minute_and_for_as_long_as_it_is_asked_again() -> None:
    comment, anna, otto = factories.waiting(), factories.moderator("anna"), factories.moderator("otto")

    leases.take(comment.pk, by=anna, now=NOON)
    assert leases.take(comment.pk, by=anna, now=NOON + 59 * SECOND).until == NOON + 119 * SECOND
    with pytest.raises(Leased) as refused:
        leases.take(comment.pk, by=otto, now=NOON + 118 * SECOND)
    assert (refused.value.who, refused.value.until) == ("anna", NOON + 119 * SECOND)

    leases.take(comment.pk, by=otto, now=NOON + 119 * SECOND)
    assert ReviewLease.objects.get().by == otto


def test_it_frees_ones_own_alone() -> None:
    comment, anna, otto = factories.waiting(), factories.moderator("anna"), factories.moderator("otto")
    leases.take(comment.pk, by=anna, now=NOON)

    leases.free(comment.pk, otto)
    assert ReviewLease.objects.exists()
    leases.free(comment.pk, anna)
    assert not ReviewLease.objects.exists()


@pytest.mark.parametrize("action", ["approve", "reject", "spam", "erase"])
def test_it_ends_with_any_decision_whoever_makes_it(action: str) -> None:
    comment = factories.waiting()
    leases.take(comment.pk, by=factories.moderator("anna"), now=NOON)

    decisions.ACTIONS[action](comment.pk, by=factories.moderator("otto"), version=1)

    assert not ReviewLease.objects.exists()


def test_it_ends_when_its_author_withdraws_the_comment() -> None:
    comment = factories.waiting()
    leases.take(comment.pk, by=factories.moderator(), now=NOON)

    decisions.withdraw(comment.pk)

    assert not ReviewLease.objects.exists()


def test_it_knows_no_comment_that_is_not_there() -> None:
    with pytest.raises(NotFound):
        leases.take(1, by=factories.moderator())


def test_it_is_taken_by_one_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    comment, by = factories.waiting(), factories.moderator()

    with django_assert_num_queries(2):  # the other finds the site
        leases.take(comment.pk, by=by)


@pytest.mark.django_db(transaction=True)
def test_it_gives_a_comment_to_one_of_many_who_ask_at_once() -> None:
    comment = factories.waiting()
    people = [factories.moderator(f"mod{number}") for number in range(4)]

    given = at_once([partial(leases.take, comment.pk, by=person, now=NOON) for person in people])

    assert sorted(map(type, given), key=str) == sorted([ReviewLease, Leased, Leased, Leased], key=str)
