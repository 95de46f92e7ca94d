"""Mails to a mail server of the tests, and what is owed for them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from comments.mail.message import Letter
from comments.models import Channel, Delivery, Site
from tests.support import factories

MakeLetter = Callable[..., Letter]


@pytest.fixture
def site() -> Site:
    return factories.site("times", name="The Times", time_zone="Europe/Berlin")


@pytest.fixture
def letter(site: Site) -> MakeLetter:
    """A test mail of the site to ada, but for what is given."""

    def make(**given: Any) -> Letter:
        now = timezone.now()
        owed = Delivery.objects.create(
            key=f"test:{Delivery.objects.count()}", channel=Channel.MAIL, kind="test", recipient="user:7", site=site,
            happened_at=now, due=now,
        )  # fmt: skip
        usual = {
            "to": "ada@example.org", "subject": "A test", "template": "comments/mail/moderators/test", "site": site,
            "context": {"who": "Ada"}, "language": "en", "delivery": owed,
        }  # fmt: skip
        return Letter(**{**usual, **given})

    return make
