"""Haste is told to moderators and holds who is not known."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comments.models import Comment, Premoderation, Site
from comments.screening.checks import velocity as checked
from comments.screening.checks.velocity import FROM_NETWORK, TO_THREAD
from comments.screening.context import velocities
from comments.screening.vocabulary import Candidate, Context, Judgement, Reputation, Velocity, Verdict
from tests.support import factories
from tests.support.factories import NOON

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
KNOWN = Reputation(proven=1, claimed=1, counted=1)


def judged(reputation: Reputation | None = None, *, from_network: int = 0, to_thread: int = 0) -> Judgement:
    context = Context(velocity=Velocity(from_network, to_thread), reputation=reputation or Reputation())
    return checked.check(Candidate(text="", html="", context=context), Site())


@pytest.mark.once
def test_it_clears_the_ordinary() -> None:
    assert judged(from_network=FROM_NETWORK - 1).verdict == Verdict.CLEAR


@pytest.mark.once
@pytest.mark.parametrize("counts", [{"from_network": FROM_NETWORK}, {"to_thread": TO_THREAD}])
def test_it_holds_haste(counts: dict[str, Any]) -> None:
    judgement = judged(**counts)

    assert (judgement.verdict, judgement.code) == (Verdict.HOLD, checked.CODE)
    assert judgement.told


@pytest.mark.once
@pytest.mark.parametrize("reputation", [Reputation(), KNOWN])
def test_it_holds_an_email_that_has_just_come_from_elsewhere_and_tells_nobody(reputation: Reputation) -> None:
    context = Context(velocity=Velocity(email_elsewhere=True), reputation=reputation)
    judgement = checked.check(Candidate(text="", html="", context=context), Site())

    assert (judgement.verdict, judgement.code, judgement.told) == (Verdict.HOLD, checked.CODE, "")


ELSEWHERE: list[tuple[dict[str, Any], bool]] = [
    ({}, True),
    ({"address": "192.0.2.7"}, False),
    ({"email": "bob@example.org"}, False),
    ({"email": "ADA+x@example.org"}, True),
    ({"now": NOON + 14 * SECOND}, True),
    ({"now": NOON + 15 * SECOND}, False),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("fields", "is_elsewhere"), ELSEWHERE)
def test_it_knows_what_came_from_elsewhere_within_the_pause(fields: dict[str, Any], is_elsewhere: bool) -> None:
    factories.quiet_site()
    factories.waiting(email="ada@example.org", address="192.0.2.7")
    later = factories.waiting(**{"email": "ada@example.org", "address": "192.0.2.8", "now": NOON + SECOND, **fields})
    Site.objects.update(flood_seconds=15)

    assert velocities([factories.fresh(later)])[later.pk].email_elsewhere == is_elsewhere


@pytest.mark.django_db
def test_it_knows_no_site_from_another() -> None:
    factories.waiting(email="ada@example.org", on=factories.subject("post"))
    later = factories.waiting(email="ada@example.org", address="192.0.2.8", now=NOON + SECOND)
    Site.objects.update(flood_seconds=15)

    assert not velocities([factories.fresh(later)])[later.pk].email_elsewhere


@pytest.mark.once
def test_it_names_both_kinds_of_haste() -> None:
    reason = judged(from_network=FROM_NETWORK, to_thread=TO_THREAD).reason

    assert "same network" in reason
    assert "article" in reason


@pytest.mark.once
def test_it_only_tells_moderators_of_an_author_who_is_known() -> None:
    judgement = judged(KNOWN, from_network=9, to_thread=90)

    assert (judgement.verdict, judgement.code) == (Verdict.NOTE, checked.CODE)


def counted(*comments: Comment) -> list[Velocity]:
    found = velocities([factories.fresh(comment) for comment in comments])
    return [found[comment.pk] for comment in comments]


@pytest.mark.django_db
def test_it_counts_what_came_from_the_network_in_the_minutes_before() -> None:
    factories.waiting(address="203.0.113.9")
    factories.waiting(address="203.0.113.9", now=NOON + 3 * MINUTE)
    factories.waiting(address="203.0.113.8", now=NOON + 4 * MINUTE)
    within = factories.waiting(address="203.0.113.9", now=NOON + 5 * MINUTE)
    after = factories.waiting(address="203.0.113.9", now=NOON + 12 * MINUTE)

    assert [found.from_network for found in counted(within, after)] == [2, 2]


@pytest.mark.django_db
def test_it_counts_no_further_than_is_asked() -> None:
    comments = [factories.waiting(now=NOON + n * SECOND) for n in range(FROM_NETWORK + 3)]

    assert counted(comments[-1])[0].from_network == FROM_NETWORK


@pytest.mark.django_db
def test_it_knows_no_pace_without_a_network() -> None:
    comments = [factories.waiting(address="", now=NOON + n * SECOND) for n in range(FROM_NETWORK + 2)]

    assert counted(comments[-1]) == [Velocity()]


@pytest.mark.django_db
@pytest.mark.parametrize(("seconds", "crowded"), [(1, True), (3, False)])
def test_it_knows_a_thread_that_got_many_at_once(seconds: int, crowded: bool) -> None:
    comments = [factories.waiting(address="", now=NOON + n * timedelta(seconds=seconds)) for n in range(TO_THREAD + 1)]

    assert counted(comments[-1])[0].to_thread == (TO_THREAD if crowded else 0)
    assert counted(comments[-2])[0].to_thread == 0


@pytest.mark.django_db
def test_it_asks_the_database_twice_for_any_handful() -> None:
    comments = [factories.fresh(factories.waiting()) for _ in range(2)]
    factories.crowd(TO_THREAD, on=factories.subject(key="crowd"))
    many = [factories.fresh(factories.waiting(on=factories.subject(key="crowd"))) for _ in range(20)]

    assert (_queries(comments), _queries(many)) == (1, 2)


def _queries(comments: list[Comment]) -> int:
    with CaptureQueriesContext(connection) as queries:
        velocities(comments)
    return len(queries)


@pytest.mark.django_db
def test_it_holds_the_sixth_comment_from_one_network_where_only_objections_hold() -> None:
    factories.quiet_site(premoderation=Premoderation.OBJECTIONS)
    comments = [factories.screened(now=NOON + n * SECOND) for n in range(6)]

    assert [comment.status for comment in comments] == ["approved"] * 5 + ["pending"]
