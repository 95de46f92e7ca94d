"""Webhooks as chief moderators set them up: secrets, a test, the log, and what is sent again."""

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from comments.access import audit
from comments.access.membership import require_chief
from comments.access.staff import Moderator
from comments.db.transactions import writing
from comments.deliveries import by_hand, listening
from comments.deliveries.outbox import Owed, owe
from comments.errors import NotFound, Stale
from comments.models import AuditVerb, Channel, Delivery, DeliveryState, WebhookEndpoint
from comments.outbound import signing
from comments.webhooks import payload

# Of the log on one page, and of what is sent again at once.
LATEST = 50
MOST_AGAIN = 10_000


def save(row: WebhookEndpoint, changed: Sequence[str], *, by: Moderator, now: datetime | None = None) -> str:
    """Write a webhook as it was typed; returns the secret of a new one, which is told this once, or "".

    Switching it on, or giving it another address, forgets how it failed. Raises NotAllowed.
    """
    require_chief(by, row.site_id)
    now, secret = now or timezone.now(), ""
    if row._state.adding:
        row.created_at, row.made_by, secret = now, by, signing.renew(row, now)
    if {"is_on", "url"} & set(changed):
        row.off_reason, row.failing_since = "", None
    with writing():
        row.save()
        listening.refresh_sites()
    return secret


def remove(row: WebhookEndpoint, *, by: Moderator) -> None:
    """Delete a webhook; what it is still owed is dropped. Raises NotAllowed."""
    require_chief(by, row.site_id)
    with writing():
        row.delete()
        listening.refresh_sites()


def renew_secret(endpoint_id: int, *, seen: datetime | None, by: Moderator, now: datetime | None = None) -> str:
    """Make another secret, and return it: it is told this once. The former signs too for FORMER_HOURS.

    `seen` is when the one on the screen was made: raises Stale if there is another one, NotFound, and NotAllowed.
    """
    now = now or timezone.now()
    with writing():
        row = _locked(endpoint_id, by)
        if row.secret_made_at != seen:
            raise Stale(_("A secret was made in the meantime. Look whether you need another one."))
        secret = signing.renew(row, now)
        row.save()
        _log(row, _("Made another secret."), by, now)
    return secret


def end_former_secret(endpoint_id: int, *, by: Moderator, now: datetime | None = None) -> None:
    """Sign by the former secret no more. Raises NotFound, and NotAllowed."""
    with writing():
        row = _locked(endpoint_id, by)
        signing.end_former(row)
        row.save()
        _log(row, _("Ended the former secret."), by, now)


def send_test(row: WebhookEndpoint, *, by: Moderator, now: datetime | None = None) -> None:
    """Owe it a message that tells of nothing, also while it is off. Raises NotAllowed."""
    require_chief(by, row.site_id)
    with writing():
        key = f"{payload.TEST}:{uuid4()}:{row.recipient}"
        owe([Owed(payload.TEST, Channel.WEBHOOK, row.recipient, key, row.site_id)], now=now or timezone.now())


def log_of(row: WebhookEndpoint, *, before: int | None = None) -> list[Delivery]:
    """The latest LATEST that it was owed, the newest first; `before` is the id of one to begin behind."""
    found = _owed_to(row) if before is None else _owed_to(row).filter(pk__lt=before)
    return list(found.select_related("site").order_by("-pk")[:LATEST])


def one_of(row: WebhookEndpoint, delivery_id: int) -> Delivery:
    """One that it was owed, with its attempts. Raises NotFound."""
    found = _owed_to(row).select_related("site").prefetch_related("log").filter(pk=delivery_id).first()
    if found is None:
        raise NotFound
    return found


def replay(
    row: WebhookEndpoint, chosen: Q, *, by: Moderator, now: datetime | None = None, limit: int = MOST_AGAIN
) -> int:
    """Send again what is over and matches a condition, the first `limit`, under the same ids; returns how many.

    What is not true any more by then is dropped. Raises NotAllowed.
    """
    require_chief(by, row.site_id)
    now = now or timezone.now()
    with writing():
        over = _owed_to(row).exclude(state=DeliveryState.OWED).filter(chosen).order_by("pk")
        ids = list(over.values_list("pk", flat=True)[:limit])
        number = len(by_hand.send_again(ids, now=now))
        if number:
            _log(row, _("Sent again: %(n)d.") % {"n": number}, by, now)
    return number


def _owed_to(row: WebhookEndpoint) -> QuerySet[Delivery]:
    """Of its own site alone: it may have been another's before, whose comments its chiefs have no business with."""
    found = Delivery.objects.filter(recipient=row.recipient, channel=Channel.WEBHOOK)
    return found if row.site_id is None else found.filter(site=row.site_id)


def _locked(endpoint_id: int, by: Moderator) -> WebhookEndpoint:
    row = WebhookEndpoint.objects.select_for_update().filter(pk=endpoint_id).first()
    if row is None:
        raise NotFound
    require_chief(by, row.site_id)
    return row


def _log(row: WebhookEndpoint, change: str, by: Moderator, now: datetime | None) -> None:
    audit.write_change(AuditVerb.SETTINGS, row, change, by=by, site_id=row.site_id, now=now)
