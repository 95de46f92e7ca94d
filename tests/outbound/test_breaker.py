"""One breaker for all workers: who may ask a service that fails, and when."""

import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from threading import Barrier
from typing import NoReturn

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comments.models import Service
from comments.outbound import backoff, breaker
from comments.outbound.http import Fault, NoAnswer
from project.datadir import BASE_DIR
from tests.support import environment
from tests.support.factories import NOON
from tests.support.parallel import at_once

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
in_real_transactions = pytest.mark.django_db(transaction=True)

# A worker of its own, which is told the time.
ANOTHER_PROCESS = """
import sys
from datetime import datetime
import django
django.setup()
from comments.outbound import breaker
from comments.outbound.http import NoAnswer
for now in map(datetime.fromisoformat, sys.argv[1:]):
    try:
        print(breaker.ask("akismet", lambda: "answered", now=now))
    except NoAnswer as silence:
        print(silence.fault)
"""


def failing() -> NoReturn:
    raise NoAnswer(Fault.REFUSED)


def ask(now: datetime = NOON) -> str:
    return breaker.ask("akismet", lambda: "answered", now=now)


def fault(now: datetime = NOON) -> Fault:
    """Why there is no answer from a service that fails when it is asked."""
    with pytest.raises(NoAnswer) as silence:
        breaker.ask("akismet", failing, now=now)
    return silence.value.fault


def broken(times: int = 3) -> datetime:
    """After that many failures, each as early as may be; when the rest ends that it got."""
    now = NOON
    for _ in range(times):
        now = max(now, Service.objects.filter(name="akismet").values_list("resting_until", flat=True).first() or now)
        assert fault(now) == Fault.REFUSED
    end = Service.objects.get(name="akismet").resting_until
    return end or now


def test_it_brings_back_the_answer() -> None:
    assert ask() == "answered"


def test_it_asks_on_after_two_failures() -> None:
    broken(2)

    assert ask() == "answered"


def test_it_leaves_alone_what_failed_three_times_in_a_row() -> None:
    end = broken()

    assert end == NOON + MINUTE
    assert fault(end - timedelta(seconds=1)) == Fault.RESTING


def test_it_counts_anew_after_an_answer() -> None:
    broken(2)
    ask()
    broken(2)

    assert ask() == "answered"


def test_it_asks_each_service_for_itself() -> None:
    broken()

    assert breaker.ask("other", lambda: "answered", now=NOON) == "answered"


def test_it_lets_one_ask_on_trial_and_rests_twice_as_long_if_it_fails() -> None:
    end = broken()

    assert fault(end) == Fault.REFUSED
    assert fault(end + 2 * MINUTE - timedelta(seconds=1)) == Fault.RESTING
    assert fault(end + 2 * MINUTE) == Fault.REFUSED


def test_it_is_whole_again_when_the_trial_succeeds() -> None:
    end = broken(5)

    assert ask(end) == "answered"
    assert fault(end) == Fault.REFUSED
    assert ask(end) == "answered"


def test_it_asks_again_when_whoever_was_on_trial_died() -> None:
    end = broken()
    with pytest.raises(KeyboardInterrupt):
        breaker.ask("akismet", _dying, now=end)

    assert fault(end + backoff.TRIAL - timedelta(seconds=1)) == Fault.RESTING
    assert ask(end + backoff.TRIAL) == "answered"


def _dying() -> NoReturn:
    raise KeyboardInterrupt


def test_it_writes_nothing_while_all_is_well() -> None:
    ask()
    with CaptureQueriesContext(connection) as queries:
        ask()

    assert [query["sql"].split()[0] for query in queries] == ["SELECT", "SELECT"]


def test_it_says_once_that_nobody_asks_and_once_that_there_are_answers_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, "comments.outbound.breaker")
    end = broken()
    for _ in range(5):
        fault()
    ask(end)
    ask(end)
    said = [record.getMessage() for record in caplog.records]

    assert len(said) == 2
    assert "refused" in said[0]
    assert "again" in said[1]


@pytest.fixture
def known(transactional_db: None) -> Iterator[None]:
    """A service whose row is there, so that threads begin at the same point."""
    ask()
    yield


@in_real_transactions
def test_it_makes_one_row_for_all_who_ask_first() -> None:
    assert at_once([ask] * 8) == ["answered"] * 8
    assert Service.objects.count() == 1


@in_real_transactions
@pytest.mark.usefixtures("known")
def test_it_counts_failures_of_the_same_moment_all() -> None:
    together = Barrier(3, timeout=30)

    def failing_together() -> NoReturn:
        together.wait()
        raise NoAnswer(Fault.TOO_SLOW)

    at_once([partial(breaker.ask, "akismet", failing_together, now=NOON)] * 3)

    assert Service.objects.get().failures == 3
    assert fault() == Fault.RESTING


@in_real_transactions
@pytest.mark.usefixtures("known")
def test_it_does_not_rest_longer_for_questions_that_were_under_way() -> None:
    together = Barrier(8, timeout=30)

    def failing_together() -> NoReturn:
        together.wait()
        raise NoAnswer(Fault.TOO_SLOW)

    at_once([partial(breaker.ask, "akismet", failing_together, now=NOON)] * 8)

    assert Service.objects.get().resting_until == NOON + MINUTE


@in_real_transactions
def test_it_lets_one_of_many_who_come_at_once_ask_on_trial() -> None:
    end = broken()
    asked = []

    def failing_noted() -> NoReturn:
        asked.append(1)
        raise NoAnswer(Fault.TOO_SLOW)

    answers = at_once([partial(breaker.ask, "akismet", failing_noted, now=end)] * 8)
    faults = sorted(answer.fault for answer in answers if isinstance(answer, NoAnswer))

    assert len(asked) == 1
    assert faults == [Fault.RESTING] * 7 + [Fault.TOO_SLOW]


@in_real_transactions
def test_it_is_shared_by_processes() -> None:
    end = broken()

    assert _asked_elsewhere(end - timedelta(seconds=1), end) == [Fault.RESTING, "answered"]
    assert ask() == "answered"


def _asked_elsewhere(*moments: datetime) -> list[str]:
    env = {**os.environ, "DATABASE_URL": environment.database_url()}
    argv = [sys.executable, "-c", ANOTHER_PROCESS, *(moment.isoformat() for moment in moments)]
    return subprocess.run(argv, env=env, cwd=BASE_DIR, capture_output=True, text=True, check=True).stdout.split()
