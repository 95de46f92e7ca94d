"""What is kept of a post, in one transaction, and what is answered to the same one again."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest

from comments import limits
from comments.errors import Closed, Duplicate, Invalid, KeyReused, NotFound, TooFast
from comments.form_signals import Signals
from comments.models import Actor, Comment, Commenter, Pace, Site, Submission, Thread
from comments.moderation import decisions
from comments.posting import posts
from comments.posting.posts import Posted
from tests.support import factories
from tests.support.factories import NOON

pytestmark = pytest.mark.django_db

Committing = Callable[..., AbstractContextManager[list[Callable[[], Any]]]]
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def site(db: None) -> Site:
    return factories.quiet_site()


def keep(*, after: float = 0, key: str = "bridge", **fields: Any) -> Posted:
    return posts.keep_comment(factories.subject(key=key), factories.draft(**fields), now=NOON + after * SECOND)


def test_it_keeps_what_was_sent_as_it_was_sent() -> None:
    sent = factories.draft(
        name="Ada", email="Ada+x@example.org", url="https://ada.example.org", text="  A\n\nthought. ",
        address="2001:db8:1:2:3::4", user_agent="Browser", signals=Signals(honeypot=True),
    )  # fmt: skip

    kept = factories.fresh(posts.keep_comment(factories.subject(), sent, now=NOON).comment)

    assert (kept.name, kept.email, kept.url, kept.text) == (sent.name, sent.email, sent.url, sent.text)
    assert (kept.address, kept.network, kept.user_agent) == (sent.address, "2001:db8:1:2::/64", "Browser")
    assert Signals(**kept.signals) == sent.signals
    assert kept.created_at == NOON


def test_it_lets_every_comment_begin_unseen_and_waiting_to_be_screened() -> None:
    comment = factories.fresh(keep().comment)

    assert (comment.status, comment.shown, comment.html, comment.version) == ("pending", False, None, 1)
    assert comment.due == NOON + limits.DUE_AFTER_POST_SECONDS * SECOND


def test_it_writes_the_first_decision() -> None:
    (decision,) = keep().comment.decisions.all()

    assert (decision.actor, decision.from_status, decision.to_status) == (Actor.VISITOR, "", "pending")


def test_it_numbers_the_comments_of_a_thread_from_one() -> None:
    keep(key="ferry")

    assert [keep().comment.number for _ in range(3)] == [1, 2, 3]


def test_it_puts_a_reply_below_its_parent() -> None:
    parent = factories.published()
    reply = keep(parent_id=parent.pk).comment

    assert (reply.parent_id, reply.depth, reply.path) == (parent.pk, 2, parent.path + "0000002")


def test_it_lets_a_reply_to_the_deepest_level_join_it(site: Site) -> None:
    Site.objects.filter(pk=site.pk).update(depth=2)
    top = factories.published()
    deepest = factories.published(top)
    reply = keep(parent_id=deepest.pk).comment

    assert (reply.parent_id, reply.depth, reply.path) == (deepest.pk, 2, top.path + "0000003")


def test_it_cuts_a_browser_name_and_nothing_else() -> None:
    assert len(keep(user_agent="x" * 999).comment.user_agent) == limits.USER_AGENT_LIMIT


def test_it_refuses_on_a_site_it_does_not_know() -> None:
    with pytest.raises(NotFound):
        posts.keep_comment(factories.subject("nowhere"), factories.draft(), now=NOON)


def test_it_keeps_nothing_of_an_invalid_draft() -> None:
    with pytest.raises(Invalid):
        keep(text="", name="", submission_key="form:12345678")

    assert not (Comment.objects.exists() or Thread.objects.exists() or Submission.objects.exists())


def test_it_follows_the_sites_own_limits(site: Site) -> None:
    Site.objects.filter(pk=site.pk).update(text_limit=10, require_name_email=False)
    keep(name="", email="", text="x" * 10)

    with pytest.raises(Invalid):
        keep(name="", email="", text="x" * 11)


def test_it_keeps_nothing_of_a_post_that_came_too_fast(site: Site) -> None:
    Site.objects.filter(pk=site.pk).update(flood_seconds=15, burst_per_minute=1)
    keep(email="ada@example.org")
    paces = list(Pace.objects.values())

    with pytest.raises(TooFast):
        keep(email="grace@example.org", after=1)

    assert Comment.objects.count() == 1
    assert list(Pace.objects.values()) == paces


def test_it_answers_the_same_submission_with_the_first_comment() -> None:
    first = keep(submission_key="form:12345678", text="A thought.", email="ada@example.org")
    second = keep(submission_key="form:12345678", text="A thought.", email="ada@example.org", after=9999)

    assert (second.comment, second.replayed, first.replayed) == (first.comment, True, False)
    assert Comment.objects.count() == 1


@pytest.mark.parametrize("field", ["text", "name", "url", "email"])
def test_it_refuses_a_submission_key_with_another_content(field: str) -> None:
    sent: dict[str, Any] = {"text": "A thought.", "name": "Ada", "url": "", "email": "ada@example.org"}
    sent["submission_key"] = "form:12345678"
    other = {"text": "Another.", "name": "Grace", "url": "https://example.org", "email": "grace@example.org"}
    keep(**sent)

    with pytest.raises(KeyReused):
        keep(**sent | {field: other[field]})


def test_it_refuses_a_submission_key_on_another_thread() -> None:
    sent: dict[str, Any] = {"submission_key": "form:12345678", "text": "A thought.", "email": "ada@example.org"}
    keep(**sent)

    with pytest.raises(KeyReused):
        keep(**sent, key="ferry")


def test_it_keeps_the_submission_keys_of_sites_apart() -> None:
    factories.quiet_site("post")
    keep(submission_key="form:12345678")
    posted = posts.keep_comment(factories.subject("post"), factories.draft(submission_key="form:12345678"), now=NOON)

    assert not posted.replayed


def test_it_answers_the_very_same_post_within_a_minute_with_the_first_comment() -> None:
    first = keep(text="A thought.", email="ada@example.org")
    second = keep(text="A thought.", email="ada@example.org", after=limits.REPLAY_SECONDS - 1)

    assert (second.comment, second.replayed) == (first.comment, True)


def test_it_answers_the_same_post_that_was_sent_earlier_and_served_later() -> None:
    first = keep(text="A thought.", email="ada@example.org", after=0.2)

    assert keep(text="A thought.", email="ada@example.org", after=0.1).comment == first.comment


@pytest.mark.parametrize("other", [{"name": "Grace"}, {"text": "A THOUGHT."}])
def test_it_takes_only_the_very_same_for_a_replay(other: dict[str, Any]) -> None:
    keep(text="A thought.", email="ada@example.org")

    with pytest.raises(Duplicate):
        keep(**{"text": "A thought.", "email": "ada@example.org", **other})


def test_it_replays_for_nobody_who_only_read_the_comment() -> None:
    """The answer holds the author's token."""
    first = keep(text="A thought.", email="ada@example.org", address="192.0.2.7").comment

    assert keep(text="A thought.", email="ada@example.org", address="198.51.100.9").comment != first
    decisions.approve(first.pk, by=factories.moderator(), version=1)
    with pytest.raises(Duplicate):
        keep(text="A thought.", email="ada@example.org", address="192.0.2.7")


