"""Deleting for ever: a day to undo it, then erased and noted outside the database, so that no backup brings it back."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.forms.models import model_to_dict

from comments import limits
from comments.maintenance import chores
from comments.models import AuditEntry, Comment, Decision, Erasure, Report
from comments.moderation import decisions, deletion, erasure_journal, undoing
from comments.statuses import Status
from project.management.commands import prepare
from tests.support import factories
from tests.support.factories import NOON

pytestmark = pytest.mark.django_db

DAY = timedelta(hours=limits.ERASE_HOURS)


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.ERASURES_DIR = tmp_path / "erasures"
    return tmp_path / "erasures"


def to_delete(comment: Comment | None = None, **said: Any) -> Comment:
    """A comment that a chief had deleted for ever at noon."""
    comment = comment or factories.published()
    return decisions.delete_for_ever(comment.pk, by=factories.moderator(), version=comment.version, now=NOON, **said)


def journal(folder: Path) -> list[str]:
    path = folder / "journal"
    return path.read_text().splitlines() if path.exists() else []


def gone(comment: Comment) -> bool:
    comment = factories.fresh(comment)
    return (comment.status, comment.text, comment.email, comment.erase_at) == (Status.DELETED, "", "", None)


def brought_back(comment: Comment) -> None:
    """As a backup from before the deletion has it."""
    fields = model_to_dict(comment, ["status", "text", "email", "name", "html", "version"])
    Comment.objects.filter(pk=comment.pk).update(**fields, shown=True)
    Decision.objects.filter(comment=comment, version__gt=comment.version).delete()
    Erasure.objects.all().delete()


@pytest.mark.parametrize("make", [factories.published, factories.screened])
def test_it_erases_a_day_later_and_not_before(make: Any, folder: Path) -> None:
    comment = to_delete(make())

    assert chores.FORGETTING["comments deleted for ever"](NOON + DAY - timedelta(seconds=1)) == 0
    assert (factories.fresh(comment).status, journal(folder)) == (Status.REJECTED, [])

    assert chores.FORGETTING["comments deleted for ever"](NOON + DAY) == 1
    assert gone(comment)
    assert [line.split()[0] for line in journal(folder)] == [row.digest for row in Erasure.objects.all()] != []
    assert chores.FORGETTING["comments deleted for ever"](NOON + DAY) == 0


@pytest.mark.parametrize("decide", [decisions.approve, decisions.mark_spam])
def test_it_is_off_once_somebody_decided_otherwise(decide: Any, folder: Path) -> None:
    comment = to_delete()
    decide(comment.pk, by=factories.moderator(), version=comment.version)

    assert factories.fresh(comment).erase_at is None
    assert not deletion.erase(comment.pk, now=NOON + 2 * DAY)
    assert journal(folder) == []


def test_it_is_off_once_it_is_undone(folder: Path) -> None:
    comment = to_delete()
    undoing.undo(factories.last_decision(comment).pk, by=factories.moderator(), now=NOON + DAY / 2)

    assert factories.fresh(comment).status == Status.APPROVED
    assert chores.FORGETTING["comments deleted for ever"](NOON + 2 * DAY) == 0
    assert factories.fresh(comment).text == comment.text


def test_it_writes_nothing_into_the_journal_that_names_anybody(folder: Path) -> None:
    comment = to_delete(factories.published(name="Ada", email="ada@example.org", text="Where I live."))
    deletion.erase(comment.pk, now=NOON + DAY)

    [line] = journal(folder)
    digest, moment = line.split()
    assert len(digest) == 64 and moment == "2026-03-03T12:00:00+00:00"
    assert {path.name: path.stat().st_mode & 0o077 for path in folder.iterdir()} == {"journal": 0, "key": 0}


def test_it_erases_nothing_that_it_cannot_note(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    comment = to_delete()
    folder.write_text("a file where the folder should be")

    assert chores.FORGETTING["comments deleted for ever"](NOON + DAY) == 0
    assert factories.fresh(comment).text == comment.text
    assert "cannot be noted" in caplog.text
    folder.unlink()
    assert chores.FORGETTING["comments deleted for ever"](NOON + DAY) == 1


def test_it_has_the_line_on_the_disk_before_it_is_confirmed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    comment, synced = to_delete(), list[int]()
    fsync = os.fsync

    def watching(handle: int) -> None:
        fsync(handle)
        synced.append(len(journal(folder)))

    monkeypatch.setattr(os, "fsync", watching)
    deletion.erase(comment.pk, now=NOON + DAY)

    assert synced[-1] == 1


def test_it_erases_again_what_a_backup_brought_back(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    comments = [factories.published() for _number in range(3)]
    other = factories.published()
    for comment in comments:
        to_delete(comment)
        deletion.erase(comment.pk, now=NOON + DAY)
    for comment in comments:
        brought_back(comment)

    with pytest.raises(CommandError, match=r"does not know of 3 comments .* Run `manage.py replay_erasures`"):
        prepare.refuse_older_than_journal()
    call_command("replay_erasures")

    assert capsys.readouterr().out == "3 comments were erased again.\n"
    assert all(gone(comment) for comment in comments)
    assert factories.fresh(other).text == other.text
    prepare.refuse_older_than_journal()
    call_command("replay_erasures")
    assert "Nothing was changed" in capsys.readouterr().out
    assert len(journal(folder)) == 3


def test_it_takes_no_new_comment_for_one_that_had_its_id(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    comment = to_delete()
    deletion.erase(comment.pk, now=NOON + DAY)
    brought_back(comment)
    Comment.objects.filter(pk=comment.pk).update(created_at=NOON + timedelta(microseconds=1))

    call_command("replay_erasures")

    assert "1 other erasure is of a comment that is not in this database" in capsys.readouterr().out
    assert not gone(comment)
    prepare.refuse_older_than_journal()


def test_it_serves_after_a_crash_between_the_file_and_the_table(folder: Path) -> None:
    comment = to_delete()
    deletion.erase(comment.pk, now=NOON + DAY)
    brought_back(comment)
    Comment.objects.filter(pk=comment.pk).update(status=Status.REJECTED, erase_at=NOON + DAY)

    prepare.refuse_older_than_journal()
    assert deletion.erase(comment.pk, now=NOON + DAY)
    assert erasure_journal.missing() == set()


def test_it_reads_over_a_line_that_was_cut_off(folder: Path) -> None:
    folder.mkdir()
    (folder / "journal").write_text("0123456789abcdef")
    comment = to_delete()
    deletion.erase(comment.pk, now=NOON + DAY)
    Erasure.objects.all().delete()

    assert len(erasure_journal.missing()) == 1


def test_it_keeps_no_journal_for_a_host_without_a_folder(settings: Any) -> None:
    settings.ERASURES_DIR = None
    comment = to_delete()

    assert deletion.erase(comment.pk, now=NOON + DAY)
    assert gone(comment) and not Erasure.objects.exists()
    prepare.refuse_older_than_journal()


def test_it_is_not_purged_unnoted(folder: Path) -> None:
    site = factories.quiet_site(trash_days=1)
    comment = to_delete(factories.screened())
    later = NOON + timedelta(days=3)
    assert chores.FORGETTING["rejected comments purged"](later) == 0
    chores.FORGETTING["comments deleted for ever"](later)

    assert site.trash_days == 1 and len(journal(folder)) == 1
    assert gone(comment)


def test_it_leaves_no_note_and_no_report_of_it(folder: Path) -> None:
    comment = to_delete(note="She asked for it, 20 Harbour Street.")
    Report.objects.create(comment=comment, text_version=1, reporter="x", reason="privacy", created_at=NOON)
    deletion.erase(comment.pk, now=NOON + DAY)

    assert not Report.objects.exists()
    assert set(comment.decisions.values_list("note", flat=True)) == {""}


def test_it_tells_chiefs_who_deletes_and_who_takes_it_back() -> None:
    comment = factories.published(text="Something private.", name="Ada")
    to_delete(comment)
    undoing.undo(factories.last_decision(comment).pk, by=factories.moderator(), now=NOON)

    lines = [(line.verb, line.who, line.site, line.text) for line in AuditEntry.objects.order_by("id")]

    assert lines == [
        ("deletion", "mod", comment.site, f"Comment {comment.pk}: deleted for ever."),
        ("deletion", "mod", comment.site, f"Comment {comment.pk}: no longer to be deleted for ever."),
    ]
