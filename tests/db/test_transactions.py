"""Short write transactions, one after another on SQLite."""

import os
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial

import pytest
from django.db import InternalError, OperationalError, transaction
from django.test import Client
from psycopg.errors import IdleInTransactionSessionTimeout, TransactionTimeout

from comments.db import transactions
from comments.db.transactions import writing
from comments.models import Site
from comments.reading import pages
from tests.support import factories
from tests.support.parallel import at_once, in_background

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_keeps_nothing_of_a_transaction_that_failed() -> None:
    with pytest.raises(ZeroDivisionError), writing():
        factories.site()
        raise ZeroDivisionError

    assert not Site.objects.exists()


def test_it_is_one_transaction_inside_another() -> None:
    with pytest.raises(ZeroDivisionError), writing():
        with writing():
            factories.site()
        raise ZeroDivisionError

    assert not Site.objects.exists()


def test_it_lets_every_writer_have_its_turn() -> None:
    answers = at_once([partial(_written, f"site-{n}") for n in range(12)])

    assert answers == [5] * 12
    assert Site.objects.count() == 60


def _written(slug: str) -> int:
    for number in range(5):
        with writing():
            factories.site(f"{slug}-{number}")
    return 5


def test_it_frees_the_writers_of_a_forked_process() -> None:
    with transactions._writers:
        child = os.fork()
        if not child:
            os._exit(0 if transactions._writers.acquire(blocking=False) else 1)

    assert os.waitpid(child, 0)[1] == 0


def _committed(*hooks: Callable[[], object]) -> Future[None]:
    """A thread that writes, with these hooks on its commit."""

    def write() -> None:
        with writing():
            factories.site("first")
            for hook in hooks:
                transaction.on_commit(hook)

    return in_background(write)


def _write(slug: str) -> None:
    with writing():
        factories.site(slug)


def test_it_lets_what_is_done_on_commit_write_too() -> None:
    _committed(lambda: _write("second"), lambda: _write("third")).result(timeout=30)

    assert set(Site.objects.values_list("slug", flat=True)) == {"first", "second", "third"}


def test_it_lets_others_write_while_something_is_done_on_commit() -> None:
    _committed(lambda: in_background(partial(_write, "second")).result(timeout=30)).result(timeout=60)

    assert Site.objects.count() == 2


def test_it_does_on_commit_what_a_hook_of_a_hook_asked_for() -> None:
    def hook() -> None:
        with writing():
            factories.site("second")
            transaction.on_commit(lambda: _write("third"))

    _committed(hook).result(timeout=30)

    assert Site.objects.count() == 3


@pytest.mark.parametrize("on_commit", [False, True])
def test_it_ends_its_turn_whatever_fails(on_commit: bool) -> None:
    def fail() -> None:
        raise ZeroDivisionError

    def write() -> None:
        with writing():
            factories.site("first")
            if on_commit:
                transaction.on_commit(fail)
            else:
                fail()

    with pytest.raises(ZeroDivisionError):
        in_background(write).result(timeout=30)
    in_background(partial(_write, "second")).result(timeout=30)

    assert Site.objects.filter(slug="first").exists() is on_commit
    assert Site.objects.filter(slug="second").exists()


@pytest.mark.once
@pytest.mark.parametrize("path", ["/threads/newsroom/?key=foghorn", "/api/v1/comments/?site=newsroom&thread=foghorn"])
@pytest.mark.parametrize(
    "said",
    [
        'connection to server at "10.0.0.7", port 5432 failed: Connection refused',
        "couldn't get a connection after 1.00 sec",
        "canceling statement due to statement timeout",
        "database or disk is full",
    ],
)
def test_it_logs_what_the_database_objected_to_and_not_the_statement(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, path: str, said: str
) -> None:
    def refuse(*_arguments: object) -> None:
        raise OperationalError(f"{said}\nLINE 1: select 'ada@example.org'")

    monkeypatch.setattr(pages, "thread_of", refuse)
    assert client.get(path).status_code == 503
    assert said in caplog.text
    assert "ada@" not in "".join(record.getMessage() for record in caplog.records)


def test_it_takes_an_ended_transaction_for_a_database_that_is_away() -> None:
    """As a frozen one ends those that it finds when it goes on."""
    for ended in (IdleInTransactionSessionTimeout, TransactionTimeout):
        error = InternalError("terminating connection")
        error.__cause__ = ended("terminating connection")
        assert transactions.is_unavailable(error)
