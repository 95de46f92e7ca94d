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
from comments.screening.vocabulary import Staff
from comments.screening.word_lists import Typed
from comments.sized_cache import SizedCache, deep_size
from comments.statuses import Status
from comments.text import word_list
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
    for name in ("cluster", "thread", "site", "ban", "trustedauthor"):
        yield lambda name=name: moderator.get(f"/admin/comments/{name}/")  # type: ignore[misc]
    yield lambda: moderator.get(f"/admin/desk/comment/{comment.pk}/?show=checks")
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
        moderator.get("/admin/desk/")

    naming = [one["sql"] for one in asked.captured_queries if '"comments_site"."guidelines"' in one["sql"]]
    assert not [sql for sql in naming if "comments_comment" in sql]


def test_it_protects_the_usual_names_where_nobody_changed_a_list() -> None:
    factories.quiet_site(premoderation="objections")

    assert factories.screened(name="Moderator").findings.get(check_name="imitation").verdict == "hold"


def test_it_protects_the_usual_names_beside_a_sites_own_but_those_it_takes_away() -> None:
    site = factories.quiet_site(premoderation="objections", protected_names="Mayor")
    word_lists.keep(site, {ListKind.PROTECTED: Typed("Mayor", off="EDITOR")})
    seen = {name: factories.screened(name=name).status for name in ("Moderator", "Mayor", "Editor")}

    assert seen == {"Moderator": Status.PENDING, "Mayor": Status.PENDING, "Editor": Status.APPROVED}


def keep_shared(lines: str, kind: ListKind = ListKind.DISALLOWED) -> None:
    word_lists.keep(None, {kind: lines})


def is_stopped(slug: str, text: str) -> bool:
    """By one of the lists; other checks hold what is said again."""
    comment = factories.waiting(on=factories.subject(slug), text=text)
    screen(comment)
    return comment.findings.filter(check_name__in=ListKind).exclude(verdict="clear").exists()


@pytest.mark.parametrize("kind", [ListKind.DISALLOWED, ListKind.MODERATION])
def test_it_compares_with_the_list_of_all_sites_and_what_a_site_adds_and_takes_away(kind: ListKind) -> None:
    for slug in ("times", "post"):
        factories.quiet_site(slug, premoderation="objections")
    keep_shared("casino\nlottery\n/poker\\d+/", kind)
    word_lists.keep(Site.objects.get(slug="times"), {kind: Typed("horoscope", off=" Lottery\n/POKER\\d+/")})

    words = ("casino", "lottery", "poker7", "horoscope", "weather")
    stopped = {slug: [word for word in words if is_stopped(slug, f"The {word}.")] for slug in ("times", "post")}
    assert stopped == {"times": ["casino", "poker7", "horoscope"], "post": ["casino", "lottery", "poker7"]}


def test_it_prefers_a_word_as_typed_to_a_look_alike_whichever_list_it_is_on() -> None:
    factories.quiet_site(disallowed_words="casino")
    keep_shared("cаsinos\ncas1no")

    assert factories.screened(text="The casino.").status == Status.REJECTED


def test_it_reads_the_list_of_all_sites_once_for_all_and_again_when_it_changes() -> None:
    slugs = ("times", "post", "herald")
    for slug in slugs:
        factories.quiet_site(slug, premoderation="objections")
    keep_shared("casino")
    first = reads(lambda: [is_stopped(slug, "The casino.") for slug in slugs])
    again = reads(lambda: [is_stopped(slug, "The casino.") for slug in slugs])
    keep_shared("lottery")

    assert (first, again) == (1, 0)
    for slug in slugs:
        assert (is_stopped(slug, "The casino."), is_stopped(slug, "The lottery.")) == (False, True)


def test_it_compiles_a_long_list_of_all_sites_once_however_many_sites_add_to_it() -> None:
    keep_shared("\n".join(f"word{number}" for number in range(2000)))
    sites = [factories.quiet_site(f"site{number}", disallowed_words=f"own{number}") for number in range(5)]
    for site in sites:
        word_lists.of_site(site, Staff())

    assert word_lists._compiled.size < 2 * deep_size(word_list.compile_list("\n".join(f"word{n}" for n in range(2000))))


def test_it_leaves_what_a_site_takes_away_when_only_its_own_words_are_stored() -> None:
    site = factories.quiet_site()
    word_lists.keep(site, {ListKind.PROTECTED: Typed("Mayor", off="editor")})
    word_lists.keep(site, {ListKind.PROTECTED: "Council"})

    assert word_lists.typed_of(site)[ListKind.PROTECTED] == Typed("Council", off="editor")


@pytest.mark.parametrize(("are_shared", "draft"), [
    (False, Typed("casino\nroulette")), (False, Typed("casino", off="SHARED")), (False, Typed("")),
    (True, Typed("shared\ncasino")), (True, Typed("")),
])  # fmt: skip
def test_it_compiles_drafts_as_it_would_what_is_stored(site: Site, are_shared: bool, draft: Typed) -> None:
    word_lists.keep(None, dict.fromkeys(ListKind, "shared\nOther Name"))
    word_lists.keep(site, dict.fromkeys(ListKind, Typed("word1", off="other name")))
    staff, texts = Staff(full_names=("Gwen Oakley",)), ["casino", "shared", "word1", "roulette", "Other Name", "x"]
    tried = word_lists.tried(site, staff, dict.fromkeys(ListKind, draft), are_shared=are_shared)

    word_lists.keep(None if are_shared else site, dict.fromkeys(ListKind, draft))
    stored = word_lists.of_site(site, staff)

    for text in texts:
        assert tried.moderation_words.find_first(text) == stored.moderation_words.find_first(text)
        assert tried.disallowed_words.find_first(text) == stored.disallowed_words.find_first(text)
    assert tried.protected == stored.protected
