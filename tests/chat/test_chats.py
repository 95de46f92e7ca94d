"""Chats are told that comments wait: when, what, and what follows from each answer."""

import json
import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from comments.chat import channels, messages, writing
from comments.deliveries import sending
from comments.models import ChatChannel, ChatKind, Comment, Delivery, DeliveryState, Site
from comments.moderation import decisions
from tests.support import factories
from tests.support.receiver import DIE, ENDLESS, Answer, Receiver, document, later, redirect
from tests.support.sender import send_due

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
TOKEN = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    with Receiver() as running:
        settings.PUBLIC_URL = "http://localhost:8000"
        settings.TELEGRAM_API_URL = f"{running.url}/telegram"
        yield running


def chat(receiver: Receiver, kind: str = ChatKind.SLACK, **fields: Any) -> ChatChannel:
    secret = TOKEN if kind == ChatKind.TELEGRAM else f"{receiver.url}/services/T0/B0/hidden-part"
    chat_id = "-100123" if kind == ChatKind.TELEGRAM else ""
    ordinary = {"name": "#moderators", "kind": kind, "sealed": channels.seal(secret), "chat_id": chat_id}
    return ChatChannel.objects.create(**{**ordinary, **fields})


def waits(**fields: Any) -> Comment:
    """A comment that waits for a moderator, since now."""
    return factories.screened(**{"now": timezone.now(), **fields})


def tell(after: timedelta = 2 * MINUTE) -> Delivery:
    """What is written now is sent, and what became of it."""
    writing.write_due()
    return send(timezone.now() + after)


def send(now: datetime) -> Delivery:
    Delivery.objects.filter(state=DeliveryState.OWED).update(due=timezone.now() - MINUTE, leased_until=None)
    send_due()
    return Delivery.objects.latest("pk")


def text_at(receiver: Receiver) -> str:
    return str(receiver.calls[-1].json["text"])


def test_it_tells_a_chat_how_many_wait_and_nothing_of_who_wrote(receiver: Receiver) -> None:
    chat(receiver)
    early = timezone.now() - 3 * 60 * MINUTE
    for number in range(2):
        waits(
            text=f"Secret thought {number}.",
            now=early,
            name="Ada Lovelace",
            email="ada@example.org",
            address="192.0.2.77",
        )
    sent = tell()

    assert (sent.state, sent.answer) == (DeliveryState.SENT, "The chat answered with the status 204.")
    assert [call.path for call in receiver.calls] == ["/services/T0/B0/hidden-part"]
    first, last = text_at(receiver).split("\n")
    assert first.startswith(
        "The Times of Nowhere: 2 comments wait for a decision. The oldest came 3\xa0hours ago. Why: "
    )
    assert last == "http://localhost:8000/admin/desk/"
    body = receiver.calls[-1].body.decode()
    assert not [one for one in ("ecret thought", "Lovelace", "ada@", "192.0.2.77") if one in body]


def test_it_tells_a_chat_of_telegram_by_its_bot(receiver: Receiver) -> None:
    receiver.will(f"/telegram/bot{TOKEN}/sendMessage", document({"ok": True, "result": {}}))
    chat(receiver, ChatKind.TELEGRAM)
    waits()

    assert tell().state == DeliveryState.SENT
    assert receiver.calls[-1].json == {
        "chat_id": "-100123", "text": text_at(receiver), "link_preview_options": {"is_disabled": True},
    }  # fmt: skip


def test_it_tells_each_thing_once_and_is_quiet_afterwards(receiver: Receiver) -> None:
    channel = chat(receiver, quiet_minutes=30)
    waits()
    tell()
    now = timezone.now()
    waits()

    assert writing.write_due(now=now + 29 * MINUTE) == 0
    assert writing.write_due(now=now + 31 * MINUTE) == 1
    assert writing.write_due(now=now + 62 * MINUTE) == 0, "what is on its way says it all"
    send(now)
    assert writing.write_due(now=now + 90 * MINUTE) == 0, "nothing is new"
    assert len(receiver.calls) == 2
    assert "2 comments wait" in text_at(receiver)
    assert ChatChannel.objects.get(pk=channel.pk).told_at


