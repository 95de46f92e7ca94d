"""Mails as files, where there is no mail server: for trying things out. Nobody is sent them."""

import os
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from email.policy import SMTP
from pathlib import Path

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from comments import conf

_AS_WRITTEN = SMTP.clone(refold_source="none")
# The oldest go.
MOST_FILES = 1000


class EmailBackend(BaseEmailBackend):
    """Django's functions write here too. Each mail is a file in EMAIL_FILE_PATH that nobody else may read."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write them; returns how many. Raises OSError."""
        for message in email_messages:
            keep(message.message().as_bytes(policy=_AS_WRITTEN))
        return len(email_messages)


def keep(content: bytes) -> Path:
    """Write one, whole or not at all. Raises OSError."""
    folder = conf.mail_folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=folder, prefix=".", suffix=".part")  # made with mode 0600
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    # The rest of the random name tells two of the same moment apart.
    path = folder / f"{datetime.now(UTC):%Y%m%dT%H%M%S.%f}-{Path(name).stem.strip('.')}.eml"
    Path(name).rename(path)
    _forget_the_oldest(folder)
    return path


def _forget_the_oldest(folder: Path) -> None:
    for old in sorted(folder.glob("*.eml"))[:-MOST_FILES]:
        old.unlink(missing_ok=True)
