"""Sends a message to a chat, written from what waits at that moment, and switches off a chat that is gone."""

import json
import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from comments import __version__, conf
from comments.chat import channels, messages
from comments.chat.writing import site_ids_of
from comments.db.transactions import writing
from comments.deliveries import channels as senders
from comments.deliveries.channels import SendOutcome
from comments.models import Channel, ChatChannel, ChatKind, Delivery, Site
from comments.moderation.waiting.counting import what_waits
from comments.outbound import retry_after
from comments.outbound.asking import may_tell
from comments.outbound.http import NoAnswer, Reply, post_document

SECONDS = 10.0
LONGEST_WAIT = timedelta(hours=1)
# Nobody is there any more, or we may not write there: the chat, the webhook or the bot was removed.
_GONE = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.GONE)
_NO_CHAT = "chat not found"
_LONGEST_SAID = 80


def register_all() -> None:
    """Say who sends what to chats."""
    senders.register(channels.WAITING, Channel.CHAT, send_waiting)
    senders.register(channels.TEST, Channel.CHAT, send_test)


def send_waiting(delivery: Delivery) -> SendOutcome:
    """Tell what waits now; nothing, if nothing does any more."""
    channel = _channel_of(delivery)
    if channel is None or not channel.is_on:
        return SendOutcome.dropped(_("The chat was switched off."))
    now, sites = timezone.now(), site_ids_of(channel)
    ids = list(Site.objects.values_list("pk", flat=True)) if sites is None else sites
    waits = what_waits(ids, now=now)
    if not waits:
        return SendOutcome.dropped(_("Nothing waits any more."))
    return _send(channel, messages.waiting(waits, now=now))


def send_test(delivery: Delivery) -> SendOutcome:
    """Tell that it works, also to a chat that is switched off."""
    channel = _channel_of(delivery)
    if channel is None:
        return SendOutcome.dropped(_("The chat was removed."))
    return _send(channel, messages.test(channel.name))


def _channel_of(delivery: Delivery) -> ChatChannel | None:
    return ChatChannel.objects.filter(pk=delivery.recipient.partition(":")[2]).first()


def _send(channel: ChatChannel, lines: Sequence[str]) -> SendOutcome:
    secret = channels.secret_of(channel)
    if not secret:
        return SendOutcome.refused(
            _("Its address cannot be read any more, since SECRET_KEY is another one. Enter it again.")
        )
    text = messages.written_for(channel.kind, lines)
    url, body, may_ask = _request(channel, secret, text)
    agent = f"Comments/{__version__} (+{conf.public_url()})"
    try:
        reply = post_document(
            url, json.dumps(body).encode(), headers={}, user_agent=agent, seconds=SECONDS, may_ask=may_ask
        )
    except NoAnswer as silence:
        return SendOutcome.retry(silence.reason, rests=silence.fault)
    return _outcome(channel, reply, secret)


def _request(channel: ChatChannel, secret: str, text: str) -> tuple[str, dict[str, Any], Callable[[str], bool]]:
    """Where to, what, and which network addresses may be asked: of Telegram, what the operator's setting names."""
    if channel.kind != ChatKind.TELEGRAM:
        return secret, {"text": text}, may_tell
    url = f"{conf.telegram_api_url()}/bot{secret}/sendMessage"
    return (
        url,
        {"chat_id": channel.chat_id, "text": text, "link_preview_options": {"is_disabled": True}},
        lambda _: True,
    )


def _outcome(channel: ChatChannel, reply: Reply, secret: str) -> SendOutcome:
    said, document = _said(reply, secret), _document(reply)
    status = _("The chat answered with the status %(number)d.") % {"number": reply.status}
    answer = f"{status} {said}".strip()
    if 200 <= reply.status < 300 and (channel.kind != ChatKind.TELEGRAM or document.get("ok") is True):
        return SendOutcome.sent(answer)
    if moved := _moved_to(channel, document):
        return moved
    if reply.status in _GONE or _NO_CHAT in said.lower():
        _switch_off(channel, answer)
        return SendOutcome.refused(answer)
    if reply.status == HTTPStatus.TOO_MANY_REQUESTS:
        return SendOutcome.retry(answer, not_before=_not_before(reply, document), rests="busy")
    if 400 <= reply.status < 500 and reply.status != HTTPStatus.REQUEST_TIMEOUT:
        return SendOutcome.refused(answer)
    return SendOutcome.retry(answer, rests="status")


def _moved_to(channel: ChatChannel, document: dict[str, Any]) -> SendOutcome | None:
    """A group of Telegram that became a supergroup has another id since, which the answer says."""
    moved = str(_parameters(document).get("migrate_to_chat_id"))
    if channel.kind != ChatKind.TELEGRAM or not channels.is_chat_id(moved):
        return None
    with writing():
        ChatChannel.objects.filter(pk=channel.pk, chat_id=channel.chat_id).update(chat_id=moved)
    return SendOutcome.retry(_("The chat has another id now. It is sent there."))


def _switch_off(channel: ChatChannel, answer: str) -> None:
    """Unless somebody entered another address meanwhile."""
    same = ChatChannel.objects.filter(pk=channel.pk, sealed=channel.sealed, chat_id=channel.chat_id)
    with writing():
        same.update(is_on=False, off_reason=answer[:300])


def _not_before(reply: Reply, document: dict[str, Any]) -> datetime:
    """When it may be tried again: the answer says it by Retry-After, seconds or a date, or Telegram's retry_after."""
    now = timezone.now()
    told = retry_after.moment_of(reply.headers.get("Retry-After", ""), now=now)
    if told is None:
        in_body = _parameters(document).get("retry_after")
        seconds = min(max(in_body, 0), 10**6) if isinstance(in_body, int) else 60
        told = now + timedelta(seconds=seconds)
    return min(max(told, now + timedelta(seconds=1)), now + LONGEST_WAIT)


def _document(reply: Reply) -> dict[str, Any]:
    try:
        found = json.loads(reply.body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _parameters(document: dict[str, Any]) -> dict[str, Any]:
    found = document.get("parameters")
    return found if isinstance(found, dict) else {}


def _said(reply: Reply, secret: str) -> str:
    """What explains the answer, if it is short and plain and repeats nothing of the address."""
    said = _document(reply).get("description") or reply.body.decode("utf-8", errors="replace").strip()
    parts = [part for part in re.split(r"[/:?=&]", secret) if len(part) > 5]
    is_plain = isinstance(said, str) and re.fullmatch(r"[\w .,:;'()-]+", said) and len(said) <= _LONGEST_SAID
    return str(said) if is_plain and not any(part in said for part in parts) else ""
