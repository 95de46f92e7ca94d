"""Programs get signed documents, so that the library of Standard Webhooks verifies it, also while secrets rotate."""

import json
from datetime import timedelta, timezone
from types import SimpleNamespace
from typing import Any, cast

import pytest
from django.utils import timezone as clock
from standardwebhooks import Webhook, WebhookVerificationError

from comments.outbound import signing
from comments.outbound.http import Fault, NoAnswer

pytestmark = pytest.mark.once

BODY = json.dumps({"text": "Grüße 👋 \ud83d"}).encode()


class Row(SimpleNamespace):
    """As a model's row that has a signing secret."""

    secret = previous_secret = ""
    previous_until = None


def signed(row: Any, **given: Any) -> dict[str, str]:
    now = clock.now()
    return signing.signed_headers(signing.in_use(row, now), "msg_1", BODY, **{"at": now, **given})


def test_it_signs_so_that_the_receiver_can_verify_it() -> None:
    row = cast(Any, Row())
    secret = signing.renew(row, clock.now())
    # In whatever zone the moment is given.
    headers = signed(row, at=clock.now().astimezone(timezone(timedelta(hours=9))))

    assert Webhook(secret).verify(BODY, headers) == json.loads(BODY)
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(BODY + b" ", headers)


def test_it_signs_by_the_former_secret_too_for_a_day_or_until_that_is_ended() -> None:
    row, now = cast(Any, Row()), clock.now()
    first, second = signing.renew(row, now), signing.renew(row, now)
    headers = signed(row)

    assert [Webhook(secret).verify(BODY, headers) for secret in (first, second)] == [json.loads(BODY)] * 2
    assert signing.in_use(row, now + timedelta(hours=23)) == [second, first]
    assert signing.in_use(row, now + timedelta(hours=24)) == [second]
    signing.end_former(row)
    assert signing.in_use(row, now) == [second]


def test_it_keeps_no_secret_that_can_be_read() -> None:
    row = cast(Any, Row())
    secrets = [signing.renew(row, clock.now()), signing.renew(row, clock.now())]

    assert len(set(secrets)) == 2
    assert not [one for one in secrets if one in f"{row.secret} {row.previous_secret}"]


def test_it_sends_nothing_without_a_secret_that_it_can_read(settings: Any) -> None:
    row = cast(Any, Row())
    signing.renew(row, clock.now())
    settings.SECRET_KEY = "another-key"

    with pytest.raises(NoAnswer) as silence:
        signed(row)
    assert silence.value.fault == Fault.NO_KEY