def test_it_refuses_the_same_post_after_a_minute_as_a_duplicate() -> None:
    keep(text="A thought.", email="ada@example.org")

    with pytest.raises(Duplicate):
        keep(text="A thought.", email="ada@example.org", after=limits.REPLAY_SECONDS)


def test_it_replays_what_bears_its_key_before_any_gate(site: Site) -> None:
    Site.objects.filter(pk=site.pk).update(flood_seconds=15, burst_per_minute=1)
    sent: dict[str, Any] = {"text": "A thought.", "email": "ada@example.org", "submission_key": "form:12345678"}
    first = keep(**sent)
    Thread.objects.update(is_open=False)

    assert keep(**sent).comment == first.comment


def test_it_replays_what_bears_no_key_behind_the_networks_limit_alone(site: Site) -> None:
    Site.objects.filter(pk=site.pk).update(flood_seconds=15, burst_per_minute=2)
    sent: dict[str, Any] = {"text": "A thought.", "email": "ada@example.org"}
    first = keep(**sent)
    Thread.objects.update(is_open=False)

    assert keep(**sent).comment == first.comment
    with pytest.raises(TooFast):
        keep(**sent)


def test_it_asks_the_gates_in_order(site: Site) -> None:
    Site.objects.filter(pk=site.pk).update(flood_seconds=15)
    said: dict[str, Any] = {"text": "A thought.", "email": "ada@example.org"}
    first = keep(**said).comment
    late = limits.REPLAY_SECONDS

    with pytest.raises(TooFast):
        keep(**said, submission_key="form:12345678", after=1)
    with pytest.raises(Duplicate):
        keep(**said, after=late)
    with pytest.raises(Invalid):
        keep(**said, parent_id=first.pk, after=2 * late)
    Thread.objects.update(is_open=False)
    with pytest.raises(Closed):
        keep(**said, parent_id=first.pk, after=3 * late)


