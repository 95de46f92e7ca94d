"""Mails to authors, as a real server takes them: what is owed is sent in this thread, whenever it is due."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from urllib.parse import unquote

from django.test import override_settings
from django.utils import timezone

from comments.models import Comment, Delivery, DeliveryState
from tests.support import factories
from tests.support.mail_server import Mail, MailServer
from tests.support.sender import send_due

_LINK = re.compile(r"https?://\S+?/threads/mail/(\w+)/\?token=(\S+)")


@contextmanager
def open_mailbox() -> Iterator[MailServer]:
    """A mail server that this service sends by."""
    with MailServer() as server:
        smtp = "django.core.mail.backends.smtp.EmailBackend"
        with override_settings(EMAIL_BACKEND=smtp, EMAIL_HOST="127.0.0.1", EMAIL_PORT=server.port):
            yield server


def send_all() -> None:
    """Send what is owed, also what waits to be told with others."""
    while True:
        owed = Delivery.objects.filter(state=DeliveryState.OWED)
        owed.filter(attempts=0).update(due=timezone.now() - timedelta(seconds=1))
        if not send_due():
            return


def path_in(mail: Mail, name: str = "confirm") -> str:
    """The path of the link to one of our pages in the text of a mail."""
    return next(path for found, path in paths_in(mail) if found == name)


def token_in(mail: Mail, name: str = "confirm") -> str:
    return unquote(path_in(mail, name).partition("token=")[2])


def paths_in(mail: Mail) -> list[tuple[str, str]]:
    return [(name, f"/threads/mail/{name}/?token={token}") for name, token in _LINK.findall(mail.part("plain"))]


def asking(*, email: str = "ada@example.org", **fields: Any) -> Comment:
    """A comment whose author ticked both boxes, screened and held."""
    now = fields.pop("now", timezone.now())
    return factories.screened(email=email, notify_replies=True, notify_decision=True, now=now, **fields)
