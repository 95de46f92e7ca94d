"""Signatures on what is sent to programs, after Standard Webhooks (standardwebhooks.com), by its own library."""

import base64
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from standardwebhooks import Webhook

from comments import encryption
from comments.models.signing_secret import SigningSecret
from comments.outbound.http import Fault, NoAnswer

# For which the former secret signs beside the new one.
FORMER_HOURS = 24
_SECRET_BYTES = 32
_PURPOSE = "comments.signing"


def renew(row: SigningSecret, now: datetime) -> str:
    """Give a row a new secret, in memory, and return it: nothing shows it again. The former signs FORMER_HOURS more."""
    secret = "whsec_" + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()
    former = row.secret
    row.previous_secret, row.previous_until = former, now + timedelta(hours=FORMER_HOURS) if former else None
    row.secret, row.secret_made_at = encryption.seal(secret, purpose=_PURPOSE), now
    return secret


def end_former(row: SigningSecret) -> None:
    """Sign by the row's own secret alone from now on; in memory."""
    row.previous_secret, row.previous_until = "", None


def in_use(row: SigningSecret, now: datetime) -> list[str]:
    """The secrets that sign at this moment, the newest first; none where SECRET_KEY is another one since."""
    sealed = [row.secret]
    if row.previous_until and now < row.previous_until:
        sealed.append(row.previous_secret)
    return [secret for one in sealed if one and (secret := encryption.unseal(one, purpose=_PURPOSE))]


def signed_headers(signing: Sequence[str], message_id: str, body: bytes, *, at: datetime) -> dict[str, str]:
    """The three headers that prove who sent a body, with a signature by each secret; `at` is now.

    Receivers refuse what is older than some minutes, so a message that is sent again is signed again, under its former
    id. Raises NoAnswer where there is no secret.
    """
    if not signing:
        raise NoAnswer(Fault.NO_KEY)
    moment = at.astimezone(UTC)  # the library takes whatever it is given for UTC
    signatures = [Webhook(secret).sign(message_id, moment, body.decode()) for secret in signing]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": " ".join(signatures),
    }
