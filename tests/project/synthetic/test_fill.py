"""`manage.py fill`: synthetic threads of which everything holds that must hold of real ones."""

import io
import os
import re
import signal
import sys
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.utils import timezone

from comments.maintenance import invariants
from comments.models import Comment, Decision, Finding, Site, Thread
from comments.statuses import Status
from project.synthetic import writing
from project.synthetic.distributions import ReplyPattern
from project.synthetic.request import ThreadRequest, many_threads
from project.synthetic.writing import Written, fill
from tests.support import environment, factories
from tests.support.servers import Server

pytestmark = pytest.mark.django_db


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


# manage.py, with small parts.
MANAGE = """
import django, sys
django.setup()
from project.synthetic import writing
from project.commands import run
writing._COMMENTS_AT_ONCE = 100
run(["manage.py", *sys.argv[1:]])
"""


class Filling(Server):
    """The command in a process of its own, with work for minutes; ready once it has kept the first threads."""

    def __init__(self, folder: Path) -> None:
        arguments = ["--site", "load", "--threads", "100000", "--comments", "400000"]
        env = {**os.environ, "DATABASE_URL": environment.database_url()}
        super().__init__("fill", [sys.executable, "-c", MANAGE, "fill", *arguments], folder, env=env)

    def is_ready(self) -> bool:
        return Comment.objects.exists()


def knows_how_many(model: type[Model]) -> bool:
    """Whether the database has counted the rows, and so knows how to read them."""
    known = {
        "postgresql": "select 1 from pg_class where relname = %s and reltuples > 0",
        "sqlite": "select 1 from sqlite_stat1 where tbl = %s",
    }
    with connection.cursor() as cursor:
        cursor.execute(known[connection.vendor], [model._meta.db_table])
        return cursor.fetchone() is not None


def filled(*arguments: str, site: str = "load") -> str:
    out = io.StringIO()
    call_command("fill", "--site", site, *arguments, stdout=out)
    return out.getvalue()


def broken() -> list[str]:
    found = [step.found for step in invariants.check(every_row=True) if step.found]
    return [f"{one.rule.name}: {one.count}" for one in found]


def test_it_makes_threads_of_which_everything_holds() -> None:
    said = filled("--threads", "30", "--comments", "432", "--seed", "1")

    assert (Thread.objects.count(), Comment.objects.count()) == (30, 432)
    assert broken() == []
    assert "432" in said


def test_it_makes_comments_of_every_status_with_all_that_was_decided_and_found() -> None:
    factories.quiet_site("load", spam_days=0, trash_days=0)
    filled("--threads", "20", "--comments", "600", "--seed", "1")

    assert set(Comment.objects.values_list("status", flat=True)) == set(Status)
    assert Comment.objects.filter(staff=True).exists()
    assert Comment.objects.exclude(edited_at=None).exists()
    assert Comment.objects.filter(status=Status.APPROVED, shown=False).exists()
    assert Decision.objects.count() > 2 * 600
    assert Finding.objects.count() > 0.9 * 600
    assert broken() == []


def test_it_keeps_what_is_there_and_adds_to_it() -> None:
    comment = factories.published(now=timezone.now())
    filled("--threads", "3", "--comments", "30", site="times")
    filled("--threads", "2", "--comments", "20", site="times")

    assert factories.fresh(comment).status == Status.APPROVED
    assert Thread.objects.filter(site__slug="times").count() == 1 + 3 + 2
    assert broken() == []


def test_it_gives_no_id_that_a_later_comment_needs() -> None:
    filled("--threads", "3", "--comments", "30", site="times")

    comment = factories.published(now=timezone.now())

    assert comment.pk > max(Comment.objects.exclude(pk=comment.pk).values_list("pk", flat=True))
    assert broken() == []


def test_it_gives_ids_that_rise_with_time() -> None:
    filled("--threads", "5", "--comments", "100")

    times = Comment.objects.order_by("pk").values_list("created_at", flat=True)

    assert list(times) == sorted(times)


def test_it_makes_the_site_if_there_is_none_and_says_so() -> None:
    assert "load" in filled("--threads", "1", "--comments", "1")
    assert Site.objects.get().slug == "load"
    assert "load" not in filled("--threads", "1", "--comments", "1")


def test_it_keeps_to_the_levels_of_the_site() -> None:
    factories.quiet_site("load", depth=2)
    filled("--threads", "2", "--comments", "80")

    assert set(Comment.objects.values_list("depth", flat=True)) == {1, 2}
    assert broken() == []


def test_it_counts_what_is_talked_about_these_days() -> None:
    filled("--threads", "50", "--comments", "250", "--seed", "1")

    talked_about = Thread.objects.filter(recent_7__gt=0)

    assert 0 < talked_about.count() < 50
    assert all(thread.recent_1 <= thread.recent_7 <= thread.recent_30 <= thread.count for thread in talked_about)
    assert broken() == []


