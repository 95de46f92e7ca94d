"""What a program gets of an event, over HTTP, and what follows from what it answers."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.db.models import Q
from django.utils import timezone
from standardwebhooks import Webhook, WebhookVerificationError

from comments.access import audit
from comments.access.membership import ALL_SITES
from comments.deliveries import listening
from comments.errors import NotFound
from comments.models import Delivery, DeliveryAttempt, DeliveryState, Site, WebhookEndpoint, WebhookEvent
from comments.moderation import decisions, reports
from comments.moderation.reports import Objection
from comments.outbound import signing
from comments.webhooks import endpoints, payload
from comments.webhooks.sending import MOST_FAILING
from tests.support import factories
from tests.support.receiver import DIE, ENDLESS, Answer, Receiver, later, redirect
from tests.support.sender import send_due

pytestmark = pytest.mark.django_db

LEVELS = {
    "none": {"staff"},
    "names": {"staff", "name", "url"},
    "all": {"staff", "name", "url", "email", "address", "user_agent", "account"},
}


@pytest.fixture(scope="module")
def running() -> Iterator[Receiver]:
    with Receiver() as receiver:
        yield receiver


@pytest.fixture
def receiver(running: Receiver, settings: Any) -> Receiver:
    settings.PUBLIC_URL = "http://localhost:8000"
    running.forget()
    return running


def listening_at(receiver: Receiver, *events: str, site: Site | None = None, **fields: Any) -> tuple[Any, str]:
    """A webhook, and its secret."""
    values = {"name": "CRM", "url": f"{receiver.url}/in", "created_at": timezone.now(), **fields}
    row = WebhookEndpoint(site=site, events=list(events or WebhookEvent.values), **values)
    secret = signing.renew(row, timezone.now())
    row.save()
    listening.refresh_sites()
    return row, secret


def published(**fields: Any) -> Any:
    comment = factories.published(**fields)
    send_due()
    return comment


def fresh(row: WebhookEndpoint) -> WebhookEndpoint:
    return WebhookEndpoint.objects.get(pk=row.pk)


@pytest.mark.parametrize("level", LEVELS)
def test_it_sends_the_comment_signed_and_of_its_author_what_the_webhook_may_know(
    receiver: Receiver, level: str
) -> None:
    factories.quiet_site()
    _row, secret = listening_at(receiver, "comment.published", personal_data=level)
    comment = published(text="Straßen\u2028fest 🎉 </script>", email="ada@example.org")
    [call] = receiver.calls
    said = Webhook(secret).verify(call.body.decode(), dict(call.headers))

    assert (call.method, call.headers["content-type"]) == ("POST", "application/json")
    assert (said["type"], said["data"]["site"]) == ("comment.published", "times")
    assert said["data"]["comment"]["text"] == comment.text
    assert said["data"]["comment"]["status"] == "approved"
    assert set(said["data"]["comment"]["author"]) == LEVELS[level]
    assert ("ada@example.org" in call.body.decode()) == (level == "all")
    assert ("192.0.2.7" in call.body.decode()) == (level == "all")
    assert call.headers["webhook-id"] == str(Delivery.objects.get().uuid)
    assert Delivery.objects.get().state == DeliveryState.SENT


def test_it_signs_by_both_secrets_while_they_change(receiver: Receiver) -> None:
    factories.quiet_site()
    row, former = listening_at(receiver, "comment.published")
    now = timezone.now()
    secret = signing.renew(row, now)
    row.save()
    published()
    row.previous_until = now - timedelta(seconds=1)
    row.save()
    published()
    both, later_on = receiver.calls

    for one in (former, secret):
        Webhook(one).verify(both.body.decode(), dict(both.headers))
    Webhook(secret).verify(later_on.body.decode(), dict(later_on.headers))
    with pytest.raises(WebhookVerificationError):
        Webhook(former).verify(later_on.body.decode(), dict(later_on.headers))


def test_it_tells_nothing_that_was_written_of_a_comment_that_is_gone(receiver: Receiver) -> None:
    factories.quiet_site()
    listening_at(receiver, "comment.withdrawn", "comment.deleted", personal_data="all")
    comment = factories.published(text="Forget this.")
    decisions.withdraw(comment.pk)
    send_due()
    comment = factories.fresh(comment)
    decisions.delete(comment.pk, by=factories.moderator(), version=comment.version)
    send_due()

    assert [call.json["type"] for call in receiver.calls] == ["comment.withdrawn", "comment.deleted"]
    for call in receiver.calls:
        told = call.json["data"]["comment"]
        assert (told["id"], told["text"], told["html"], told["author"]) == (comment.pk, "", None, None)


def test_it_keeps_no_request_of_a_comment_that_was_deleted_before_or_meanwhile(receiver: Receiver) -> None:
    factories.quiet_site()
    listening_at(receiver, "comment.published")

    def delete(comment: Any) -> None:
        now = factories.fresh(comment)
        decisions.delete(comment.pk, by=factories.moderator(), version=now.version)

    first = published(text="Told and deleted.")
    kept = DeliveryAttempt.objects.get().request
    delete(first)
    second = factories.published(text="Deleted while it is told.")
    written = payload.document

    def meanwhile(*told: Any) -> Any:
        document = written(*told)
        delete(second)
        return document

    with patch.object(payload, "document", meanwhile):
        send_due()

    assert "Told and deleted." in kept
    assert receiver.calls[-1].json["data"]["comment"]["text"] == "Deleted while it is told."
    assert list(DeliveryAttempt.objects.values_list("request", "answer")) == [("", "")] * 2


def test_it_drops_what_is_not_true_any_more(receiver: Receiver) -> None:
    factories.quiet_site()
    listening_at(receiver, "comment.published", "comment.rejected", "comment.reported")
    comment = factories.published()
    reports.file(comment, Objection("spam"), address="192.0.2.9")
    comment = factories.fresh(comment)
    decisions.mark_spam(comment.pk, by=factories.moderator(), version=comment.version)
    send_due()

    assert receiver.calls == []
    assert set(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.DROPPED}


def test_it_says_why_a_reader_reported_and_not_who(receiver: Receiver) -> None:
    factories.quiet_site()
    listening_at(receiver, "comment.reported", personal_data="all")
    filed = reports.file(
        factories.published(), Objection("false", text="Not so.", email="bob@example.org"), address="192.0.2.9"
    )
    send_due()
    [call] = receiver.calls

    assert call.json["data"]["report"] == {"id": filed.number, "reason": "false"}
    assert "bob@example.org" not in call.body.decode()


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Answer(500, b"down"), "It answered with the status 500."),
        (Answer(404), "It answered with the status 404."),
        (redirect("http://127.0.0.1:1/"), "It answered with the status 307. Redirects are not followed."),
        (DIE, "The answer of the service was not understood."),
    ],
)
def test_it_tries_again_with_the_same_id_and_a_fresh_signature(receiver: Receiver, answer: Answer, said: str) -> None:
    factories.quiet_site()
    row, secret = listening_at(receiver, "comment.published")
    receiver.will("/in", answer)
    published()
    failed = Delivery.objects.get()
    since = fresh(row).failing_since
    Delivery.objects.update(due=timezone.now())
    send_due()
    first, second = receiver.calls

    assert (failed.state, failed.answer if answer is not DIE else said) == (DeliveryState.OWED, said)
    assert since is not None
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert Webhook(secret).verify(second.body.decode(), dict(second.headers)) == first.json
    assert (Delivery.objects.get().state, fresh(row).failing_since) == (DeliveryState.SENT, None)
    assert list(DeliveryAttempt.objects.values_list("outcome", flat=True)) == ["retry", "sent"]


def test_it_waits_for_as_long_as_it_is_asked_to(receiver: Receiver) -> None:
    factories.quiet_site()
    listening_at(receiver, "comment.published")
    receiver.will("/in", later(3600))
    published()

    assert Delivery.objects.get().due > timezone.now() + timedelta(minutes=59)


@pytest.mark.parametrize("answer", [ENDLESS, Answer(200, b"\x00\xff" * 40_000)], ids=["endless", "odd"])
def test_it_takes_an_answer_by_its_status_whatever_comes_behind(receiver: Receiver, answer: Answer) -> None:
    factories.quiet_site()
    listening_at(receiver, "comment.published")
    receiver.will("/in", answer)
    published()

    assert Delivery.objects.get().state == DeliveryState.SENT
    assert len(DeliveryAttempt.objects.get().answer) < 2100


@pytest.mark.parametrize("is_gone", [True, False], ids=["gone", "failing"])
def test_it_switches_off_what_is_gone_or_took_nothing_for_days(receiver: Receiver, is_gone: bool) -> None:
    site = factories.quiet_site()
    row, _secret = listening_at(
        receiver, "comment.published", site=site, failing_since=timezone.now() - MOST_FAILING if not is_gone else None
    )
    receiver.will("/in", Answer(410 if is_gone else 503))
    published()
    factories.published()
    row, site = fresh(row), Site.objects.get()

    assert not row.is_on
    assert row.off_reason == (
        "It is gone. It answered with the status 410."
        if is_gone
        else "It took nothing for five days. It answered with the status 503."
    )
    assert site.wanted_events == {}
    assert row.off_reason in audit.find(ALL_SITES)[0].text
    assert Delivery.objects.count() == 1


def test_it_sends_nothing_to_who_is_removed_or_switched_off(receiver: Receiver) -> None:
    factories.quiet_site()
    off, gone = listening_at(receiver)[0], listening_at(receiver)[0]
    factories.published()
    WebhookEndpoint.objects.filter(pk=off.pk).update(is_on=False)
    gone.delete()
    send_due()

    assert receiver.calls == []
    assert set(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.DROPPED}


@pytest.mark.parametrize("url", ["http://10.0.0.7/", "https://[::ffff:169.254.169.254]/", "http://crm.example.org/"])
def test_it_asks_nobody_inside_and_nothing_in_the_open(receiver: Receiver, url: str) -> None:
    factories.quiet_site()
    row, _secret = listening_at(receiver, "comment.published", url=url)
    published()

    assert (Delivery.objects.get().state, fresh(row).failing_since is None) == (DeliveryState.OWED, False)


def test_it_tells_nothing_of_a_site_that_it_does_not_listen_to_any_more(receiver: Receiver) -> None:
    """One that was moved: who leads the other site reads nothing of what it was told before, nor has it sent again."""
    times, gazette = factories.quiet_site(), factories.site("gazette")
    chief = factories.moderator()
    row, _secret = listening_at(receiver, "comment.published", personal_data="all")
    published(email="ada@example.org")
    receiver.forget()
    factories.published()
    row.site = gazette
    endpoints.save(row, ["site"], by=chief)

    assert endpoints.log_of(row) == []
    with pytest.raises(NotFound):
        endpoints.one_of(row, Delivery.objects.earliest("pk").pk)
    assert endpoints.replay(row, Q(), by=chief) == 0
    send_due()
    assert receiver.calls == []
    assert Delivery.objects.latest("pk").state == DeliveryState.DROPPED

    row.site = times
    endpoints.save(row, ["site"], by=chief)
    assert len(endpoints.log_of(row)) == 2
