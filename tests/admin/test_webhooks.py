"""Chief moderators set up webhooks: a secret is shown once, a test says whether it works, what failed is sent again."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from standardwebhooks import Webhook

from comments.access import people
from comments.deliveries import listening
from comments.models import Delivery, DeliveryState, Role, Site, WebhookEndpoint
from tests.support import factories
from tests.support.receiver import Answer, Receiver
from tests.support.sender import send_due

pytestmark = pytest.mark.django_db

NAME = "admin:comments_webhookendpoint"
TYPED = {
    "name": "CRM", "site": "", "url": "https://crm.example.org/hooks/in", "events": ["comment.published"],
    "personal_data": "none", "is_on": "on",
}  # fmt: skip


def secret_in(page: Any) -> str:
    [found] = re.findall(r"whsec_[A-Za-z0-9+/=]+", page.content.decode())
    return str(found)


def added(client: Client, **fields: Any) -> tuple[WebhookEndpoint, str]:
    page = client.post(reverse(f"{NAME}_add"), {**TYPED, **fields})
    return WebhookEndpoint.objects.get(), secret_in(page)


def page(client: Client, row: WebhookEndpoint) -> str:
    return client.get(reverse(f"{NAME}_change", args=[row.pk])).content.decode()


def post(client: Client, name: str, row: WebhookEndpoint, **data: Any) -> Any:
    return client.post(reverse(f"{NAME}_{name}", args=[row.pk]), data)


def test_it_shows_a_secret_once_and_makes_another(chief: Client) -> None:
    site = factories.quiet_site()
    row, first = added(chief, site=str(site.pk))
    seen = re.findall(r'name="seen" value="([^"]*Z)"', page(chief, row))[0]
    second = secret_in(post(chief, "secret", row, seen=seen))
    late = post(chief, "secret", row, seen=seen)
    both = "the former secret signs" in page(chief, row)
    post(chief, "former", row)

    assert (first != second, late.status_code, both) == (True, 302, True)
    assert "the former secret signs" not in page(chief, row)
    assert "whsec_" not in page(chief, row) + str(WebhookEndpoint.objects.values())
    assert Site.objects.get().wanted_events == {"comment.published": [row.pk]}


@pytest.mark.parametrize(
    "wrong",
    [
        {"url": "http://crm.example.org/"}, {"url": "https://a:b@crm.example.org/"}, {"url": "https://crm.example.org/#x"},
        {"url": "https://crm.example.org:25/"}, {"url": "ftp://crm.example.org/"}, {"events": []},
        {"events": ["comment.read"]}, {"name": ""}, {"personal_data": "some"},
    ],
)  # fmt: skip
def test_it_takes_no_webhook_that_could_not_be_told(chief: Client, wrong: dict[str, Any]) -> None:
    assert chief.post(reverse(f"{NAME}_add"), {**TYPED, **wrong}).status_code == 200
    assert not WebhookEndpoint.objects.exists()


def test_it_follows_what_is_changed_switched_off_and_deleted(chief: Client) -> None:
    site = factories.quiet_site()
    row, _secret = added(chief)
    change = reverse(f"{NAME}_change", args=[row.pk])
    chief.post(change, {**TYPED, "events": ["thread.closed"]})
    wanted = [Site.objects.get().wanted_events]
    chief.post(change, {**TYPED, "is_on": ""})
    wanted.append(Site.objects.get().wanted_events)
    WebhookEndpoint.objects.update(off_reason="It is gone.", failing_since=timezone.now())
    said = page(chief, row)
    chief.post(change, TYPED)
    again = WebhookEndpoint.objects.get()
    chief.post(reverse(f"{NAME}_delete", args=[row.pk]), {"post": "yes"})

    assert wanted == [{"thread.closed": [row.pk]}, {}]
    assert "Switched off by the service. It is gone." in said
    assert (again.is_on, again.off_reason, again.failing_since) == (True, "", None)
    assert (Site.objects.get(pk=site.pk).wanted_events, listening.outdated_sites()) == ({}, [])


def test_it_sends_a_test_and_says_what_became_of_it(chief: Client, receiver: Receiver) -> None:
    row, secret = added(chief, url=f"{receiver.url}/in", is_on="")
    post(chief, "test", row)
    owed = page(chief, row)
    send_due()
    [call] = receiver.calls

    assert "A test is on its way." in owed and "Owed" in owed
    assert Webhook(secret).verify(call.body.decode(), dict(call.headers))["type"] == "test"
    assert "It answered with the status 204." in page(chief, row)


def test_it_shows_what_was_sent_and_answered_and_sends_it_again(chief: Client, receiver: Receiver) -> None:
    factories.quiet_site()
    row, _secret = added(chief, url=f"{receiver.url}/in")
    receiver.will("/in", Answer(410, b"<b>Gone fishing</b>"))
    comment = factories.published(text="A thought worth it.")
    send_due()
    delivery = Delivery.objects.get()
    shown = chief.get(reverse(f"{NAME}_delivery", args=[row.pk, delivery.pk])).content.decode()
    chief.post(reverse(f"{NAME}_change", args=[row.pk]), {**TYPED, "url": f"{receiver.url}/in"})
    when = comment.created_at
    span = {"since_0": f"{when:%Y-%m-%d}", "since_1": "00:00", "until_0": "2027-01-01", "until_1": "00:00"}
    backwards = post(chief, "replay", row, **{**span, "until_0": "2000-01-01"})
    untouched = Delivery.objects.get().state
    post(chief, "replay", row, **span, failed_only="on")
    send_due()
    nothing_failed = post(chief, "replay", row, **span, failed_only="on")
    state = Delivery.objects.get().state
    post(chief, "replay", row, delivery=delivery.pk)
    send_due()

    assert "A thought worth it." in shown and "&lt;b&gt;Gone fishing&lt;/b&gt;" in shown
    assert (backwards.status_code, untouched) == (302, DeliveryState.FAILED)
    assert (nothing_failed.status_code, state) == (302, DeliveryState.SENT)
    assert {call.headers["webhook-id"] for call in receiver.calls} == {str(delivery.uuid)}
    assert len(receiver.calls) == 3


def test_it_is_for_chief_moderators_of_the_site(client: Client, chief: Client) -> None:
    row, _secret = added(chief)
    user = User.objects.create_user("lead", is_staff=True)
    people.appoint(user, factories.quiet_site("post"), Role.CHIEF, by=factories.moderator())
    user = User.objects.get(pk=user.pk)
    client.force_login(user)
    answers = [post(client, name, row, seen="").status_code for name in ("test", "secret", "former", "replay")]

    assert answers == [404] * 4
    assert client.get(reverse(f"{NAME}_change", args=[row.pk])).status_code in (302, 403, 404)
    assert "CRM" not in client.get(reverse(f"{NAME}_changelist")).content.decode()
    assert client.post(reverse(f"{NAME}_add"), TYPED).status_code == 200
    assert WebhookEndpoint.objects.count() == 1
    assert not Delivery.objects.exists()