def test_it_knows_no_address_that_would_be_erased_by_now() -> None:
    filled("--threads", "60", "--comments", "120", "--seed", "1")

    assert 0 < Comment.objects.with_traces().count() < 120


def test_it_makes_one_thread_of_a_key_with_each_comment_answering_the_last() -> None:
    filled("--key", "/deep/", "--comments", "40", "--form", "chain")

    comments = list(Comment.objects.filter(thread__key="/deep/").order_by("number"))

    assert [comment.parent_id for comment in comments[1:]] == [comment.pk for comment in comments[:-1]]
    assert [comment.depth for comment in comments] == [1, 2, 3, 4, *[5] * 36]
    assert broken() == []


def test_it_makes_one_thread_with_all_answering_the_first() -> None:
    filled("--key", "/wide/", "--comments", "100", "--form", "under-one")

    first = Comment.objects.get(number=1)

    assert (first.replies, factories.thread_of(first).count) == (99, 100)
    assert broken() == []


def test_it_makes_threads_that_are_read_as_any_other(client: Client) -> None:
    filled("--key", "/news/", "--comments", "30", "--form", "under-one")

    page = client.get("/threads/load/", {"key": "/news/"}).content.decode()

    first = Comment.objects.get(number=1)
    assert f"comment-{first.pk}" in page
    assert str(first.html) in page
    assert Thread.objects.get().title in page


def test_it_makes_the_same_threads_of_the_same_seed() -> None:
    texts = []
    for slug in ("one", "two"):
        filled("--threads", "5", "--comments", "60", "--seed", "7", site=slug)
        rows = Comment.objects.filter(site__slug=slug).order_by("pk")
        texts.append(list(rows.values_list("path", "name", "text", "status")))

    assert texts[0] == texts[1]


def test_it_tells_after_each_part_how_much_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "_COMMENTS_AT_ONCE", 100)
    told: list[Written] = []

    fill(
        factories.site(),
        [ThreadRequest(110, pattern=ReplyPattern.CHAIN), *many_threads(3, 30)],
        seed=1,
        on_batch=told.append,
    )

    assert told == [Written(threads=1, comments=110), Written(threads=4, comments=140)]


def test_it_has_a_moderator_whom_nobody_can_sign_in_as() -> None:
    filled("--threads", "10", "--comments", "300")

    moderator = User.objects.get()

    assert (moderator.is_active, moderator.has_usable_password()) == (False, False)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--comments", "5"],
        ["--threads", "6", "--comments", "5"],
        ["--threads", "-1", "--comments", "5"],
        ["--threads", "1", "--comments", "500000"],
        ["--threads", "2", "--comments", "5", "--key", "a"],
        ["--comments", "5", "--key", ""],
    ],
)
def test_it_refuses_what_cannot_be_and_makes_nothing(arguments: list[str]) -> None:
    with pytest.raises(CommandError):
        filled(*arguments)

    assert not Site.objects.exists()


@pytest.mark.parametrize("slug", ["a b", "", "a" * 51])
def test_it_refuses_a_slug_that_no_site_can_have(slug: str) -> None:
    with pytest.raises(CommandError):
        filled("--threads", "1", "--comments", "1", site=slug)

    assert not Site.objects.exists()


def test_it_refuses_a_key_that_has_a_thread() -> None:
    filled("--comments", "5", "--key", "a")

    with pytest.raises(CommandError, match="“a”"):
        filled("--comments", "5", "--key", "a")

    assert Comment.objects.count() == 5


def test_it_draws_a_bar_on_a_terminal_only() -> None:
    terminal, file = Terminal(), io.StringIO()
    for stderr in (terminal, file):
        call_command("fill", "--site", "load", "--threads", "2", "--comments", "9", stdout=io.StringIO(), stderr=stderr)

    assert "100%" in terminal.getvalue()
    assert file.getvalue() == ""


def test_it_says_nothing_when_asked_to_be_silent() -> None:
    out, terminal = io.StringIO(), Terminal()

    call_command(
        "fill", "--site", "load", "--threads", "2", "--comments", "9", verbosity=0, stdout=out, stderr=terminal
    )

    assert (out.getvalue(), re.sub(r"[\r ]", "", terminal.getvalue())) == ("", "")


@pytest.mark.django_db(transaction=True)
def test_it_leaves_whole_threads_when_it_is_interrupted(tmp_path: Path) -> None:
    with Filling(tmp_path) as filling:
        assert filling.stop(signal.SIGINT, seconds=30) == 130

    assert str(Comment.objects.count()) in filling.said()
    assert str(Thread.objects.count()) in filling.said()
    assert knows_how_many(Comment)
    assert broken() == []
