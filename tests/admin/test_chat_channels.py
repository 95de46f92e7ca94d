"""Chief moderators set up chats: an address is typed and never shown again, and a test says whether it works."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from comments.access import audit
from comments.access.membership import access_of
from comments.chat import channels
from comments.models import ChatChannel, Delivery, DeliveryState, Membership, Role
from tests.support import factories
from tests.support.receiver import Receiver
from tests.support.sender import send_due

pytestmark = pytest.mark.django_db

ADD = "admin:comments_chatchannel_add"
CHANGE = "admin:comments_chatchannel_change"
TEST = "admin:comments_chatchannel_test"
TOKEN = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
SLACK = {
    "name": "#moderators", "site": "", "kind": "slack", "secret": "https://hooks.example.org/services/hidden",
    "chat_id": "", "quiet_minutes": "30", "is_on": "on",
}  # fmt: skip
TELEGRAM = {**SLACK, "kind": "telegram", "secret": TOKEN, "chat_id": "@newsroom"}


def added(client: Client, **fields: str) -> ChatChannel:
    assert client.post(reverse(ADD), {**SLACK, **fields}).status_code == 302
    return ChatChannel.objects.get()


def page(client: Client, channel: ChatChannel) -> str:
    return client.get(reverse(CHANGE, args=[channel.pk])).content.decode()


@pytest.mark.parametrize("typed", [SLACK, TELEGRAM], ids=["slack", "telegram"])
def test_it_keeps_an_address_and_shows_it_to_nobody(chief: Client, typed: dict[str, str]) -> None:
    channel = added(chief, **typed)
    assert channels.secret_of(channel) == typed["secret"]
    assert channel.made_by == factories.moderator()

    again, logged = page(chief, channel), str([one.text for one in audit.find(access_of(factories.moderator()))])
    hidden = ("services/hidden", TOKEN.partition(":")[2])
    everywhere = f"{again} {logged} {ChatChannel.objects.values()}"
    assert not [one for one in hidden if one in everywhere]
    assert "hooks.example.org" in again or "bot 123456789, chat @newsroom" in again
    assert "#moderators" in logged
    chief.post(reverse(CHANGE, args=[channel.pk]), {**typed, "secret": "", "name": "Others"})
    channel = ChatChannel.objects.get()
    assert (channel.name, channels.secret_of(channel)) == ("Others", typed["secret"])


@pytest.mark.parametrize(
    "wrong",
    [
        {"secret": ""}, {"secret": "http://hooks.example.org/x"}, {"secret": "https://a:b@hooks.example.org/"},
        {"kind": "telegram"}, {**TELEGRAM, "chat_id": ""}, {**TELEGRAM, "chat_id": "news room"},
        {**TELEGRAM, "secret": "123:short"}, {**TELEGRAM, "secret": f"{TOKEN}/../x"},
        {"quiet_minutes": "0"}, {"name": ""},
    ],
)  # fmt: skip
def test_it_takes_no_address_to_which_nothing_could_be_sent(chief: Client, wrong: dict[str, str]) -> None:
    assert chief.post(reverse(ADD), {**SLACK, **wrong}).status_code == 200
    assert not ChatChannel.objects.exists()


def test_it_needs_another_address_for_another_kind(chief: Client) -> None:
    channel = added(chief)
    changed = {**TELEGRAM, "secret": ""}

    assert chief.post(reverse(CHANGE, args=[channel.pk]), changed).status_code == 200
    assert ChatChannel.objects.get().kind == "slack"


def test_it_sends_a_test_and_says_what_became_of_it(chief: Client, receiver: Receiver) -> None:
    channel = added(chief, secret=f"{receiver.url}/in")
    assert chief.post(reverse(TEST, args=[channel.pk])).status_code == 302
    assert "on its way" in page(chief, channel)
    assert "Owed" in page(chief, channel)
    send_due()

    assert "The chat answered with the status 204." in page(chief, channel)
    assert "This is a test." in receiver.calls[0].json["text"]
    assert Delivery.objects.get().state == DeliveryState.SENT


def test_it_says_why_a_chat_is_off_until_it_is_switched_on_again(chief: Client) -> None:
    channel = added(chief)
    ChatChannel.objects.update(is_on=False, off_reason="The chat answered with the status 410.")
    assert "since nobody is there: The chat answered with the status 410." in page(chief, channel)

    chief.post(reverse(CHANGE, args=[channel.pk]), {**SLACK, "secret": ""})
    channel = ChatChannel.objects.get()
    assert (channel.is_on, channel.off_reason) == (True, "")


def test_it_is_for_chief_moderators_of_the_site(client: Client, chief: Client) -> None:
    channel = added(chief)
    user = User.objects.create_user("lead", is_staff=True)
    post = factories.quiet_site("post")
    factories.quiet_site()
    Membership.objects.create(user=user, site=post, role=Role.CHIEF)
    client.force_login(user)

    assert client.get(reverse(CHANGE, args=[channel.pk])).status_code in (302, 403, 404)
    assert client.post(reverse(TEST, args=[channel.pk])).status_code in (403, 404)
    assert not Delivery.objects.exists()
    assert "#moderators" not in client.get(reverse("admin:comments_chatchannel_changelist")).content.decode()
