"""A database in which nobody can write for a while."""

import sqlite3
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial

import psycopg
import pytest

from comments.posting import threads
from tests.e2e.ledger import post
from tests.support import environment, factories
from tests.support.parallel import in_background
from tests.support.stack import Stack

pytestmark = pytest.mark.usefixtures("newsroom")
# More than there are places in Django, whatever they are for.
MANY = 20


@contextmanager
def nobody_writes() -> Iterator[None]:
    address = environment.database_url()
    if environment.vendor() == "sqlite":
        with closing(sqlite3.connect(address.removeprefix("sqlite:///"), isolation_level=None)) as database:
            database.execute("BEGIN IMMEDIATE")
            yield
    else:
        with psycopg.connect(address) as server:
            server.execute("LOCK TABLE comments_thread IN EXCLUSIVE MODE")
            yield


def test_it_goes_on_reading_while_everybody_who_posts_waits_for_a_lock(stack: Stack) -> None:
    threads.describe(factories.subject("newsroom", "foghorn", url="/science/foghorn/"))
    with nobody_writes():
        waiting = [in_background(partial(post, stack.url, key=f"locked-{number}")) for number in range(MANY)]
        for number in range(5):
            with urllib.request.urlopen(f"{stack.url}/science/foghorn/?never-asked={number}", timeout=10) as answer:
                assert answer.status == 200
        assert not all(future.done() for future in waiting), "the readers did not wait for them"
    assert {future.result(20).status for future in waiting} <= {201, 503}
    assert post(stack.url, key="unlocked").status == 201
