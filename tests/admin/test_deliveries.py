"""Chief moderators see what is owed and what became of it, send it again, and stop it; of their sites alone."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from comments.access import audit, people
from comments.access.membership import access_of
from comments.admin import deliveries as pages
from comments.db.transactions import writing
from comments.deliveries import owing
from comments.deliveries.outbox import Owed, owe
from comments.models import AuditVerb, Channel, Delivery, DeliveryState, Role, Site
from tests.support import factories

pytestmark = pytest.mark.django_db

LIST = "admin:comments_delivery_changelist"
PAGE = "admin:comments_delivery_change"
KIND = "comment.published"


def chief_of(site: Site, name: str = "lead") -> Client:
    user = User.objects.create(username=name, is_staff=True)
    people.appoint(user, site, Role.CHIEF, by=factories.moderator())
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    return client


def owed(number: int = 1, *, site: Site | None = None, kind: str = KIND, **changes: object) -> list[Delivery]:
    start = Delivery.objects.count()
    site_id = site.pk if site else None
    keys = [f"{kind}:{start + one}" for one in range(number)]
    with writing():
        owe([Owed(kind, Channel.WEBHOOK, "endpoint:7", key, site_id) for key in keys], now=timezone.now())
    rows = Delivery.objects.filter(key__in=keys)
    rows.update(**changes)
    return list(rows)


def press(client: Client, action: str, *rows: Delivery) -> str:
    fields = {"action": action, "_selected_action": [row.pk for row in rows], "index": 0}
    return client.post(reverse(LIST), fields, follow=True).content.decode()


ENDED: dict[str, Any] = {
    "state": DeliveryState.FAILED, "ended_at": timezone.now(), "attempts": 9, "answer": "500 Broken",
}  # fmt: skip


def test_it_shows_what_is_owed_and_since_when(chief: Client) -> None:
    owed(3, happened_at=timezone.now() - timedelta(hours=5))
    owed(2, kind="thread.closed")
    owed(1, **ENDED)

    page = chief.get(reverse(LIST)).content.decode()

    counted = owing.count(Delivery.objects.all())
    assert [(row.kind, row.count) for row in counted.rows] == [("comment.published", 3), ("thread.closed", 2)]
    assert "5\xa0hours ago" in page
    assert "500 Broken" in page
    assert "A comment was published" in page


def test_it_sends_again_what_has_ended_and_writes_who_did(chief: Client) -> None:
    (failed,), (waits,) = owed(1, **ENDED), owed(1, attempts=3)
    page = press(chief, "send_again", failed, waits)

    failed.refresh_from_db()
    waits.refresh_from_db()
    assert "1 message is sent again." in page
    assert (failed.state, failed.attempts, failed.ended_at, waits.attempts) == (DeliveryState.OWED, 0, None, 3)
    (line,) = audit.find(access_of(factories.moderator()), verb=AuditVerb.DELIVERY)
    assert line.text == "1 x comment.published → endpoint:7. Sent again by hand."


def test_it_stops_what_is_owed_and_says_where_there_was_nothing_to_stop(chief: Client) -> None:
    (waits,) = owed()
    stopped, again = press(chief, "stop", waits), press(chief, "stop", waits)

    waits.refresh_from_db()
    assert waits.state == DeliveryState.STOPPED
    assert "1 message is not sent any more." in stopped
    assert "there was nothing to stop" in again


def test_it_shows_requests_and_answers_as_text(chief: Client) -> None:
    (row,) = owed()
    row.log.create(at=timezone.now(), milliseconds=12, outcome="retry", request='{"a": "<b>"}', answer="<script>1")

    page = chief.get(reverse(PAGE, args=[row.pk])).content.decode()

    assert "{&quot;a&quot;: &quot;&lt;b&gt;&quot;}" in page
    assert "&lt;script&gt;1" in page


def test_it_keeps_others_from_what_is_not_theirs() -> None:
    times, post = factories.quiet_site("times"), factories.quiet_site("post", name="The Post")
    (ours,), (theirs,), (of_many,) = owed(site=times), owed(site=post), owed()
    client = chief_of(times)

    seen = client.get(reverse(LIST)).content.decode()
    press(client, "stop", ours, theirs, of_many)

    assert reverse(PAGE, args=[ours.pk]) in seen
    assert all(reverse(PAGE, args=[row.pk]) not in seen for row in (theirs, of_many))
    assert client.get(reverse(PAGE, args=[theirs.pk])).status_code == 302
    states = Delivery.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["stopped", "owed", "owed"]


@pytest.mark.both
def test_it_asks_the_same_of_many_rows_as_of_few(chief: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert chief.get(reverse(LIST), {"state__exact": "owed", "channel__exact": "webhook"}).status_code == 200
        return len(asked)

    owed(2)
    few = statements()
    owed(60)
    many = statements()
    monkeypatch.setattr(owing, "MOST", 10)
    monkeypatch.setattr(pages, "_LONGEST_LIST", 20)
    page = chief.get(reverse(LIST)).content.decode()

    assert many <= few
    assert "More is owed than was counted here." in page
    assert "20 deliveries" in page
