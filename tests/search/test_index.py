"""What is in the index, and what brings it there and out again."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comments import search
from comments.access.membership import ALL_SITES
from comments.maintenance.chores import forgetting, indexing, purge
from comments.models import Comment, SearchEntry, SearchKey, Thread, Upkeep
from comments.moderation import decisions
from comments.posting import edits
from comments.screening import run
from comments.search import Filters, index, parse
from tests.support import factories
from tests.support.factories import NOON

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(minutes=1)


def found(typed: str) -> list[int]:
    return search.find(parse(typed), ALL_SITES, Filters(), limit=50)


def rows_of_words() -> int:
    """Of the table that SQLite searches; PostgreSQL's words stand in the entries themselves."""
    table = "comments_search" if connection.vendor == "sqlite" else "comments_searchentry"
    with connection.cursor() as cursor:
        cursor.execute(f"select count(*) from {table}")
        return int(cursor.fetchone()[0])


@pytest.fixture
def upkeep() -> Upkeep:
    return Upkeep.objects.create(pk=1, ran_at=NOON, resting_until=NOON)


def test_it_indexes_a_comment_when_it_is_screened_and_not_when_it_is_posted() -> None:
    comment = factories.waiting(text="The tram")
    assert not SearchEntry.objects.exists()
    run.screen([comment.pk], now=LATER)
    assert found("tram") == [comment.pk]


def test_it_indexes_a_batch_by_few_statements() -> None:
    one = [factories.waiting(on=factories.subject(key=f"{number}")) for number in range(9)]
    comments = list(Comment.objects.select_related("thread").filter(pk__in=[comment.pk for comment in one]))
    with CaptureQueriesContext(connection) as asked:
        index.store([index.prepare(comment) for comment in comments])
    assert len(asked) <= 4


def test_it_finds_an_edited_comment_by_its_new_words_only() -> None:
    comment = factories.screened(text="The tram")
    edits.keep_edit(factories.fresh(comment), edits.Edit(text="The ferry"), now=LATER)
    run.screen([comment.pk], now=LATER)
    assert (found("tram"), found("ferry")) == ([], [comment.pk])


def test_it_forgets_a_deleted_comment_at_once() -> None:
    comment = factories.screened(text="The tram", email="ada@example.org", url="https://ada.example")
    decisions.delete(comment.pk, by=factories.moderator(), version=comment.version)
    assert [found(typed) for typed in ("tram", "@example.org", "ada.example", "192.0.2.7")] == [[]] * 4
    assert (SearchEntry.objects.count(), SearchKey.objects.count(), rows_of_words()) == (0, 0, 0)


def test_it_forgets_what_is_purged() -> None:
    comment = factories.screened(text="The tram")
    decisions.mark_spam(comment.pk, by=factories.moderator(), version=comment.version, now=NOON)
    assert rows_of_words() == 1
    assert purge.spam(NOON + timedelta(days=100)) == 1
    assert (SearchEntry.objects.count(), SearchKey.objects.count(), rows_of_words()) == (0, 0, 0)


def test_it_finds_nobody_by_an_address_that_is_erased() -> None:
    comment = factories.screened()
    assert found("192.0.2.7") == [comment.pk]
    forgetting.addresses(NOON + timedelta(days=100))
    assert found("192.0.2.7") == []
    assert found("thought") == [comment.pk]


def test_it_catches_up_with_what_was_there_before_and_resumes(upkeep: Upkeep, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "WINDOW", 3)
    monkeypatch.setattr(indexing, "WRITE_ROWS", 4)
    ids = [factories.published(text="The tram", on=factories.subject(key=f"{number}")).pk for number in range(11)]
    done = []
    while not Upkeep.objects.filter(indexed_at__isnull=False).exists():
        done.append(indexing.catch_up(LATER))
        assert found("tram") == ids[: -sum(done) - 1 : -1]
    assert sum(done) == len(ids)
    assert max(done) < 4 + 3
    assert indexing.catch_up(LATER) == 0


def test_it_catches_up_with_a_title_that_changed(upkeep: Upkeep) -> None:
    comment = factories.screened()
    assert indexing.catch_up(LATER) == 0
    Thread.objects.update(title="The lighthouse")
    assert found("lighthouse") == []
    assert (indexing.catch_up(LATER), found("lighthouse"), found("bridge")) == (1, [comment.pk], [])


def test_it_catches_up_with_another_way_of_folding(upkeep: Upkeep, monkeypatch: pytest.MonkeyPatch) -> None:
    factories.screened()
    monkeypatch.setattr("comments.text.search_words.FORM", 2)
    assert (indexing.catch_up(LATER), indexing.catch_up(LATER)) == (1, 0)


def test_it_leaves_deleted_comments_out_when_it_catches_up(upkeep: Upkeep) -> None:
    comment = factories.screened()
    decisions.delete(comment.pk, by=factories.moderator(), version=comment.version)
    assert indexing.catch_up(LATER) == 0
    assert not SearchEntry.objects.exists()


def test_it_does_nothing_without_comments(upkeep: Upkeep) -> None:
    assert indexing.catch_up(LATER) == 0


def test_it_keeps_words_apart_that_stand_in_two_fields() -> None:
    comment = factories.screened(name="Ada Quick", text="brown fox", on=factories.subject(title="Jumps"))
    assert (found('"quick brown"'), found('"fox jumps"')) == ([], [])
    assert found("quick brown jumps") == [comment.pk]


def test_it_indexes_a_text_of_any_length() -> None:
    factories.quiet_site(text_limit=20_000)
    comment = factories.screened(text=" ".join(f"w{number}" for number in range(3_200)))
    assert found("w3199") == found('"w3198 w3199"') == [comment.pk]


def test_it_indexes_one_word_of_any_length_by_its_beginning() -> None:
    comment = factories.screened(text="x" * 4_000)
    assert found("x" * 3_000) == [comment.pk]