def test_it_remembers_nobody_without_consent() -> None:
    keep()

    assert not Commenter.objects.exists()


def test_it_remembers_the_fields_of_a_browser_that_consented() -> None:
    comment = keep(remember=True, name="Ada", email="ada@example.org", url="https://ada.example.org").comment

    known = comment.commenter
    assert known
    assert (known.name, known.email, known.url) == ("Ada", "ada@example.org", "https://ada.example.org")


def test_it_knows_a_browser_again_and_renews_its_fields() -> None:
    known = keep(remember=True).comment.commenter
    assert known
    again = keep(remember=True, commenter_id=known.pk, name="Grace").comment.commenter

    assert again == known
    assert Commenter.objects.get().name == "Grace"


def test_it_forgets_the_fields_of_a_browser_that_consents_no_more() -> None:
    first = keep(remember=True, name="Ada").comment
    keep(remember=False, commenter_id=first.commenter_id)

    assert list(Commenter.objects.values_list("name", "email", "url")) == [("", "", "")]


def test_it_takes_no_browser_of_another_site_for_one_of_its_own() -> None:
    factories.quiet_site("post")
    theirs = posts.keep_comment(factories.subject("post"), factories.draft(remember=True), now=NOON).comment.commenter
    assert theirs
    mine = keep(remember=True, commenter_id=theirs.pk, name="Mallory").comment.commenter

    assert mine != theirs
    assert Commenter.objects.get(pk=theirs.pk).name == "Ada"


def test_it_rings_the_queue_only_after_the_commit(django_capture_on_commit_callbacks: Committing) -> None:
    with patch("comments.doorbell.screening.ring") as ring, django_capture_on_commit_callbacks(execute=True):
        posted = posts.post_comment(factories.subject(), factories.draft())
        ring.assert_not_called()

    ring.assert_called_once_with(posted.comment.pk)


def test_it_rings_for_nothing_that_was_refused(django_capture_on_commit_callbacks: Committing) -> None:
    with (
        patch("comments.doorbell.screening.ring") as ring,
        django_capture_on_commit_callbacks(execute=True),
        pytest.raises(Invalid),
    ):
        posts.post_comment(factories.subject(), factories.draft(text=""))

    ring.assert_not_called()


def test_it_replays_a_comment_as_it_stands_now() -> None:
    first = keep(submission_key="form:12345678", text="A thought.", email="ada@example.org").comment
    decisions.approve(first.pk, by=factories.moderator(), version=1)

    again = keep(submission_key="form:12345678", text="A thought.", email="ada@example.org")

    assert again.comment.status == "approved"
