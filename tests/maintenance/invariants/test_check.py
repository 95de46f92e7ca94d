"""How the rules are asked: by ranges of ids, of a sample or of everything, with repairs or without."""

import io
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments.maintenance import invariants
from comments.maintenance.invariants import Violation
from comments.models import Comment, Thread
from tests.support import factories
from tests.support.factories import NOON

pytestmark = pytest.mark.django_db

NOW = NOON + timedelta(minutes=1)
UNSAFE = "<script>alert(1)</script>"


def found(**options: Any) -> dict[str, Violation]:
    steps = invariants.check(**{"now": NOW, **options})
    return {step.found.rule.name: step.found for step in steps if step.found}


def command(*arguments: str, stderr: io.StringIO | None = None) -> str:
    said = io.StringIO()
    call_command("check_invariants", *arguments, stdout=said, stderr=stderr or io.StringIO())
    return said.getvalue()


def published_now() -> Comment:
    return factories.published(now=timezone.now())


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_it_looks_at_every_range_of_ids() -> None:
    wrong = [factories.published() for _ in range(5)]
    Comment.objects.update(replies=7)
    with patch("comments.maintenance.invariants.WINDOW", 2):
        assert found()["replies_counted"].ids == [comment.pk for comment in wrong]


def test_it_counts_everything_and_names_the_first_twenty() -> None:
    factories.crowd(23)
    Comment.objects.update(replies=7)
    with patch("comments.maintenance.invariants.WINDOW", 2):
        broken = found()["replies_counted"]

    assert (broken.count, len(broken.ids)) == (23, 20)


def test_it_parses_the_newest_comments_or_all() -> None:
    old = factories.published()
    factories.published()
    Comment.objects.filter(pk=old.pk).update(html=UNSAFE)
    with patch("comments.maintenance.invariants.SAMPLE", 1):
        assert "html_is_safe" not in found()
        assert found(every_row=True)["html_is_safe"].ids == [old.pk]


def test_it_tells_how_far_it_came() -> None:
    factories.published()
    done = [step.done for step in invariants.check(now=NOW)]

    assert done == sorted(done)
    assert (done[0], done[-1]) == (0, 1)


def test_it_only_reads_unless_it_is_to_repair() -> None:
    factories.published()
    Comment.objects.update(replies=7)
    with CaptureQueriesContext(connection) as queries:
        found()

    assert {query["sql"].split()[0].upper() for query in queries} <= {"SELECT", "DECLARE"}


def test_it_repairs_what_can_be_worked_out() -> None:
    factories.published(factories.published())
    waiting, old = factories.waiting(), factories.published(user_agent="Browser")
    Comment.objects.filter(pk=waiting.pk).update(due=None)
    Comment.objects.filter(pk=old.pk).update(created_at=NOON - timedelta(days=100))
    Comment.objects.filter(replies=1).update(replies=7, shown=False)
    Thread.objects.update(count=9)
    Comment.objects.filter(pk=waiting.pk).update(email="Ada+news@BÜCHER.example")
    repaired = found(repair=True)

    assert {name: broken.repaired for name, broken in repaired.items()} == {
        "shown_by_status_and_place": 2, "waiting_is_due": 1, "traces_erased": 1,
        "mailbox_is_canonical": 1,
    }  # fmt: skip
    assert factories.fresh(waiting).email_canonical == "ada@xn--bcher-kva.example"
    assert found() == {}


def test_it_leaves_what_nobody_can_work_out() -> None:
    comment = factories.published()
    Comment.objects.update(html=UNSAFE)

    assert found(repair=True)["html_is_safe"].repaired == 0
    assert factories.fresh(comment).html == UNSAFE


def test_the_command_says_that_all_is_well() -> None:
    published_now()

    assert "hold for 1 comments" in command()


def test_the_command_fails_and_names_rule_number_and_ids() -> None:
    comment = published_now()
    Comment.objects.update(replies=7)
    said = io.StringIO()
    with pytest.raises(CommandError):
        call_command("check_invariants", stdout=said, stderr=io.StringIO())

    (line,) = said.getvalue().splitlines()
    assert line.startswith("replies_counted: ")
    assert line.endswith(f"1 row: {comment.pk}")


def test_the_command_succeeds_when_it_repaired_everything() -> None:
    published_now()
    Comment.objects.update(replies=7)

    assert "Rows repaired: 1." in command("--repair")
    assert "hold" in command()


def test_the_command_checks_one_site() -> None:
    published_now()
    factories.site("post")
    Comment.objects.update(replies=7)

    assert "hold" in command("--site", "post")
    with pytest.raises(CommandError):
        command("--site", "times")


def test_the_command_does_not_guess_a_site() -> None:
    with pytest.raises(CommandError, match="There is no site “nowhere”"):
        command("--site", "nowhere")


def test_the_command_shows_a_bar_to_people_only() -> None:
    published_now()
    terminal, pipe = Terminal(), io.StringIO()
    command(stderr=terminal)
    command(stderr=pipe)

    assert "100%" in terminal.getvalue()
    assert pipe.getvalue() == ""
