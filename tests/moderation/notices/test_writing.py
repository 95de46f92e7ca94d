"""What is owed is written once, in few statements, and again where the database refused."""

from functools import partial
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from comments.models import Delivery, Membership, NoticeSetting, NoticeTime, Site
from comments.moderation.notices import writing
from comments.moderation.notices.writing import write_due
from tests.moderation.notices.conftest import HOUR, SECOND, held, member, told, wants
from tests.support import factories
from tests.support.factories import NOON
from tests.support.parallel import at_once

pytestmark = pytest.mark.django_db


@pytest.mark.django_db(transaction=True)
def test_it_is_written_once_by_workers_at_once() -> None:
    site = factories.quiet_site(premoderation="all")
    for name in ("anna", "otto"):
        wants(member(name, site))
    held()

    at_once([partial(write_due, now=NOON + SECOND)] * 4)

    assert sorted(told()) == ["anna", "otto"]


def test_it_asks_as_many_statements_of_many_people_and_comments(site: Site) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert write_due(now=NOON + HOUR)
        Delivery.objects.all().delete()
        NoticeSetting.objects.update(next_at=NOON, told_at=None)
        return len(asked)

    wants(member("anna", site))
    held()
    few = statements()
    people = User.objects.bulk_create(
        User(username=f"m{number}", is_staff=True, email=f"m{number}@times.example") for number in range(150)
    )
    Membership.objects.bulk_create(Membership(user=user, site=site) for user in people)
    NoticeSetting.objects.bulk_create(
        NoticeSetting(user=user, frequency=NoticeTime.AT_ONCE, next_at=NOON) for user in people
    )
    for _ in range(5):
        held()

    assert statements() <= few + 4 <= 18, "rows are written some hundred at a time"


def test_it_asks_one_statement_where_nobody_wants_to_hear(site: Site) -> None:
    held()
    wants(member("anna", site), NoticeTime.NEVER)

    with CaptureQueriesContext(connection) as asked:
        write_due(now=NOON + HOUR)

    assert len(asked) == 1


def test_it_leaves_what_the_database_refuses_for_the_next_time(
    site: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    wants(member("anna", site))
    held()
    with monkeypatch.context() as broken:
        broken.setattr(writing, "owe", refuse)
        writing.write_next()
    assert "database is locked" in caplog.text
    assert not Delivery.objects.exists()

    writing.write_next()
    assert told() == ["anna"]


def refuse(*_args: Any, **_named: Any) -> int:
    raise OperationalError("database is locked")
