"""A service that is asked about comments, and a site where nothing else objects to them."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch

from comments.models import Comment, Finding, Premoderation, Site
from comments.screening import run
from tests.support import factories
from tests.support.factories import NOON
from tests.support.fake_akismet import KEY, FakeAkismet, Role

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
PATIENCE = 0.3  # seconds, for a service that will not answer anyway
_networks = itertools.count(1)


@contextmanager
def asked(settings: Any, role: Role = Role.JUDGE) -> Iterator[FakeAkismet]:
    with FakeAkismet(role) as service:
        service.drip_seconds = 0.02
        settings.AKISMET_URL, settings.AKISMET_KEY = service.url, KEY
        yield service


@contextmanager
def impatient() -> Iterator[None]:
    with patch("comments.akismet.client.AKISMET_SECONDS", PATIENCE):
        yield


def open_site(**rules: Any) -> Site:
    """Where only what a check objects to waits."""
    return factories.quiet_site(**{"premoderation": Premoderation.OBJECTIONS, **rules})


def undecided(**fields: Any) -> Comment:
    """A comment that the checks here would publish, from a network of its own."""
    open_site()
    return factories.waiting(**{"address": f"10.{next(_networks)}.0.7", **fields})


def screen(*comments: Comment, now: datetime = NOON + SECOND) -> int:
    return run.screen([comment.pk for comment in comments], now=now)


def judged(**fields: Any) -> Comment:
    """Posted and screened."""
    comment = undecided(**fields)
    screen(comment)
    return factories.fresh(comment)


def answer(comment: Comment) -> Finding:
    return comment.findings.get(check_name="akismet")


def questions(service: FakeAkismet, call: str = "comment-check") -> list[dict[str, str]]:
    """What it was asked or told, without the key."""
    asked = [asked.fields for asked in service.asked if asked.path.endswith(call)]
    return [{name: value for name, value in fields.items() if name != "api_key"} for fields in asked]
