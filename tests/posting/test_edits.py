"""What authors may change of their own comments, for how long, and what is refused."""

import string
from datetime import timedelta
from typing import Any

import pytest

from comments import doorbell
from comments.errors import Banned, Closed, Duplicate, Invalid, NotFound, Stale, TooFast
from comments.models import Ban, BanEffect, BanKind, OldThreads, Premoderation, Site, Thread
from comments.posting import edits
from comments.posting.edits import Edit
from comments.statuses import Status
from tests.support import factories
from tests.support.authors import LATER, MINUTE, SECOND, decided, edit, screen
from tests.support.factories import NOON

pytestmark = pytest.mark.django_db


def test_it_keeps_the_new_words_and_waits_to_be_screened() -> None:
    comment = factories.screened(text="Old.", name="Ada")

    edit(comment, text="New.", name="Ada L.")

    found = factories.fresh(comment)
    assert (found.text, found.name, found.status) == ("New.", "Ada L.", Status.PENDING)
    assert (found.version, found.text_version) == (comment.version + 1, 2)
    assert (found.edited_at, found.html, found.created_at) == (LATER, None, NOON)
    assert (found.due, found.attempts, found.leased_until) == (LATER + 10 * SECOND, 0, None)


@pytest.mark.parametrize(("changed", "kept"), [({"text": "New."}, ("Ada", "New.")), ({"name": "Bo"}, ("Bo", "Old."))])
def test_it_leaves_what_is_not_to_change(changed: dict[str, Any], kept: tuple[str, str]) -> None:
    comment = factories.waiting(text="Old.", name="Ada", email="ada@example.org", url="https://ada.example.org")

    edit(comment, **changed)

    found = factories.fresh(comment)
    assert (found.name, found.text) == kept
    assert (found.email, found.url, found.address) == ("ada@example.org", "https://ada.example.org", "192.0.2.7")


@pytest.mark.parametrize(
    ("minutes", "after", "is_taken"),
    [
        (15, 15 * MINUTE - SECOND, True),
        (15, 15 * MINUTE, False),
        (1, MINUTE, False),
        (0, timedelta(0), False),
        (0, -MINUTE, False),
        (2**31 - 1, timedelta(days=9999), True),
    ],
)
def test_it_ends_with_the_sites_window(minutes: int, after: timedelta, is_taken: bool) -> None:
    factories.quiet_site(edit_minutes=minutes)
    comment = factories.waiting(text="Old.")

    assert (edits.editable_until(factories.fresh(comment), now=NOON + after) is not None) == is_taken
    if is_taken:
        edit(comment, after=after, text="New.")
    else:
        with pytest.raises(NotFound):
            edit(comment, after=after, text="New.")
    assert factories.fresh(comment).text == ("New." if is_taken else "Old.")


def test_it_says_until_when() -> None:
    comment = factories.published()

    assert edits.editable_until(factories.fresh(comment), now=NOON) == NOON + 15 * MINUTE
    assert edits.editable_until(decided("reject", comment), now=NOON) is None


def test_it_takes_no_edit_on_a_closed_thread() -> None:
    comment = factories.waiting()
    Thread.objects.update(is_open=False)

    with pytest.raises(Closed):
        edit(comment, text="New.")
    assert edits.editable_until(factories.fresh(comment), now=NOON) is None


def test_it_takes_an_edit_on_an_old_thread_that_only_holds() -> None:
    factories.quiet_site(close_days=1, old_threads=OldThreads.HOLD, premoderation=Premoderation.OBJECTIONS)
    comment = factories.waiting(on=factories.subject(published_at=NOON - timedelta(days=2)))

    edit(comment, text="New.")

    assert screen(comment).status == Status.PENDING


def test_it_leaves_alone_what_reads_so_already() -> None:
    comment = factories.published(name="Ada", text="As it is.")

    answer = edit(comment, name="Ada", text="As it is.", version=7)

    found = factories.fresh(comment)
    assert answer.pk == found.pk
    assert (found.status, found.version, found.edited_at) == (Status.APPROVED, comment.version, None)


