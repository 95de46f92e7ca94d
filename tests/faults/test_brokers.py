"""How a worker looks for a broker that it lost. Needs no database."""

from unittest.mock import patch

import pytest
from kombu import Connection
from kombu.exceptions import OperationalError

from project.celery import PatientConnection

pytestmark = pytest.mark.once

NOBODY_LISTENS = "redis://127.0.0.1:1/0"


def pauses(kind: type[Connection]) -> list[float]:
    """Between twelve attempts."""
    waited: list[float] = []
    with patch("kombu.utils.functional.sleep"), pytest.raises(OperationalError):
        kind(NOBODY_LISTENS).ensure_connection(lambda _error, seconds: waited.append(seconds), max_retries=12)
    return waited


def test_it_looks_for_a_lost_broker_every_three_seconds() -> None:
    assert len(pauses(PatientConnection)) == 12
    assert max(pauses(PatientConnection)) == 3


def test_control_celerys_own_pauses_grow_beyond_what_a_visitor_waits() -> None:
    assert max(pauses(Connection)) >= 15