def test_it_says_nothing_where_all_was_decided_meanwhile_or_the_chat_is_off(receiver: Receiver) -> None:
    channel = chat(receiver)
    comment = waits()
    writing.write_due()
    decisions.approve(comment.pk, by=factories.moderator(), version=comment.version)
    assert send(timezone.now()).state == DeliveryState.DROPPED

    waits()
    writing.write_due(now=timezone.now() + 60 * MINUTE)
    ChatChannel.objects.filter(pk=channel.pk).update(is_on=False)
    assert send(timezone.now()).answer == "The chat was switched off."
    assert receiver.calls == []


def test_it_hears_of_its_own_site_alone(receiver: Receiver) -> None:
    other = factories.quiet_site("post", name="The Post")
    chat(receiver, site=other)
    waits()
    assert writing.write_due() == 0
    chat(receiver, name="all")
    waits(on=factories.subject("post"))
    writing.write_due()
    send(timezone.now())

    texts = {call.json["text"].count("wait") for call in receiver.calls}
    assert (len(receiver.calls), texts) == (2, {1, 2})


@pytest.mark.parametrize("kind", ChatKind.values)
@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_it_switches_off_a_chat_that_is_gone(receiver: Receiver, kind: str, status: int) -> None:
    channel = chat(receiver, kind)
    receiver_says(receiver, document({"ok": False, "description": "Forbidden: bot was kicked"}, status))
    waits()
    sent, now = tell(), ChatChannel.objects.get(pk=channel.pk)

    assert (sent.state, now.is_on) == (DeliveryState.FAILED, False)
    assert now.off_reason == sent.answer == f"The chat answered with the status {status}. Forbidden: bot was kicked"
    waits()
    assert writing.write_due(now=timezone.now() + 60 * MINUTE) == 0


def receiver_says(receiver: Receiver, answer: Answer) -> None:
    for path in ("/services/T0/B0/hidden-part", f"/telegram/bot{TOKEN}/sendMessage"):
        receiver.will(path, answer, times=None)


@pytest.mark.parametrize(
    ("answer", "seconds"),
    [
        (later(30), 30),
        (later(10**6), 3600),
        (later("Wed, 21 Oct 2015 07:28:00 GMT"), 1),
        (later("soon"), 60),
        (later(f"Mon, 01 Jan {10**20} 00:00:00 GMT"), 60),
        (document({"ok": False, "parameters": {"retry_after": 17}}, 429), 17),
    ],
)
def test_it_waits_for_as_long_as_a_busy_chat_asks(receiver: Receiver, answer: Answer, seconds: int) -> None:
    channel = chat(receiver, ChatKind.TELEGRAM)
    receiver_says(receiver, answer)
    waits()
    before, sent = timezone.now(), tell()

    assert sent.state == DeliveryState.OWED
    assert timedelta(seconds=seconds) <= sent.due - before
    assert sent.first_tried_at
    assert sent.due - sent.first_tried_at <= max(timedelta(seconds=seconds), sending.FIRST_PAUSE)
    assert ChatChannel.objects.get(pk=channel.pk).is_on


@pytest.mark.parametrize("answer", [Answer(500), Answer(503), DIE, ENDLESS, redirect("http://127.0.0.1:9/")])
def test_it_tries_again_what_is_no_answer(receiver: Receiver, answer: Answer) -> None:
    chat(receiver)
    receiver_says(receiver, answer)
    waits()

    assert tell().state == DeliveryState.OWED
    receiver.behave()
    assert send(timezone.now()).state == DeliveryState.SENT


