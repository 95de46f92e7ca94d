"""The lists of a site: who reads them, how often, and that a change counts at once."""

from collections.abc import Callable, Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comments import signed_tokens
from comments.maintenance import chores
from comments.models import Comment, ListKind, Site, WordList
from comments.moderation import decisions
from comments.screening import backlog, run, word_lists
from comments.sized_cache import SizedCache
from comments.statuses import Status
from tests.admin.conftest import signed_in
from tests.api import calls
from tests.support import factories
from tests.support.factories import NOON
from tests.web import browsing

pytestmark = pytest.mark.django_db

LINES = f'"{WordList._meta.db_table}"."lines"'


@pytest.fixture(autouse=True)
def _nothing_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_lists, "_compiled", SizedCache(word_lists.LISTS_BYTES))


@pytest.fixture
def site() -> Site:
    words = "\n".join(f"word{number}" for number in range(100))
    return factories.quiet_site(**dict.fromkeys(ListKind, words))


def reads(ask: Callable[[], object]) -> int:
    """How many statements ask for the lines of a list."""
    with CaptureQueriesContext(connection) as asked:
        ask()
    return sum(LINES in statement["sql"] for statement in asked.captured_queries)


def screen(*comments: Comment) -> None:
    assert run.screen([comment.pk for comment in comments], now=NOON) == len(comments)


def requests(comment: Comment) -> Iterator[Callable[[], object]]:
    visitor, moderator = Client(), signed_in(factories.moderator())
    token = signed_tokens.author_token(comment.pk, comment.token_version)
    api, author = "/api/v1/comments/", {"Authorization": f"Bearer {token}"}
    thread = "/threads/times/?key=bridge"
    yield lambda: visitor.get(thread)
    yield lambda: browsing.sent(visitor, thread)
    yield lambda: visitor.get("/threads/times/")
    yield lambda: visitor.get(f"{api}?site=times&thread=bridge")
    yield lambda: visitor.get(f"{api}{comment.pk}/")
    yield lambda: visitor.get(f"{api}{comment.pk}/", headers=author)
    yield lambda: visitor.get("/api/v1/sites/times/")
    yield lambda: calls.post(visitor)
    yield lambda: calls.edit(visitor, comment.pk, token, text="Mine, again.")
    for name in ("comment", "cluster", "thread", "site", "ban", "trustedauthor"):
        yield lambda name=name: moderator.get(f"/admin/comments/{name}/")  # type: ignore[misc]
    yield lambda: moderator.get(f"/admin/comments/comment/{comment.pk}/change/")
    yield lambda: decisions.approve(comment.pk, by=factories.moderator(), version=factories.fresh(comment).version)
    yield lambda: backlog.sweep(now=NOON)
    yield lambda: chores.run(now=NOON)


def test_it_reads_no_list_to_show_take_list_or_decide(site: Site) -> None:
    comment = factories.screened()

    assert {reads(ask) for ask in requests(comment)} == {0}


def test_it_reads_each_list_once_however_many_handfuls_are_screened(site: Site) -> None:
    handfuls = [[factories.waiting() for _ in range(3)] for _ in range(3)]

    assert [reads(lambda handful=handful: screen(*handful)) for handful in handfuls] == [3, 0, 0]  # type: ignore[misc]


def test_it_reads_a_list_again_that_was_changed(site: Site) -> None:
    screen(factories.waiting())
    word_lists.keep(site, {ListKind.DISALLOWED: "casino"})
    comment = factories.waiting(text="They closed the casino.")

    assert reads(lambda: screen(comment)) == 1
    assert factories.fresh(comment).status == Status.REJECTED


def test_it_reads_no_list_again_that_was_saved_as_it_was(site: Site) -> None:
    screen(factories.waiting())
    word_lists.keep(site, word_lists.lines_of(site))

    assert reads(lambda: screen(factories.waiting())) == 0


def test_it_keeps_the_lists_of_sites_apart() -> None:
    factories.quiet_site("times", disallowed_words="casino")
    factories.quiet_site("post", disallowed_words="lottery")
    rejected, waiting = (
        factories.waiting(on=factories.subject(name), text="The casino.") for name in ("times", "post")
    )
    screen(rejected, waiting)

    assert [factories.fresh(comment).status for comment in (rejected, waiting)] == [Status.REJECTED, Status.PENDING]


def test_it_reads_each_site_once_for_a_list_of_comments(site: Site) -> None:
    moderator = signed_in(factories.moderator())
    for _ in range(5):
        factories.screened()
    with CaptureQueriesContext(connection) as asked:
        moderator.get("/admin/comments/comment/")

    naming = [one["sql"] for one in asked.captured_queries if '"comments_site"."guidelines"' in one["sql"]]
    assert not [sql for sql in naming if "comments_comment" in sql]


def test_it_protects_the_usual_names_where_a_site_has_no_list() -> None:
    factories.quiet_site(premoderation="objections")

    assert factories.screened(name="Moderator").findings.get(check_name="imitation").verdict == "hold"
