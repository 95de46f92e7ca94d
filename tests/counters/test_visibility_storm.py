"""After any storm of decisions, what is kept equals what a slow recount from the facts finds."""

import random
from datetime import datetime, timedelta

import pytest

from comments import limits
from comments.errors import IllegalMove
from comments.maintenance.chores import ageing
from comments.models import Comment, Decision, Site, Thread
from comments.moderation import decisions, transitions
from comments.statuses import Status
from tests.support import factories

pytestmark = pytest.mark.django_db

STEPS = 40


class Recount:
    """The thread's numbers by their definition, one comment at a time, from statuses and decisions alone."""

    def __init__(self, thread: Thread) -> None:
        self.rows = {comment.pk: comment for comment in thread.comments.all()}
        published = Decision.objects.filter(comment__thread=thread, to_status=Status.APPROVED)
        # Spam that was withdrawn leaves as little as before.
        hidden = Decision.objects.filter(from_status=Status.SPAM, to_status=Status.WITHDRAWN).values("comment_id")
        self.ever_published = set(published.exclude(comment__in=hidden).values_list("comment_id", flat=True))
        self.first_published = dict(published.order_by("-pk").values_list("comment_id", "created_at"))

    def is_shown(self, comment: Comment) -> bool:
        leaves = comment.pk in self.ever_published and comment.status != Status.SPAM
        return leaves and (comment.parent_id is None or self.is_shown(self.rows[comment.parent_id]))

    def counted(self) -> list[Comment]:
        return [row for row in self.rows.values() if row.status == Status.APPROVED and self.is_shown(row)]

    def replies(self, comment: Comment) -> int:
        return sum(other.path.startswith(comment.path) and other.pk != comment.pk for other in self.counted())

    def recent(self, until: datetime) -> list[int]:
        """For each window of days that ends then, or has not yet."""
        moments = [self.first_published[row.pk] for row in self.counted()]
        return [sum(moment >= until - timedelta(days=days) for moment in moments) for days in limits.TREND_DAYS]

    def numbers(self) -> list[tuple[int, bool, int]]:
        return [(row.pk, self.is_shown(row), self.replies(row)) for row in self.rows.values()]


class Storm:
    """Visitors reply to whatever they see, moderators decide on anything, at any time of the coming weeks."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.now = factories.NOON
        self.site = factories.quiet_site(depth=3)
        self.thread = factories.thread_of(factories.published())

    def step(self) -> None:
        self.now += timedelta(hours=self.chance.expovariate(1 / 12))
        self.chance.choices([self.decide, self.reply, self.change_depth], weights=[6, 4, 1])[0]()

    def decide(self) -> None:
        comment = self.chance.choice(list(self.thread.comments.all()))
        action = self.chance.choice(["approve", "approve", "approve", "reject", "spam", "spam", "review"])
        if self.chance.random() < 0.1:
            action = self.chance.choice(["withdraw", "delete", "edit"])
        try:
            self.act(comment, action)
        except IllegalMove:
            return

    def act(self, comment: Comment, action: str) -> None:
        if action == "withdraw":
            decisions.withdraw(comment.pk, now=self.now)
        elif action == "edit":
            decisions.rewrite(
                transitions.lock(comment.pk), name=comment.name, text="New.", text_digest="", now=self.now
            )
        elif action == "delete":
            decisions.delete(comment.pk, by=factories.moderator(), version=comment.version)
        else:
            decide = decisions.ACTIONS[action]
            decide(comment.pk, by=factories.moderator(), version=comment.version, now=self.now)

    def reply(self) -> None:
        seen = list(self.thread.comments.shown().filter(status=Status.APPROVED))
        parent = self.chance.choice([None, *seen])
        comment = factories.waiting(parent, on=factories.subject(), now=self.now)
        if self.chance.random() < 0.8:
            self.act(comment, "approve")

    def change_depth(self) -> None:
        Site.objects.filter(pk=self.site.pk).update(depth=self.chance.randint(1, 5))

    def age(self) -> None:
        """Now and then by a clock that is wrong by days, which is put right later."""
        wrong = self.chance.choice([0, 0, 0, -9, -2, 2, 9])
        ageing.threads(self.now + timedelta(days=wrong))


def kept_recent(storm: Storm) -> tuple[datetime, list[int]]:
    thread = Thread.objects.get(pk=storm.thread.pk)
    return thread.recent_at, [thread.recent_1, thread.recent_7, thread.recent_30]


def kept(thread: Thread) -> list[tuple[int, bool, int]]:
    return list(thread.comments.values_list("pk", "shown", "replies"))


@pytest.mark.parametrize("seed", range(3))
def test_it_keeps_what_a_recount_finds_after_every_step_of_a_storm_however_it_ages(seed: int) -> None:
    storm = Storm(seed)
    for _ in range(STEPS):
        storm.step()
        if storm.chance.random() < 0.2:
            storm.age()
        recount = Recount(storm.thread)
        recent_at, recent = kept_recent(storm)

        assert sorted(kept(storm.thread)) == sorted(recount.numbers())
        assert Thread.objects.get(pk=storm.thread.pk).count == len(recount.counted())
        assert recent == recount.recent(recent_at)
        if storm.chance.random() < 0.2:
            ageing.threads(storm.now)
            assert kept_recent(storm)[1] == recount.recent(storm.now)
