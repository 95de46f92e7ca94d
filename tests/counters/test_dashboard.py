"""The dashboard's numbers: what a count over comments and decisions says, whatever happened, and also after a purge."""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from comments.access.membership import ALL_SITES, NO_SITE
from comments.counters import dashboard, rollups
from comments.errors import IllegalMove, NotAllowed, NotFound, Stale
from comments.models import Actor, Batch, BatchKind, Comment, DayRollup, Decision, Finding
from comments.moderation import batches, decisions, handfuls, undoing
from comments.posting import edits
from comments.posting.edits import Edit
from comments.screening import run
from comments.statuses import Status
from tests.support import factories
from tests.support.factories import NOON

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 31)
TEXTS = ("A thought.", "A loan for you.", "A casino, and a loan.")
STEPS = st.one_of(
    st.tuples(st.just("post"), st.sampled_from(TEXTS)),
    st.tuples(
        st.sampled_from(["approve", "reject", "spam", "review", "confirm", "undo", "withdraw", "edit", "screen"]),
        st.integers(0, 3),
    ),
    st.tuples(st.sampled_from(["approve all", "spam all", "undo all"]), st.just(0)),
)


class History:
    """Comments to which one thing after the other happens, hours apart."""

    def __init__(self) -> None:
        lists = {"moderation_words": "loan", "disallowed_words": "casino"}
        factories.quiet_site(premoderation="objections", edit_minutes=14_400, **lists)
        self.now, self.by, self.posted = NOON, factories.moderator(), list[Comment]()

    def do(self, step: str, what: Any) -> None:
        self.now += timedelta(hours=5, seconds=len(self.posted))
        if step == "post":
            self.posted.append(factories.waiting(text=f"{what} Number {len(self.posted)}.", now=self.now))
        elif step.endswith(" all"):
            with suppress(IllegalMove, Stale):
                self._do_to_all(step.removesuffix(" all"))
        elif self.posted:
            comment = factories.fresh(self.posted[what % len(self.posted)])
            with suppress(IllegalMove, NotFound, Stale):  # what the desk and the form would refuse, too
                self._do_to(comment, step)

    def _do_to_all(self, step: str) -> None:
        """As one batch, or take the last one back."""
        last = Batch.objects.filter(undone_at=None).first()
        if step != "undo":
            kind, waiting = BatchKind.MATCHING, Comment.objects.filter(status=Status.PENDING)
            last = batches.decide(step, by=self.by, kind=kind, comments=waiting, now=self.now)
        elif last:
            batches.undo(last.pk, by=self.by, now=self.now)
        while last and handfuls.carry_out(last.pk, now=self.now):
            continue

    def _do_to(self, comment: Comment, step: str) -> None:
        if step == "screen":
            run.screen([comment.pk], now=self.now)
        elif step == "withdraw":
            decisions.withdraw(comment.pk, now=self.now)
        elif step == "edit":
            text = f"{TEXTS[comment.text_version % 3]} Edited {self.now:%d %H}."
            edits.keep_edit(comment, Edit(text=text), now=self.now)
        elif step == "undo":
            own = Decision.objects.filter(comment=comment, by=self.by, undoes=None, undone_by=None)
            if last := own.last():
                undoing.undo(last.pk, by=self.by, now=self.now)
        else:
            decisions.ACTIONS[step](comment.pk, by=self.by, version=comment.version, now=self.now)


def day_of(moment: datetime) -> date:
    return moment.astimezone(UTC).date()


def standing(comment: Comment) -> list[Decision]:
    """What was not taken back, and is no taking back."""
    rows = list(comment.decisions.all())
    undone = {row.undoes_id for row in rows}
    return [row for row in rows if row.undoes_id is None and row.pk not in undone]


def looked_at(comment: Comment) -> bool:
    rows = comment.decisions.all()
    return any(row.actor in (Actor.SCREENING, Actor.MODERATOR) or row.to_status == Status.WITHDRAWN for row in rows)


