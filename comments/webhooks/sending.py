"""Sends an event to a program: written and signed at that moment, and noted for the log with what was answered."""

import json
import time
from datetime import timedelta
from http import HTTPStatus

from django.utils import timezone
from django.utils.translation import gettext as _

from comments import __version__, conf
from comments.access import audit
from comments.db.transactions import writing
from comments.deliveries import channels, listening
from comments.deliveries.channels import SendOutcome
from comments.models import AuditVerb, Channel, Comment, Delivery, DeliveryAttempt, WebhookEndpoint, WebhookEvent
from comments.outbound import retry_after, signing
from comments.outbound.asking import address_fault, may_tell
from comments.outbound.http import Fault, NoAnswer, Reply, post_document
from comments.statuses import Status
from comments.webhooks import payload

SECONDS = 10.0
# For so long none may be taken before it is switched off.
MOST_FAILING = timedelta(days=5)
# Of what is kept in the log, in characters.
REQUEST_LIMIT, ANSWER_LIMIT = 10_000, 2_000


def register_all() -> None:
    """Say who sends what to webhooks."""
    for kind in (*WebhookEvent.values, payload.TEST):
        channels.register(kind, Channel.WEBHOOK, send)


def send(delivery: Delivery) -> SendOutcome:
    """Tell a webhook; one that is switched off is only sent tests."""
    endpoint = endpoint_of(delivery)
    if endpoint is None:
        return SendOutcome.dropped(_("The webhook was removed."))
    if not endpoint.is_on and delivery.kind != payload.TEST:
        return SendOutcome.dropped(_("The webhook is switched off."))
    if endpoint.site_id not in (None, delivery.site_id):
        return SendOutcome.dropped(_("The webhook is another site's now."))
    document = payload.document(delivery, endpoint)
    if document is None:
        return SendOutcome.dropped(_("What happened has changed again meanwhile."))
    body, began = json.dumps(document, ensure_ascii=False).encode("utf-8", errors="replace"), time.monotonic()
    try:
        reply = _post(endpoint, delivery, body)
    except NoAnswer as silence:
        outcome, answer = SendOutcome.retry(silence.reason, rests=silence.fault), silence.reason
    else:
        outcome, answer = _outcome(reply), _written(reply)
    _note(delivery, outcome, began, body, answer)
    return _judged(endpoint, outcome, is_gone=outcome.fate == channels.Fate.REFUSED)


def endpoint_of(delivery: Delivery) -> WebhookEndpoint | None:
    """The webhook that a delivery is for, if it is still there."""
    return WebhookEndpoint.objects.filter(pk=delivery.recipient.partition(":")[2]).first()


def _post(endpoint: WebhookEndpoint, delivery: Delivery, body: bytes) -> Reply:
    """With one id in all attempts, and in each the moment and the signatures of now."""
    if address_fault(endpoint.url):  # PRIVATE_RECEIVERS was on when it was typed
        raise NoAnswer(Fault.NOT_SECURE)
    now = timezone.now()
    headers = signing.signed_headers(signing.in_use(endpoint, now), str(delivery.uuid), body, at=now)
    agent = f"Comments/{__version__} (+{conf.public_url()})"
    return post_document(
        endpoint.url, body, headers=headers, user_agent=agent, seconds=SECONDS, may_ask=may_tell, for_status=True
    )


def _outcome(reply: Reply) -> SendOutcome:
    if 300 <= reply.status < 400:
        said = _("It answered with the status %(number)d. Redirects are not followed.")
    else:
        said = _("It answered with the status %(number)d.")
    answer = said % {"number": reply.status}
    if 200 <= reply.status < 300:
        return SendOutcome.sent(answer)
    if reply.status == HTTPStatus.GONE:
        return SendOutcome.refused(answer)
    not_before = retry_after.moment_of(reply.headers.get("Retry-After", ""), now=timezone.now())
    return SendOutcome.retry(answer, not_before=not_before, rests="status")


def _judged(endpoint: WebhookEndpoint, outcome: SendOutcome, *, is_gone: bool) -> SendOutcome:
    """Note since when a webhook fails, and switch it off when it says that it is gone, or after MOST_FAILING."""
    now = timezone.now()
    if outcome.fate == channels.Fate.SENT:
        if endpoint.failing_since is not None:
            with writing():
                WebhookEndpoint.objects.filter(pk=endpoint.pk).update(failing_since=None)
    elif is_gone or (endpoint.failing_since and now - endpoint.failing_since >= MOST_FAILING):
        _switch_off(endpoint, outcome.answer, is_gone=is_gone)
    elif endpoint.failing_since is None:
        with writing():
            WebhookEndpoint.objects.filter(pk=endpoint.pk, failing_since=None).update(failing_since=now)
    return outcome


def _switch_off(endpoint: WebhookEndpoint, answer: str, *, is_gone: bool) -> None:
    """Unless somebody gave it another address meanwhile; chiefs read it in the log and on its page."""
    told = _("It is gone. %(answer)s") if is_gone else _("It took nothing for five days. %(answer)s")
    reason = told % {"answer": answer}
    with writing():
        same = WebhookEndpoint.objects.filter(pk=endpoint.pk, url=endpoint.url, is_on=True)
        if not same.update(is_on=False, off_reason=reason[:300]):
            return
        listening.refresh_sites(endpoint.site_id)
        change = _("Switched off by the service. %(why)s") % {"why": reason}
        audit.write_change(AuditVerb.SETTINGS, endpoint, change, by=None, site_id=endpoint.site_id)


def _note(delivery: Delivery, outcome: SendOutcome, began: float, body: bytes, answer: str) -> None:
    request, answer = _cut(body.decode(), REQUEST_LIMIT), _cut(answer, ANSWER_LIMIT)
    with writing():
        if delivery.kind != WebhookEvent.DELETED and _is_erased(delivery.comment_id):
            request = answer = ""
        DeliveryAttempt.objects.create(
            delivery=delivery, at=timezone.now(), milliseconds=round((time.monotonic() - began) * 1000),
            outcome=outcome.fate, request=request, answer=answer,
        )  # fmt: skip


def _is_erased(comment_id: int | None) -> bool:
    """Whether a comment was deleted for ever while it was told; locked, so that it is not in this moment."""
    if comment_id is None:
        return False
    row = Comment.objects.select_for_update(no_key=True).filter(pk=comment_id)
    return row.values_list("status", flat=True).first() == Status.DELETED


def _written(reply: Reply) -> str:
    """Status and body as text that every database takes."""
    body = reply.body.decode("utf-8", errors="replace").replace("\x00", "\ufffd")
    return f"{reply.status}\n{body}".strip()


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[:limit]}…"