def test_it_takes_no_promise_of_telegram_without_ok(receiver: Receiver) -> None:
    chat(receiver, ChatKind.TELEGRAM)
    receiver_says(receiver, Answer(200, b"<html>Welcome</html>"))
    waits()

    assert tell().state == DeliveryState.OWED


def test_it_follows_a_group_of_telegram_that_has_another_id(receiver: Receiver) -> None:
    channel = chat(receiver, ChatKind.TELEGRAM)
    moved = {"ok": False, "description": "Bad Request: group upgraded", "parameters": {"migrate_to_chat_id": -100999}}
    receiver.will(f"/telegram/bot{TOKEN}/sendMessage", document(moved, 400))
    receiver.will(f"/telegram/bot{TOKEN}/sendMessage", document({"ok": True}))
    waits()

    assert tell().state == DeliveryState.OWED
    assert send(timezone.now()).state == DeliveryState.SENT
    assert receiver.calls[-1].json["chat_id"] == "-100999"
    assert ChatChannel.objects.get(pk=channel.pk).is_on


@pytest.mark.parametrize("moved", [True, 1.5, 10**40, "@evil\n", None])
def test_it_follows_no_answer_that_names_no_chat(receiver: Receiver, moved: object) -> None:
    channel = chat(receiver, ChatKind.TELEGRAM)
    receiver_says(receiver, document({"ok": False, "parameters": {"migrate_to_chat_id": moved}}, 400))
    waits()

    assert tell().state == DeliveryState.FAILED
    assert ChatChannel.objects.get(pk=channel.pk).chat_id == "-100123"


def test_it_asks_no_address_of_a_private_network(receiver: Receiver, settings: Any) -> None:
    settings.PUBLIC_URL = "https://comments.example.org"
    chat(receiver)
    waits()

    assert "private network" in tell().answer
    assert receiver.calls == []


def test_it_tells_nobody_the_address_or_the_token(receiver: Receiver, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for kind in ChatKind.values:
        chat(receiver, kind)
    echo = {"description": f"hidden-part {TOKEN.partition(':')[2]} is wrong"}
    for answer in (document(echo, 400), Answer(500, b"hidden-part"), DIE, document(echo, 404)):
        receiver_says(receiver, answer)
        waits()
        ChatChannel.objects.update(next_at=timezone.now() - MINUTE)
        tell()
    told = [*Delivery.objects.values_list("answer", "data", "key", "recipient"), *ChatChannel.objects.values()]

    assert len(receiver.calls) >= 8
    assert not [one for one in ("hidden-part", TOKEN.partition(":")[2]) if one in caplog.text + str(told)]


@pytest.mark.once
def test_it_writes_names_that_call_nobody_and_are_no_markup() -> None:
    name = "@channel <!here> & <http://x|y>"
    lines = messages.test(name)

    assert "@\u200bchannel &lt;!here&gt; &amp; &lt;http://x|y&gt;" in messages.written_for(ChatKind.SLACK, lines)
    assert "@\u200bchannel <!here> & <http://x|y>" in messages.written_for(ChatKind.TELEGRAM, lines)


def test_it_cuts_a_long_message_with_a_mark(receiver: Receiver) -> None:
    for number in range(30):
        waits(on=factories.subject(factories.quiet_site(f"site-{number}", name=f"{'&' * 70}{number}").slug))
    chat(receiver)
    tell()
    text = text_at(receiver)

    lines = text.split("\n")
    assert lines[-1].endswith("/admin/desk/")
    left = int(lines[-2].split()[2])
    assert lines[-2] == f"… and {left} more sites."
    assert left + len(lines) - 2 == 30
    assert len(text.replace("&amp;", "&")) < 1900


def test_it_is_not_there_for_a_secret_that_cannot_be_read(receiver: Receiver) -> None:
    chat(receiver, sealed="lost")
    waits()

    assert tell().state == DeliveryState.FAILED
    assert Site.objects.exists()
    assert json.dumps(receiver.calls) == "[]"
