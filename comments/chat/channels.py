"""The addresses of chats: what is taken as one, kept encrypted, and read again only to send."""

import re
from datetime import datetime
from urllib.parse import urlsplit
from uuid import uuid4

from django.utils import timezone
from django.utils.translation import gettext as _

from comments import encryption
from comments.access.membership import require_chief
from comments.access.staff import Moderator
from comments.db.transactions import writing
from comments.deliveries.outbox import Owed, owe
from comments.models import Channel, ChatChannel, ChatKind, Delivery
from comments.outbound.asking import address_fault

WAITING, TEST = "moderators.waiting", "test"
_PURPOSE = "comments.chat"
_TOKEN = re.compile(r"[0-9]{3,20}:[A-Za-z0-9_-]{20,100}")
_CHAT = re.compile(r"-?[0-9]{1,20}|@[A-Za-z][A-Za-z0-9_]{3,31}")
LAST = 5


def fault_of(kind: str, secret: str) -> str:
    """Why this is no address of a chat of this kind, as a sentence; "" if it is one."""
    if kind != ChatKind.TELEGRAM:
        return address_fault(secret)
    if _TOKEN.fullmatch(secret):
        return ""
    return _("Enter the token that @BotFather gave you: digits, a colon, and letters.")


def is_chat_id(written: str) -> bool:
    """Whether this can name a chat of Telegram."""
    return _CHAT.fullmatch(written) is not None


def seal(secret: str) -> str:
    """As ChatChannel.sealed has it."""
    return encryption.seal(secret, purpose=_PURPOSE)


def secret_of(channel: ChatChannel) -> str:
    """The address or token; "" if SECRET_KEY is another one since."""
    return encryption.unseal(channel.sealed, purpose=_PURPOSE) or ""


def place_of(channel: ChatChannel) -> str:
    """Where a chat is, as people may know it: the host, without the rest of the address; for a bot its number."""
    secret = secret_of(channel)
    if channel.kind == ChatKind.TELEGRAM:
        return _("bot %(number)s, chat %(chat)s") % {"number": secret.partition(":")[0], "chat": channel.chat_id}
    return urlsplit(secret).hostname or ""


def recipient_of(channel: ChatChannel) -> str:
    """As a Delivery names it."""
    return f"chat:{channel.pk}"


def send_test(channel: ChatChannel, *, by: Moderator, now: datetime | None = None) -> None:
    """Owe the chat a message that says it works. Raises NotAllowed."""
    require_chief(by, channel.site_id)
    with writing():
        owed = Owed(TEST, Channel.CHAT, recipient_of(channel), f"{TEST}:chat:{uuid4()}", channel.site_id)
        owe([owed], now=now or timezone.now())


def last_deliveries(channel: ChatChannel) -> list[Delivery]:
    """The latest LAST messages, the newest first."""
    return list(Delivery.objects.filter(recipient=recipient_of(channel)).order_by("-pk")[:LAST])
