"""Short write transactions, one after another on SQLite."""

import os
from functools import partial

import pytest

from comments import transactions
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
