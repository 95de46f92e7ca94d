"""Where a thread comes from, and whose word about its page counts."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User

from comments.errors import Closed, NotAllowed, NotFound
from comments.models import AuditEntry, Comment, Site, Thread
from comments.moderation import decisions
from comments.posting import posts, threads
from comments.reading import permalinks
from comments.screening import run
from comments.statuses import Status
from tests.support import factories
from tests.support.factories import NOON

pytestmark = pytest.mark.django_db

ORIGIN = "https://times.example.org"


@pytest.fixture(autouse=True)
def _site(db: None) -> None:
    factories.quiet_site(origins=f"{ORIGIN}\nhttps://blog.example.org:8443")


def from_elsewhere(**subject: Any) -> Comment:
    described = {"url": f"{ORIGIN}/city/bridge/", **subject}
    return posts.post_comment_from_elsewhere(factories.subject(**described), factories.draft(), now=NOON).comment


def test_it_begins_a_thread_with_its_first_comment() -> None:
    comment = factories.waiting(on=factories.subject(section="city", published_at=NOON))

    begun = factories.thread_of(comment)
    assert (begun.key, begun.title, begun.section, begun.published_at) == (
        "bridge", "The bridge is open", "city", NOON,
    )  # fmt: skip


def test_it_keeps_one_thread_for_one_key() -> None:
    assert factories.waiting().thread_id == factories.waiting().thread_id


def test_it_takes_over_what_the_host_says_of_its_page_now() -> None:
    factories.waiting(on=factories.subject(title="The brigde is open"))
    factories.waiting(on=factories.subject(title="The bridge is open", url="/new/"))

    thread = Thread.objects.get()
    assert (thread.title, thread.url) == ("The bridge is open", "/new/")


def test_it_describes_a_page_that_has_no_comments_yet() -> None:
    threads.describe(factories.subject())

    assert Thread.objects.get().count == 0


def test_it_notes_what_a_program_of_the_host_changes() -> None:
    by = factories.moderator()

    first, is_new = threads.describe_for(factories.subject(), by=by)
    again = threads.describe_for(factories.subject(), by=by)
    threads.describe_for(factories.subject(title="Closed", is_open=False), by=by)

    assert is_new
    assert again == (first, False)
    assert [(entry.by, entry.text) for entry in AuditEntry.objects.all()] == [
        (by, "Thread “Closed”: Its host changed: title, open on its page.")
    ]


def test_it_lets_no_program_describe_pages_of_sites_that_its_person_does_not_moderate() -> None:
    with pytest.raises(NotAllowed):
        threads.describe_for(factories.subject(), by=User.objects.create(username="anna", is_staff=True))

    assert not Thread.objects.exists()


def test_it_leaves_a_moderators_switch_alone() -> None:
    threads.describe(factories.subject())
    Thread.objects.update(is_open=False)
    threads.describe(factories.subject(title="Anew", is_open=True))

    assert not Thread.objects.get().is_open


@pytest.mark.parametrize("url", [f"{ORIGIN}/a/", "https://TIMES.example.org/a", "https://blog.example.org:8443/a?b"])
def test_it_begins_a_thread_from_elsewhere_under_the_sites_own_origins(url: str) -> None:
    assert from_elsewhere(url=url).thread.url == url


@pytest.mark.parametrize(
    "url",
    ["", "/city/bridge/", "https://evil.example/", "http://times.example.org/", f"{ORIGIN}.evil.example/",
     f"{ORIGIN}:444/", "https://blog.example.org/"],
)  # fmt: skip
def test_it_begins_no_thread_from_elsewhere_under_any_other(url: str) -> None:
    with pytest.raises(NotFound):
        from_elsewhere(url=url)

    assert not Thread.objects.exists()


def test_it_takes_a_comment_from_elsewhere_on_a_thread_that_exists_whatever_its_page_says() -> None:
    mine = factories.waiting()

    assert from_elsewhere(url="https://evil.example/", title="Evil").thread_id == mine.thread_id
    assert factories.thread_of(mine).title == "The bridge is open"


def test_it_keeps_a_title_from_elsewhere_unpublished_until_a_comment_there_is_approved() -> None:
    comment = from_elsewhere()
    before = permalinks.address_of(factories.thread_of(comment))
    decisions.approve(comment.pk, by=factories.moderator(), version=1)

    assert ORIGIN not in before
    assert permalinks.address_of(factories.thread_of(comment)) == f"{ORIGIN}/city/bridge/"


def test_it_confirms_nothing_by_what_only_the_checks_approved() -> None:
    Site.objects.update(premoderation="objections")
    comment = from_elsewhere()
    run.screen([comment.pk], now=comment.created_at + timedelta(seconds=1))

    assert factories.fresh(comment).status == Status.APPROVED
    assert not factories.thread_of(comment).is_confirmed


def test_it_confirms_nothing_by_a_comment_that_was_not_approved() -> None:
    comment = from_elsewhere()
    decisions.mark_spam(comment.pk, by=factories.moderator(), version=1)

    assert not factories.thread_of(comment).is_confirmed


def test_it_lets_the_hosts_own_word_win() -> None:
    from_elsewhere(title="A visitor's title")
    threads.describe(factories.subject(title="The host's title"))

    thread = Thread.objects.get()
    assert (thread.title, thread.is_confirmed) == ("The host's title", True)


def test_it_remembers_that_the_host_closed_a_page_though_the_post_was_refused() -> None:
    factories.published()
    with pytest.raises(Closed):
        posts.post_comment(factories.subject(is_open=False), factories.draft(), now=NOON)

    with pytest.raises(Closed):
        from_elsewhere()


def test_it_begins_new_threads_closed_where_the_site_says_so() -> None:
    Site.objects.update(new_threads_open=False)
    with pytest.raises(Closed):
        posts.post_comment(factories.subject(), factories.draft(), now=NOON)

    begun = Thread.objects.get()
    assert (begun.is_open, begun.host_is_open, begun.title) == (False, True, "The bridge is open")
    Thread.objects.update(is_open=True)
    assert factories.waiting().thread_id == begun.pk


def test_it_begins_no_thread_from_elsewhere_where_new_ones_are_closed() -> None:
    Site.objects.update(new_threads_open=False)
    with pytest.raises(Closed):
        from_elsewhere()

    assert not Thread.objects.exists()


def test_it_closes_nothing_by_a_date_that_nobody_has_confirmed() -> None:
    Site.objects.update(close_days=1)
    old = factories.subject(url="https://times.example.org/a", published_at=NOON - timedelta(days=9), authors="Ada")

    first = posts.post_comment_from_elsewhere(old, factories.draft(), now=NOON).comment
    posts.post_comment_from_elsewhere(old, factories.draft(), now=NOON)
    decisions.approve(first.pk, by=factories.moderator(), version=first.version, now=NOON)

    assert factories.thread_of(first).authors == "Ada"
    with pytest.raises(Closed):
        posts.post_comment_from_elsewhere(old, factories.draft(), now=NOON)
