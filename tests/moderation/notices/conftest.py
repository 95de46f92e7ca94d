"""Moderators who want to be told that comments wait, comments that do, and who was told."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User

from comments.models import Comment, Delivery, DeliveryState, Membership, NoticeSetting, NoticeTime, Site
from comments.moderation.notices import choosing
from comments.moderation.notices.choosing import NoticeChoice
from comments.moderation.notices.writing import write_due
from comments.moderation.waiting import presence
from tests.support import factories
from tests.support.factories import NOON

SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def _nobody_noted() -> None:
    presence._noted.clear()


@pytest.fixture
def site() -> Site:
    return factories.quiet_site(premoderation="all")


def member(username: str, *sites: Site | None, email: str = "") -> User:
    user = User.objects.create(username=username, is_staff=True, email=email or f"{username}@times.example")
    Membership.objects.bulk_create(Membership(user=user, site=site) for site in sites)
    return user


def wants(user: User, frequency: str = NoticeTime.AT_ONCE, *, now: datetime = NOON, **choice: Any) -> NoticeSetting:
    choosing.choose(user, NoticeChoice(frequency, **choice), now=now)
    return NoticeSetting.objects.get(user=user, site=None)


def held(now: datetime = NOON, **fields: Any) -> Comment:
    return factories.screened(now=now, **fields)


def told() -> list[str]:
    return [User.objects.get(pk=one.removeprefix("user:")).username for one in _recipients()]


def _recipients() -> list[str]:
    return list(Delivery.objects.order_by("pk").values_list("recipient", flat=True))


def sent() -> None:
    """As if all that is owed went out."""
    Delivery.objects.filter(state=DeliveryState.OWED).update(state=DeliveryState.SENT, ended_at=NOON)


def after(span: timedelta) -> int:
    """How many are told then, with all before sent."""
    sent()
    return write_due(now=NOON + span)
