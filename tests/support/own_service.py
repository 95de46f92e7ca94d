"""A service of its own that a site asks: on a port of this machine, and the test says what it answers."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.utils import timezone
from standardwebhooks import Webhook

from comments.models import OwnHook, PersonalData, Site
from comments.outbound import signing
from tests.support.asked_service import PATIENCE, open_site
from tests.support.fake_akismet import FakeAkismet, Role


class OwnService(FakeAkismet):
    """Answers as `says` and `answers` tell it, or plays another role; verifies each question by its secret."""

    secret = ""

    def says(self, verdict: str, reason: str | None = None) -> None:
        self.answers(json.dumps({"verdict": verdict} | ({"reason": reason} if reason is not None else {})))

    def answers(self, body: str | bytes, status: str = "200 OK") -> None:
        body = body.encode() if isinstance(body, str) else body
        self.role = Role.RAW
        self.raw = f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body

    @property
    def questions(self) -> list[dict[str, Any]]:
        """What it was asked, each verified first."""
        return [Webhook(self.secret).verify(asked.body, asked.headers) for asked in self.asked]


@contextmanager
def own_service(**setting: Any) -> Iterator[OwnService]:
    """One that the site of `open_site` asks, and that has no objection."""
    with OwnService() as service:
        service.drip_seconds = 0.02
        service.says("clear")
        service.secret = set_up(open_site(), url=service.url, **setting)
        yield service


def set_up(site: Site, **setting: Any) -> str:
    """Have a site ask a service; returns the secret."""
    row = OwnHook(**{"site": site, "is_on": True, "personal_data": PersonalData.ALL, **setting})
    secret = signing.renew(row, timezone.now())
    row.save()
    Site.objects.filter(pk=site.pk).update(own_hook=row.for_site)
    return secret


@contextmanager
def impatient() -> Iterator[None]:
    with patch("comments.own_hook.client.SECONDS", PATIENCE):
        yield
