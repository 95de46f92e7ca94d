"""Short write transactions, one after another on SQLite."""

import os
from functools import partial

import pytest
from django.db import OperationalError
from django.test import Client

from comments import reading, transactions
from comments.models import Site
from comments.transactions import writing
from tests import build
from tests.parallel import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_keeps_nothing_of_a_transaction_that_failed() -> None:
    with pytest.raises(ZeroDivisionError), writing():
        build.site()
        raise ZeroDivisionError

    assert not Site.objects.exists()


def test_it_is_one_transaction_inside_another() -> None:
    with pytest.raises(ZeroDivisionError), writing():
        with writing():
            build.site()
        raise ZeroDivisionError

    assert not Site.objects.exists()


def test_it_lets_every_writer_have_its_turn() -> None:
    answers = at_once([partial(_written, f"site-{n}") for n in range(12)])

    assert answers == [5] * 12
    assert Site.objects.count() == 60


def _written(slug: str) -> int:
    for number in range(5):
        with writing():
            build.site(f"{slug}-{number}")
    return 5


def test_it_frees_the_writers_of_a_forked_process() -> None:
    with transactions._writers:
        child = os.fork()
        if not child:
            os._exit(0 if transactions._writers.acquire(blocking=False) else 1)

    assert os.waitpid(child, 0)[1] == 0


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

    monkeypatch.setattr(reading, "thread_of", refuse)
    assert client.get(path).status_code == 503
    assert said in caplog.text
    assert "ada@" not in "".join(record.getMessage() for record in caplog.records)
