"""A decision on many and its undoing, while people decide, edit, withdraw and delete among them: nobody loses."""

import random
from datetime import timedelta
from typing import Any

import pytest

from comments.db.transactions import writing
from comments.errors import Refused
from comments.maintenance import invariants
from comments.models import Batch, BatchKind, Comment, DayRollup, Finding, LearnedFilter, Site
from comments.moderation import batches, decisions, handfuls, transitions
from tests.support import factories
from tests.support.factories import NOON

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
STATUSES = ["approve", "approve", "approve", "reject", "spam", ""]


class Storm:
    """Comments of a conversation, which a batch decides on and takes back; `touched` has what others made of them."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.site = factories.quiet_site(depth=2)
        self.touched: dict[int, str] = {}
        self.now = NOON
        self.ids = [factories.published().pk]
        for _number in range(7):
            self._add()

    def _add(self) -> None:
        shown = Comment.objects.filter(shown=True, status="approved").order_by("pk")
        parent = self.chance.choice([None, *shown])
        mailbox = self.chance.choice(["ada@example.org", "grace@example.org"])
        text = f"A thought of their own, number {len(self.ids)}."
        comment = factories.waiting(parent and factories.fresh(parent), email=mailbox, text=text)
        if action := self.chance.choice(STATUSES):
            decisions.ACTIONS[action](comment.pk, by=factories.moderator(), version=1, now=NOON)
        self.ids.append(comment.pk)

    def decide(self, action: str) -> Batch:
        return batches.decide(
            action, by=factories.moderator(), kind=BatchKind.MATCHING, comments=Comment.objects.all(),
            with_published=True, reason="All of them.", now=self.now,
        )  # fmt: skip

    def carry_out(self, batch: Batch, *, disturbed: float = 0.0) -> None:
        is_left = True
        while is_left:
            self.now += HOUR
            is_left = handfuls.carry_out(batch.pk, limit=self.chance.randint(1, 5), now=self.now)
            if self.chance.random() < disturbed:
                self.disturb(self.chance.choice(self.ids))

    def disturb(self, comment_id: int) -> None:
        comment = factories.fresh(Comment.objects.get(pk=comment_id))
        otto, said = factories.moderator("Otto"), {"version": comment.version, "now": self.now}
        what = self.chance.choice(["approve", "reject", "spam", "review", "edit", "withdraw", "delete"])
        try:
            if what == "edit":
                with writing():
                    locked = transitions.lock(comment_id)
                    decisions.rewrite(locked, name="Ada", text="Rewritten.", text_digest="", now=self.now)
            elif what == "withdraw":
                decisions.withdraw(comment_id, now=self.now)
            elif what == "delete":
                decisions.delete(comment_id, by=otto, version=comment.version)
            else:
                decisions.ACTIONS[what](comment_id, by=otto, **said)
        except Refused:
            return
        self.touched[comment_id] = Comment.objects.get(pk=comment_id).status

    def state(self, *, untouched: bool = False) -> dict[str, Any]:
        """All that the batch may have changed, but for the versions; of `untouched` ones what is theirs alone."""
        others = {"version", "due", "html", "leased_until", *({"shown", "replies"} if untouched else ())}
        names = [field.attname for field in Comment._meta.concrete_fields if field.attname not in others]
        comments = Comment.objects.exclude(pk__in=self.touched if untouched else ()).order_by("pk")
        found: dict[str, Any] = {"comments": list(comments.values(*names))}
        if not untouched:
            thread = factories.thread_of(Comment.objects.all()[0])
            found["thread"] = (thread.count, thread.recent_1, thread.is_confirmed)
            found["findings"] = list(Finding.objects.order_by("pk").values())
            # What a person dealt with before any check was received, and stays that.
            days = DayRollup.objects.exclude(number=0).exclude(what="received")
            found["days"] = list(days.order_by("pk").values())
        return found


def broken(storm: Storm) -> set[str]:
    """Rules that do not hold; nothing is screened here, and texts are edited without their digests."""
    found = {step.found.rule.name for step in invariants.check(every_row=True, now=storm.now) if step.found}
    return found - {"text_is_whole", "nothing_overdue"}


@pytest.mark.parametrize("action", ["reject", "spam", "approve", "review"])
def test_it_puts_everything_back_as_it_was(action: str, site: Site) -> None:
    storm = Storm(seed=len(action))
    LearnedFilter.objects.update_or_create(site=storm.site, defaults={"stale_since": None})
    before = storm.state()
    batch = storm.decide(action)

    storm.carry_out(batch)

    assert storm.state() != before
    assert LearnedFilter.objects.get(site=storm.site).stale_since is not None
    batches.undo(batch.pk, by=factories.moderator(), now=storm.now)
    storm.carry_out(batch)
    assert storm.state() == before
    assert broken(storm) == set()


@pytest.mark.parametrize("seed", range(4))
def test_it_overrules_nobody_and_puts_the_rest_back(seed: int, site: Site) -> None:
    storm = Storm(seed)
    before = {row["id"]: row for row in storm.state(untouched=True)["comments"]}
    batch = storm.decide(storm.chance.choice(["reject", "spam", "approve", "review"]))

    storm.carry_out(batch, disturbed=0.5)
    batches.undo(batch.pk, by=factories.moderator(), now=storm.now)
    storm.carry_out(batch, disturbed=0.3)

    batch.refresh_from_db()
    assert broken(storm) == set()
    assert {row["id"]: row for row in storm.state(untouched=True)["comments"]} == {
        pk: row for pk, row in before.items() if pk not in storm.touched
    }
    assert dict(Comment.objects.filter(pk__in=storm.touched).values_list("pk", "status")) == storm.touched
    assert batch.done + batch.skipped == batch.size
    assert batch.undone + batch.kept == batch.done
    assert {item.comment.pk for item in batches.skipped(batch)} <= set(storm.touched)