def counted() -> Iterator[tuple[date, str]]:
    """Each comment's part in the numbers, by a look at all rows."""
    for comment in Comment.objects.all():
        if looked_at(comment):
            yield day_of(comment.created_at), "received"
        held = comment.decisions.filter(actor=Actor.SCREENING, to_status=Status.PENDING).first()
        if held:
            yield day_of(held.created_at), "held"
        came: set[str] = set()
        for row in standing(comment):
            if row.to_status != row.from_status and row.to_status not in came:
                came.add(row.to_status)
                yield day_of(row.created_at), {"approved": "published"}.get(row.to_status, row.to_status)


def first_decisions() -> list[Decision]:
    """Of people; who puts a comment under review again leaves open what it is."""
    rows = [[row for row in standing(comment) if is_by_person(row)] for comment in Comment.objects.all()]
    return [each[0] for each in rows if each and each[0].to_status != Status.PENDING]


def is_by_person(row: Decision) -> bool:
    return row.actor == Actor.MODERATOR and row.from_status != row.to_status


def waited_at(seconds: Sequence[float], share: float) -> float | None:
    return sorted(seconds)[math.ceil(share * len(seconds)) - 1] if seconds else None


@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
@example([("post", TEXTS[0]), ("screen", 1), ("review", 1), ("approve all", 0)])
@given(st.lists(STEPS, min_size=1, max_size=14))
def test_it_says_what_all_rows_say(steps: Sequence[tuple[str, Any]]) -> None:
    for model in (DayRollup, Batch, Comment):
        model._default_manager.all().delete()
    history = History()
    for step, what in [("post", TEXTS[1]), ("screen", 0), *steps]:
        history.do(step, what)

    found = dashboard.read(ALL_SITES, today=TODAY)

    expected = Counter(counted())
    for day, span in found.days:
        for name in ("received", "published", "held", "rejected", "spam"):
            assert getattr(span, name) == expected[day, name], (day, name)
    first = first_decisions()
    objected = Finding.objects.filter(verdict__in=rollups.OBJECTIONS)
    assert {check.name: check.objected for check in found.checks} == Counter(
        objected.values_list("check_name", flat=True)
    )
    waits = [
        (row.created_at - edited_before(row)).total_seconds() for row in first if row.from_status == Status.PENDING
    ]
    for share, said in ((0.5, found.whole.median), (0.95, found.whole.late)):
        wait = waited_at(waits, share)
        assert said == (wait if wait is None else pytest.approx(max(1, wait), rel=0.2))


def edited_before(decision: Decision) -> datetime:
    """When the text that was decided on came."""
    edit = decision.comment.decisions.filter(actor=Actor.AUTHOR, to_status=Status.PENDING, pk__lt=decision.pk).last()
    return edit.created_at if edit else decision.comment.created_at


def test_it_counts_the_same_after_a_purge() -> None:
    history = History()
    for step in [("post", TEXTS[1]), ("screen", 0), ("spam", 0), ("post", TEXTS[2]), ("screen", 1), ("approve", 1)]:
        history.do(*step)
    before = dashboard.read(ALL_SITES, today=TODAY)
    Comment.objects.all().delete()

    assert dashboard.read(ALL_SITES, today=TODAY) == before
    assert [(check.name, check.agreed, check.disagreed, check.undecided) for check in before.checks] == [
        ("moderation_words", 1, 1, 0), ("disallowed_words", 0, 1, 0),
    ]  # fmt: skip


def test_it_costs_one_query_and_shows_no_site_of_others(django_assert_num_queries: Any) -> None:
    site = factories.quiet_site()
    with django_assert_num_queries(1):
        dashboard.read(ALL_SITES, today=TODAY)
    with pytest.raises(NotAllowed):
        dashboard.read(NO_SITE, site_id=site.pk, today=TODAY)
