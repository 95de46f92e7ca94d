"""The demo's discussions show what screening can do, all of it through the real code."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import transaction

from comments import limits
from comments.classifier import likeness, storage
from comments.maintenance import invariants
from comments.models import Comment, Site
from project.newsroom.content import load_articles
from project.newsroom.demo_comments import MODERATORS, load_comments
from project.newsroom.models import SITE

# So that there is a database to load the demo into; what it shows is the same on each, and takes a few seconds.
pytestmark = [pytest.mark.django_db, pytest.mark.once]
# The first moment of a day leaves the least time since the articles of the days before.
MIDNIGHT = datetime(2026, 3, 2, tzinfo=UTC)


@dataclass(frozen=True)
class Demo:
    comments: list[Comment]
    site: Site
    loaded_again: int
    broken: list[str]
    moderators: int
    likeness: dict[int, float]

    def found(self, code: str) -> list[Comment]:
        """The comments with such a finding in the text they have now."""
        return [comment for comment in self.comments if code in codes_of(comment)]


def codes_of(comment: Comment) -> set[str]:
    found = comment.findings.all()
    return {finding.code for finding in found if finding.text_version == comment.text_version} - {""}


def judged(site: Site) -> dict[int, float]:
    """How much each comment that waits is like spam, as the worker works it out."""
    storage.learn_now(site, now=MIDNIGHT)
    likeness.write_outdated(now=MIDNIGHT)
    return {comment.pk: comment.likeness for comment in Comment.objects.all() if comment.likeness is not None}


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[Demo]:
    """Loaded once for all tests, which only look at it, and gone before the first of them."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_articles(now=MIDNIGHT)
        load_comments()
        again = load_comments()
        rows = Comment.objects.select_related("cluster", "thread").prefetch_related("findings", "decisions")
        broken = [step.found.rule.name for step in invariants.check(every_row=True, now=MIDNIGHT) if step.found]
        comments, site = list(rows.order_by("id")), Site.objects.get(slug=SITE)
        loaded = Demo(comments, site, again, broken, User.objects.count(), judged(site))
        transaction.set_rollback(True)
    yield loaded


@pytest.mark.parametrize(
    "code",
    [
        "known-unproven", "new-author", "imitation", "ban", "repeat", "links", "moderation-words", "honeypot",
        "fast-form", "old-form", "old-article",
    ],
)  # fmt: skip
def test_it_shows_a_comment_that_waits_for(demo: Demo, code: str) -> None:
    assert "pending" in {comment.status for comment in demo.found(code)}


def test_it_shows_the_same_thing_sent_by_ten(demo: Demo) -> None:
    alike = [comment for comment in demo.comments if comment.cluster and comment.cluster.size == 10]

    assert [comment.status for comment in alike] == ["pending"] * 10
    for what in ("name", "email", "network"):
        assert len({getattr(comment, what) for comment in alike}) == 10, what


def test_it_shows_an_honest_text_that_came_twice(demo: Demo) -> None:
    pair = [comment for comment in demo.comments if comment.cluster and comment.cluster.size == 2]

    assert [(comment.status, "repeat" in codes_of(comment)) for comment in pair] == [
        ("approved", False), ("pending", True)
    ]  # fmt: skip


def test_it_shows_that_look_alike_letters_deceive_nobody(demo: Demo) -> None:
    imitations, listed = demo.found("imitation"), demo.found("disallowed-words")

    assert imitations
    assert not any(comment.name.isascii() for comment in imitations)
    assert {(comment.text.isascii(), comment.status) for comment in listed} == {(True, "rejected"), (False, "pending")}


def test_it_publishes_whom_a_moderator_trusts_with_links_and_all(demo: Demo) -> None:
    assert [comment.name for comment in demo.found("links") if comment.status == "approved"] == ["GullWatcher"]


def test_it_shows_what_was_edited_into_waiting(demo: Demo) -> None:
    edited = [comment for comment in demo.comments if comment.text_version > 1]

    assert [(comment.status, codes_of(comment)) for comment in edited] == [("pending", {"links"})]
    assert {finding.text_version for finding in edited[0].findings.all()} == {1, 2}


def test_it_leaves_a_moderator_an_hour_of_work_at_most(demo: Demo) -> None:
    assert 20 <= sum(comment.status == "pending" for comment in demo.comments) <= 40
    assert sum(comment.status == "approved" for comment in demo.comments) > 80


def test_it_screens_every_comment(demo: Demo) -> None:
    assert all(comment.is_screened and comment.due is None for comment in demo.comments)


def test_it_takes_no_comment_for_staff_by_mistake(demo: Demo) -> None:
    by_staff = {comment.name for comment in demo.comments if comment.staff}

    assert by_staff == {"Tamsin Rook", "Leonie Hartog", "Ruth Castellane", "Milo Aster"}
    assert len(demo.found("imitation")) == 2


def test_it_has_guidelines(demo: Demo) -> None:
    assert demo.site.guidelines


def test_it_says_nothing_before_its_time(demo: Demo) -> None:
    decisions = [decision for comment in demo.comments for decision in comment.decisions.all()]

    assert max(comment.created_at for comment in demo.comments) < MIDNIGHT
    assert max(decision.created_at for decision in decisions) < MIDNIGHT


def test_it_keeps_every_promise_of_the_database(demo: Demo) -> None:
    assert demo.broken == []


def test_it_changes_nothing_when_it_loads_again(demo: Demo) -> None:
    assert (demo.loaded_again, demo.moderators) == (0, len(MODERATORS))


def test_it_has_decided_enough_for_the_filter_to_say_what_is_like_spam(demo: Demo) -> None:
    by_moderators = [one for comment in demo.comments for one in comment.decisions.all() if one.actor == "moderator"]
    flood = {comment.pk for comment in demo.comments if comment.cluster and comment.cluster.size == 10}

    assert 110 <= len(by_moderators) <= 130
    assert len({one.by_id for one in by_moderators}) == len(MODERATORS)
    assert {pk for pk, likeness in demo.likeness.items() if likeness > limits.LIKELY_SPAM} == flood
    assert len(demo.likeness) == sum(comment.status == "pending" for comment in demo.comments)


def test_it_has_reports_of_readers_that_nobody_settled(demo: Demo) -> None:
    reported = {comment.reported_at: comment.status for comment in demo.comments if comment.reported_at}

    assert list(reported.values()) == ["approved"] * 3
    assert max(reported) < MIDNIGHT


def test_it_has_comments_that_readers_recommend_and_moderators_picked_and_pinned(demo: Demo) -> None:
    numbers = [comment.recommendations for comment in demo.comments if comment.recommendations]

    assert len(numbers) > 5 and max(numbers) > 10
    assert sum(comment.picked_at is not None for comment in demo.comments) == 2
    assert sum(comment.pinned_at is not None for comment in demo.comments) == 1