@pytest.mark.parametrize(
    ("changed", "field", "code"),
    [
        ({"text": ""}, "text", "blank"),
        ({"text": "x" * 101}, "text", "too-long"),
        ({"text": "a\x07b"}, "text", "control-character"),
        ({"text": f"<b {'=1 '.join(string.ascii_lowercase[:21])}=1>"}, "text", "markup"),
        ({"name": ""}, "name", "blank"),
        ({"name": "x" * 246}, "name", "too-long"),
    ],
)
def test_it_asks_of_the_new_words_what_it_asks_of_any(changed: dict[str, Any], field: str, code: str) -> None:
    factories.quiet_site(text_limit=100)
    comment = factories.waiting(text="Old.")

    with pytest.raises(Invalid) as refusal:
        edit(comment, **changed)

    assert [(error.field, error.code) for error in refusal.value.errors] == [(field, code)]
    assert factories.fresh(comment).text_version == 1


def test_it_asks_nothing_of_what_stays() -> None:
    factories.quiet_site(require_name_email=False)
    comment = factories.waiting(name="", email="")
    Site.objects.update(require_name_email=True)

    assert edit(comment, text="New.").text == "New."


def test_it_takes_nothing_that_the_author_has_said_already() -> None:
    factories.waiting(text="Hello.", email="ada@example.org")
    comment = factories.waiting(text="Good day.", email="ada@example.org")

    with pytest.raises(Duplicate):
        edit(comment, text="HELLO.")

    assert edit(comment, text="GOOD DAY.").text == "GOOD DAY."


def test_it_takes_edits_no_faster_than_comments() -> None:
    factories.site(flood_seconds=15, burst_per_minute=0)
    comment = factories.waiting(text="One.")

    with pytest.raises(TooFast):
        edit(comment, after=14 * SECOND, text="Two.")
    edit(comment, after=16 * SECOND, text="Two.")
    with pytest.raises(TooFast):
        edit(comment, after=20 * SECOND, text="Three.")


def test_it_counts_the_address_that_edits() -> None:
    factories.site(flood_seconds=0, burst_per_minute=1)
    comment = factories.waiting(text="One.")
    factories.waiting(address="198.51.100.9")

    with pytest.raises(TooFast):
        edit(comment, after=SECOND, text="Two.", address="198.51.100.9")


@pytest.mark.parametrize(
    ("kind", "value"), [(BanKind.EMAIL, "ada@example.org"), (BanKind.NETWORK, "198.51.100.0/24")], ids=str
)
def test_it_takes_nothing_from_who_was_banned_meanwhile(kind: BanKind, value: str) -> None:
    comment = factories.waiting(email="ada@example.org")
    ban = {"site": comment.thread.site, "kind": kind, "value": value, "effect": BanEffect.REFUSE}
    Ban.objects.create(**ban, created_at=NOON)

    with pytest.raises(Banned):
        edit(comment, text="New.", address="198.51.100.9")


def test_it_changes_only_the_version_that_was_seen() -> None:
    comment = factories.waiting(text="One.")
    edit(comment, text="Two.", version=1)

    with pytest.raises(Stale):
        edit(comment, text="Three.", version=1)

    assert edit(comment, text="Three.", version=2).text == "Three."


def test_it_writes_over_no_edit_that_came_between() -> None:
    seen = factories.fresh(factories.waiting(text="One."))
    edit(seen, text="Two.")

    with pytest.raises(Stale):
        edits.edit(seen, Edit(name="Bo"), now=LATER)

    assert factories.fresh(seen).text == "Two."


def test_it_rings_the_queue_once_the_edit_is_kept(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    rung: list[int] = []
    comment = factories.published()
    monkeypatch.setattr(doorbell.screening, "ring", rung.append)

    with django_capture_on_commit_callbacks() as callbacks:
        edit(comment, text="New.")
        edit(comment, text="New.")
    assert rung == []
    for ring in callbacks:
        ring()

    assert rung == [comment.pk]
