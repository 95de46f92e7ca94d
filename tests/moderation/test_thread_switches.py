"""Threads that moderators switch for a while, from the switch to what readers and authors notice of it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User

from comments import limits
from comments.errors import Closed, Invalid, NotAllowed, NotFound, SlowedDown, Stale
from comments.models import Comment, Membership, OldThreads, Override, Premoderation, Site, Thread
from comments.moderation import thread_switches
from comments.posting import edits, posts
from comments.reading import notices
from comments.signed_tokens import author_token
from comments.statuses import Status
from tests.support import factories
from tests.support.factories import NOON

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
SLOW = timedelta(seconds=limits.SLOW_SECONDS)


@pytest.fixture
def thread() -> Thread:
    factories.quiet_site(premoderation=Premoderation.OBJECTIONS)
    return factories.thread_of(factories.published(now=NOON - timedelta(days=1)))


def switched(thread: Thread, to: Override, **options: Any) -> Thread:
    fields = {"by": factories.moderator(), "until": NOON + HOUR, "seen": thread.override_since, "now": NOON}
    return thread_switches.switch(thread.pk, to, **{**fields, **options})


def sent(at: datetime, **fields: Any) -> Comment:
    return posts.keep_comment(factories.subject(), factories.draft(**fields), now=at).comment


def test_it_closes_a_thread_for_an_hour(thread: Thread) -> None:
    switched(thread, Override.CLOSED)

    for at in (NOON, NOON + HOUR - timedelta(seconds=1)):
        with pytest.raises(Closed):
            sent(at)
    assert sent(NOON + HOUR).pk
    assert Thread.objects.get().closed_reason(NOON) == "switch"


def test_it_lets_nobody_edit_on_a_thread_that_is_closed(thread: Thread) -> None:
    comment = sent(NOON)
    switched(thread, Override.CLOSED)
    own = edits.own_comment(comment.pk, author_token(comment.pk, comment.token_version))

    with pytest.raises(Closed):
        edits.edit(own, edits.Edit(text="Another thought."), now=NOON + timedelta(seconds=9))


@pytest.mark.parametrize(
    "closed", [{"is_open": False}, {"host_is_open": False}, {"published_at": NOON - timedelta(days=99)}]
)
def test_it_opens_a_thread_that_is_closed_for_whatever_reason(thread: Thread, closed: dict[str, Any]) -> None:
    Site.objects.update(close_days=14)
    Thread.objects.update(**closed)
    subject = factories.subject(is_open=closed.get("host_is_open", True), published_at=closed.get("published_at"))
    switched(thread, Override.OPEN)

    assert posts.keep_comment(subject, factories.draft(), now=NOON).comment.pk
    with pytest.raises(Closed):
        posts.keep_comment(subject, factories.draft(), now=NOON + HOUR)


def test_it_has_every_comment_wait(thread: Thread) -> None:
    before = factories.waiting(now=NOON - timedelta(seconds=5))
    switched(thread, Override.HOLD)
    Thread.objects.update(premoderation=Premoderation.OBJECTIONS)

    assert factories.screened(now=NOON + timedelta(seconds=1)).status == Status.PENDING
    assert factories.screened(now=NOON + HOUR - timedelta(milliseconds=1)).status == Status.PENDING
    assert factories.screened(now=NOON + HOUR).status == Status.APPROVED
    assert factories.fresh(before).status == Status.PENDING


def test_it_leaves_old_articles_waiting_where_their_site_says_so(thread: Thread) -> None:
    Site.objects.update(close_days=14, old_threads=OldThreads.HOLD)
    switched(thread, Override.OPEN)
    subject = factories.subject(published_at=NOON - timedelta(days=99))

    assert factories.screened(on=subject, now=NOON).status == Status.PENDING


def test_it_slows_each_person_down(thread: Thread) -> None:
    switched(thread, Override.SLOW)
    ada: dict[str, Any] = {"email": "ada+x@example.org", "address": "192.0.2.7"}
    sent(NOON, **ada)

    with pytest.raises(SlowedDown) as refusal:
        sent(NOON + SLOW / 2, **{**ada, "email": "ADA@example.org"})
    assert refusal.value.retry_after == limits.SLOW_SECONDS // 2
    assert "5 minutes" in str(refusal.value.message)
    assert sent(NOON + SLOW / 2, email="bob@example.org", address="192.0.2.7").pk
    assert sent(NOON + SLOW / 2, email="ada@example.org", address="192.0.2.8").pk
    assert sent(NOON + SLOW, **ada).pk


def test_it_slows_down_by_the_network_who_gives_no_e_mail(thread: Thread) -> None:
    Site.objects.update(require_name_email=False)
    switched(thread, Override.SLOW)
    sent(NOON, email="", name="", address="192.0.2.7")

    with pytest.raises(SlowedDown):
        sent(NOON + timedelta(minutes=1), email="", name="Somebody", address="192.0.2.7")
    assert sent(NOON + timedelta(minutes=1), email="", name="", address="192.0.2.8").pk


def test_it_slows_down_one_thread_alone(thread: Thread) -> None:
    switched(thread, Override.SLOW)
    ada: dict[str, Any] = {"email": "ada@example.org", "address": "192.0.2.7"}
    sent(NOON, **ada)

    assert factories.waiting(on=factories.subject(key="elsewhere"), now=NOON, **ada).pk


def test_it_does_not_slow_down_edits(thread: Thread) -> None:
    switched(thread, Override.SLOW)
    comment = sent(NOON)
    own = edits.own_comment(comment.pk, author_token(comment.pk, comment.token_version))

    edited = edits.edit(own, edits.Edit(text="Another thought."), now=NOON + timedelta(seconds=9))

    assert edited.text_version == 2


def test_it_posts_in_nine_statements_where_it_is_slow(thread: Thread, django_assert_max_num_queries: Any) -> None:
    switched(thread, Override.SLOW)

    with django_assert_max_num_queries(9):
        sent(NOON)


def test_it_holds_until_it_is_lifted(thread: Thread) -> None:
    mod, years = factories.moderator(), timedelta(days=9999)
    found = switched(thread, Override.CLOSED, until=None)
    assert Thread.objects.get().switched_to(NOON + years) == Override.CLOSED

    thread_switches.lift(thread.pk, by=mod, seen=found.override_since, now=NOON + HOUR)

    lifted = Thread.objects.get()
    assert lifted.switched_to(NOON) is None
    assert (lifted.override_since, lifted.override_by) == (NOON + HOUR, mod)


def test_it_says_what_holds_why_since_when_and_until_when(thread: Thread) -> None:
    found = switched(thread, Override.CLOSED, note="  It got personal.\n")
    notice = notices.notice_of(found, NOON)

    assert notice is not None
    assert (notice.state, notice.note) == (Override.CLOSED, "It got personal.")
    assert (notice.since, notice.until) == (NOON, NOON + HOUR)
    assert notice.sentence == (
        "Moderators have closed the comments. Since March 2, 2026, noon (UTC), until March 2, 2026, 1 p.m. (UTC)."
    )
    assert notices.notice_of(found, NOON + HOUR) is None


@pytest.mark.parametrize("state", Override)
def test_it_has_a_sentence_for_each_switch(thread: Thread, state: Override) -> None:
    notice = notices.notice_of(switched(thread, state, until=None), NOON)

    assert notice is not None
    assert notice.sentence.endswith(" Since March 2, 2026, noon (UTC).")


def test_it_refuses_who_saw_something_else(thread: Thread) -> None:
    anna = User.objects.create(username="anna", first_name="Anna", is_staff=True, is_superuser=True)
    switched(thread, Override.CLOSED, by=anna)

    with pytest.raises(Stale, match="stale") as refusal:
        switched(thread, Override.SLOW)

    assert "Anna" in str(refusal.value.message)
    assert Thread.objects.get().override == Override.CLOSED


def test_it_takes_the_same_twice_for_one(thread: Thread) -> None:
    first = switched(thread, Override.CLOSED)
    again = switched(thread, Override.CLOSED, now=NOON + timedelta(seconds=1))
    assert again.override_since == first.override_since

    mod = factories.moderator()
    thread_switches.lift(thread.pk, by=mod, seen=NOON, now=NOON + timedelta(seconds=2))
    lifted = thread_switches.lift(thread.pk, by=mod, seen=NOON, now=NOON + timedelta(seconds=3))
    assert lifted.override_since == NOON + timedelta(seconds=2)


@pytest.mark.parametrize("unusable", [{"note": "x" * 301}, {"note": "a\x00b"}, {"until": NOON}])
def test_it_refuses_what_readers_could_not_use(thread: Thread, unusable: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        switched(thread, Override.CLOSED, **unusable)


def test_it_is_for_those_who_moderate_the_site(thread: Thread) -> None:
    user = User.objects.create(username="tamsin", is_staff=True)
    Membership.objects.create(user=user, site=factories.site("other"))

    with pytest.raises(NotAllowed):
        switched(thread, Override.CLOSED, by=user)
    with pytest.raises(NotAllowed):
        thread_switches.lift(thread.pk, by=user, seen=None)
    with pytest.raises(NotFound):
        thread_switches.lift(0, by=user, seen=None)
