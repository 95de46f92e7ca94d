"""What the pages of a site on which it shares a secret have alike: the secret, shown once, and the one before it."""

from datetime import datetime
from typing import Any, Protocol

from django.utils import timezone

from comments.text.parsing import written_moment


class SharedSecret(Protocol):
    """A secret, stored encrypted, that replaces the one before it after a while."""

    secret: str
    secret_made_at: datetime | None
    previous_until: datetime | None


def secret_context(row: SharedSecret, *, shown: str, is_lost: bool, former_hours: int) -> dict[str, Any]:
    """For comments/desk/setup_with_secret.html; `shown` is a secret that was made just now, else ""."""
    former = row.previous_until
    return {
        "secret": shown,
        "seen": written_moment(row.secret_made_at) if row.secret_made_at else "",
        "is_lost": bool(row.secret) and is_lost,
        "former_until": former if former and former > timezone.now() else None,
        "former_hours": former_hours,
    }
