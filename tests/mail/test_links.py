"""What follows links without their reader, as mail servers and programs do, changes nothing."""

import hashlib
import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.utils import timezone

from comments import signed_tokens
from comments.deliveries import channels, readers
from comments.mail import trying
from comments.mail.readers import link
from comments.models import Channel, Comment, Delivery, DeliveryState, NoticeTime, PersonalData
from comments.moderation import decisions
from comments.moderation.notices import choosing, writing
from comments.moderation.notices.choosing import NoticeChoice
from tests.support import factories, mailbox
from tests.support.mail_server import Mail

pytestmark = [pytest.mark.django_db, pytest.mark.once]

_ADDRESS = re.compile(r"https?://[^\s\"'<>]+")
# Who was at the desk when is written down for whoever is signed in; sessions are theirs too.
_OF_THE_READER = {"django_session", "comments_deskvisit"}


def owe_test() -> None:
    trying.owe_test(chief(), factories.site(), now=timezone.now())


def owe_notice() -> None:
    factories.quiet_site(premoderation="all", mail_privacy=PersonalData.ALL)
    long_ago = timezone.now() - timedelta(minutes=10)
    choosing.choose(chief(), NoticeChoice(NoticeTime.AT_ONCE), now=long_ago)
    factories.screened(now=long_ago)
    assert writing.write_due() == 1


def ask_author() -> Comment:
    factories.quiet_site(reply_notices=True, decision_notices=True)
    return mailbox.asking(now=timezone.now() - timedelta(minutes=10))


def owe_question() -> None:
    ask_author()


def owe_replies() -> None:
    comment = decided(decisions.approve)
    reply = factories.waiting(comment, now=timezone.now())
    decisions.approve(reply.pk, by=factories.moderator(), version=reply.version)


def decided(decide: Callable[..., Comment]) -> Comment:
    """By an author whose address is confirmed."""
    comment = ask_author()
    link.press(signed_tokens.mail_token(link.PURPOSE, f"comment:{comment.pk}", comment.pk))
    long_ago = timezone.now() - timedelta(minutes=1)
    decide(comment.pk, by=factories.moderator(), version=comment.version, now=long_ago)
    return factories.fresh(comment)


# For each kind of mail: what has one sent.
SCENES: dict[str, Callable[[], object]] = {
    trying.KIND: owe_test,
    writing.KIND: owe_notice,
    readers.CONFIRM: owe_question,
    readers.PUBLISHED: lambda: decided(decisions.approve),
    readers.REJECTED: lambda: decided(decisions.reject),
    readers.REPLIES: owe_replies,
}


def chief() -> User:
    person = factories.moderator("chief")
    User.objects.filter(pk=person.pk).update(email="chief@example.org")
    person.refresh_from_db()
    return person


def links(mail: Mail) -> set[str]:
    """All that a program could follow: in both parts, and in headers."""
    html = unescape(mail.part("html"))
    headers = [str(mail.message[name] or "") for name in ("List-Unsubscribe", "List-Help", "List-Archive")]
    return {one.rstrip(".,;)") for text in (mail.part("plain"), html, *headers) for one in _ADDRESS.findall(text)}


def everything() -> dict[str, str]:
    """A hash of each table."""
    tables = set(connection.introspection.table_names()) - _OF_THE_READER
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(tables):
            cursor.execute(f'select * from "{table}"')
            rows = sorted(map(repr, cursor.fetchall()))
            found[table] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


def test_it_has_a_scene_for_each_mail() -> None:
    assert {kind for kind, channel in channels._senders if channel == Channel.MAIL} == set(SCENES)


@pytest.mark.parametrize("kind", SCENES)
def test_it_changes_nothing_that_somebody_follows_a_link(kind: str) -> None:
    with mailbox.open_mailbox() as server:
        SCENES[kind]()
        mailbox.send_all()
        mails = list(server.mails)
    assert Delivery.objects.filter(kind=kind, state=DeliveryState.SENT).exists()
    found = set().union(*(links(mail) for mail in mails))
    signed_in = Client()
    signed_in.force_login(chief())
    before = everything()
    for address in sorted(found):
        parts = urlsplit(address)
        for client in (Client(), signed_in):
            for ask in (client.get, client.head):
                answer = ask(f"{parts.path}?{parts.query}", follow=True)
                assert answer.status_code < 500, address
        assert everything() == before, address
