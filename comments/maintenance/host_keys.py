"""Fetches the public keys by which hosts sign: each hour, and once a minute at most while a token names an unknown one.

A reader never waits for it. While an address does not answer, the keys that were there stay.
"""

import logging
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from comments import __version__, conf
from comments.access import key_sets
from comments.db.transactions import writing
from comments.models import SingleSignOn
from comments.outbound.asking import may_ask
from comments.outbound.http import NoAnswer, get_document

log = logging.getLogger(__name__)

SECONDS = 5.0
EVERY, AFTER_FAILURE = timedelta(hours=1), timedelta(minutes=5)
# Of sites in one run, which may take this many times SECONDS: a task is ended after four times that.
MOST = 3


def fetch_due(*, now: datetime | None = None) -> int:
    """Fetch the key sets that are due, the longest first; returns how many. Never inside a transaction."""
    now = now or timezone.now()
    due = SingleSignOn.objects.filter(is_on=True, keys_due__lte=now).exclude(jwks_url="").order_by("keys_due", "pk")
    rows = [row for row in due[:MOST] if _is_taken(row, now)]
    for row in rows:
        _fetch(row, now)
    return len(rows)


def _is_taken(row: SingleSignOn, now: datetime) -> bool:
    """Whether this worker fetches it: only the first guarded UPDATE finds the row as it was."""
    same = SingleSignOn.objects.filter(pk=row.pk, jwks_url=row.jwks_url, keys_due=row.keys_due)
    with writing():
        return same.update(keys_asked_at=now, keys_due=now + AFTER_FAILURE) == 1


def _fetch(row: SingleSignOn, now: datetime) -> None:
    try:
        changed = {"keys": _keys(row.jwks_url), "keys_fetched_at": now, "keys_due": now + EVERY, "keys_failure": ""}
    except (NoAnswer, key_sets.NoKeySet) as failure:
        changed = {"keys_failure": str(failure)}
        log.warning("the keys of site %s were not fetched: %s", row.site_id, failure)
    with writing():  # unless there is another address meanwhile
        SingleSignOn.objects.filter(pk=row.pk, jwks_url=row.jwks_url).update(**changed)


def _keys(url: str) -> list[dict[str, Any]]:
    agent = f"Comments/{__version__} (+{conf.public_url()})"
    reply = get_document(url, user_agent=agent, seconds=SECONDS, may_ask=_may_ask)
    if reply.status != HTTPStatus.OK:
        raise key_sets.NoKeySet(_("The address answered with the status %(number)d.") % {"number": reply.status})
    return key_sets.parse(reply.body)


def _may_ask(address: str) -> bool:
    return conf.may_fetch_private_keys() or may_ask(address)
