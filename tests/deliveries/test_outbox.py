"""What is owed: written with what happened, each key once."""

import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments.deliveries.outbox import Owed, owe
from comments.models import Channel, Delivery, Site
from tests.support import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Site:
    return factories.site()


def owed(site: Site, key: str) -> Owed:
    return Owed("test", Channel.MAIL, "user:7", key, site.pk)


def test_it_owes_each_key_once(site: Site) -> None:
    now = timezone.now()

    owe([owed(site, "a"), owed(site, "b")], now=now)
    owe([owed(site, "b"), owed(site, "c")], now=now)

    assert sorted(Delivery.objects.values_list("key", flat=True)) == ["a", "b", "c"]


def test_it_owes_many_by_one_statement(site: Site) -> None:
    with CaptureQueriesContext(connection) as written:
        owe([owed(site, f"{number}") for number in range(50)], now=timezone.now())
        owe([], now=timezone.now())

    assert len(written) == 1


@pytest.mark.django_db(transaction=True)
def test_it_owes_nothing_for_what_may_not_have_happened(site: Site) -> None:
    with pytest.raises(TransactionManagementError):
        owe([owed(site, "a")], now=timezone.now())
    with transaction.atomic():
        owe([owed(site, "a")], now=timezone.now())
        transaction.set_rollback(True)

    assert not Delivery.objects.exists()
