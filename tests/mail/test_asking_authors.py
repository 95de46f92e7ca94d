"""An author's address is confirmed before anything is told: by a mail that nobody can make say what they like."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from comments.db import rate_limits
from comments.mail.readers import asking, link
from comments.models import (
    Comment,
    Commenter,
    Delivery,
    DeliveryState,
    Pace,
    Site,
    Subscriber,
    SubscriberState,
    Subscription,
)
from comments.moderation import decisions
from comments.screening import run
from tests.support import factories, mailbox
from tests.support.mail_server import Mail, MailServer, Step

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Site:
    return factories.quiet_site(reply_notices=True, decision_notices=True)


@pytest.fixture
def server(site: Site) -> Iterator[MailServer]:
    with mailbox.open_mailbox() as server:
        yield server


def everything() -> list[object]:
    models = (Comment, Commenter, Delivery, Subscriber, Subscription, Pace)
    return [list(model.objects.order_by("pk").values()) for model in models]


def test_it_asks_once_the_checks_are_done_and_sends_nothing_else_before(server: MailServer) -> None:
    comment = factories.waiting(email="ada@example.org", notify_replies=True, notify_decision=True)
    mailbox.send_all()
    assert not Delivery.objects.exists()

    run.screen([comment.pk], now=timezone.now())
    mailbox.send_all()

    [mail] = server.mails
    assert mail.recipients == ["ada@example.org"]
    assert mail.message["Auto-Submitted"] == "auto-generated"
    assert mail.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_it_asks_nobody_who_ticked_nothing_or_where_the_site_tells_nothing(server: MailServer, site: Site) -> None:
    factories.screened(email="ada@example.org")
    factories.quiet_site("post")
    mailbox.asking(on=factories.subject("post"))
    mailbox.send_all()

    assert not Delivery.objects.exists()


def test_it_asks_nobody_because_of_spam(server: MailServer) -> None:
    comment = mailbox.asking()
    decisions.mark_spam(comment.pk, by=factories.moderator(), version=comment.version)
    mailbox.send_all()

    assert server.mails == []
    assert Delivery.objects.get(kind="confirm").state == DeliveryState.DROPPED

    comment.refresh_from_db()
    decisions.approve(comment.pk, by=factories.moderator(), version=comment.version)
    mailbox.send_all()
    assert len(server.mails) == 1


NOON = factories.NOON.timestamp()
TYPED = [
    ("Ada", "A thought.", "The bridge"),
    ("<b>Buy</b> https://evil.example", "Click https://evil.example/now", "https://evil.example"),
    ('"Ada" <eve@example.org>', "&amp; {{ address }} %(site)s {% now %}", "{{ subject }}"),
    ("Ünï 漢字 😀", "نص عربي", "Bcc: eve@example.org"),
    ("x" * 245, "word " * 900, "t" * 300),
]


def masked(mail: Mail) -> tuple[object, ...]:
    """A mail without its ids, date, address and tokens."""
    [address] = mail.recipients
    parts = [re.sub(r"token=[\w%.:=-]+", "TOKEN", mail.part(kind).replace(address, "A")) for kind in ("plain", "html")]
    changing = {"message-id", "date", "to", "list-unsubscribe", "content-type", "x-peer", "x-mailfrom", "x-rcptto"}
    headers = [(name, value) for name, value in mail.message.items() if name.lower() not in changing]
    return mail.sender, headers, parts


def test_it_asks_in_the_same_words_whatever_was_typed(server: MailServer) -> None:
    for number, (name, text, title) in enumerate(TYPED):
        on = factories.subject(key=f"page{number}", title=title, url="/x/")
        fields = {"name": name, "text": text, "url": "https://evil.example" if number else ""}
        mailbox.asking(on=on, email=f"a{number}@example.org", address=f"198.51.100.{number}", **fields)
    mailbox.send_all()

    assert len(server.mails) == len(TYPED)
    first, *others = map(masked, server.mails)
    assert others == [first] * len(others)


@pytest.mark.parametrize("address", ["ada@example.org", "ADA@example.org", "Ada+news@EXAMPLE.org", "a.d.a@example.org"])
def test_it_asks_a_mailbox_once_a_day_on_all_sites_however_it_is_written(server: MailServer, address: str) -> None:
    factories.quiet_site("post", reply_notices=True)
    mailbox.asking()
    mailbox.send_all()
    mailbox.asking(email=address, on=factories.subject("post"), address="198.51.100.9")
    mailbox.send_all()

    assert [mail.recipients for mail in server.mails] == [["ada@example.org"]]


def test_it_asks_again_on_the_next_day(server: MailServer) -> None:
    mailbox.asking()
    mailbox.send_all()
    for pace in Pace.objects.filter(site=None):
        Pace.objects.filter(pk=pace.pk).update(arrival=pace.arrival - 86_400)
    mailbox.asking()
    mailbox.send_all()

    assert len(server.mails) == 2


def test_it_asks_a_few_at_once_because_of_one_network_on_all_sites(server: MailServer) -> None:
    factories.quiet_site("post", reply_notices=True)
    for number in range(8):
        on = factories.subject("post" if number % 2 else "times")
        mailbox.asking(email=f"victim{number}@example.org", address=f"2001:db8:1:{number}::1", on=on)
    mailbox.send_all()

    assert len(server.mails) == asking.NETWORK_BURST


def test_it_asks_ten_times_in_any_hour_because_of_one_network(site: Site) -> None:
    limit = asking.limit_of_network(factories.waiting())
    minutes = [now for now in range(0, 5 * 3600, 60) if rate_limits.consume(None, [limit], now=NOON + now)]

    in_hours = [sum(begin <= now < begin + 3600 for now in minutes) for begin in range(0, 4 * 3600, 60)]
    assert max(in_hours) == 10


def test_it_asks_on_no_site_who_stopped_it(server: MailServer, client: Client) -> None:
    factories.quiet_site("post", reply_notices=True)
    mailbox.asking()
    mailbox.send_all()
    client.post(mailbox.path_in(server.mails[0], "stop"))
    Pace.objects.all().delete()
    mailbox.asking(on=factories.subject("post"), email="Ada+post@example.org")
    mailbox.send_all()

    assert len(server.mails) == 1


def test_it_spends_no_day_of_a_mailbox_because_a_network_asked_too_often(server: MailServer) -> None:
    for number in range(asking.NETWORK_BURST):
        mailbox.asking(email=f"victim{number}@example.org")
    mailbox.asking(email="ada@example.org")
    mailbox.send_all()
    mailbox.asking(email="ada@example.org", address="198.51.100.9")
    mailbox.send_all()

    assert "ada@example.org" in [mail.recipients[0] for mail in server.mails]


def test_it_asks_by_the_same_mail_again_where_the_server_was_busy(server: MailServer) -> None:
    server.will(Step.RCPT, "451 4.3.0 Later")
    mailbox.asking()
    mailbox.send_all()
    assert (server.mails, Delivery.objects.get().state) == ([], DeliveryState.OWED)
    Delivery.objects.update(due=timezone.now() - timedelta(seconds=1))
    mailbox.send_all()

    [mail] = server.mails
    assert str(Delivery.objects.get().uuid) in mail.message["Message-ID"]


def test_it_changes_nothing_to_look_at_the_link(server: MailServer, client: Client) -> None:
    mailbox.asking()
    mailbox.send_all()
    before, path = everything(), mailbox.path_in(server.mails[0])

    for ask in (client.get, client.head, client.get):
        answer = ask(path)
        assert answer.status_code == 200
        assert "no-store" in answer["Cache-Control"]
        assert answer["Referrer-Policy"] == "no-referrer"
        assert not answer.cookies

    assert everything() == before


def test_it_proves_author_and_browser_by_the_button_and_once(server: MailServer, client: Client) -> None:
    comment = mailbox.asking(remember=True)
    mailbox.send_all()
    path = mailbox.path_in(server.mails[0])

    assert "A thought" in client.get(path).content.decode()
    assert client.post(path).status_code == 200
    after = everything()
    assert client.post(path).status_code == 200

    subscription = Subscription.objects.get()
    assert (subscription.comment_id, subscription.is_proven) == (comment.pk, True)
    assert subscription.subscriber.state == SubscriberState.CONFIRMED
    assert Commenter.objects.get(comment=comment).subscriber == subscription.subscriber
    assert everything() == after


def test_it_confirms_nothing_by_a_link_of_something_else_or_that_is_over(server: MailServer, client: Client) -> None:
    comment = mailbox.asking()
    mailbox.send_all()
    path = mailbox.path_in(server.mails[0])
    forged = path.replace(f"%3A{comment.pk}", f"%3A{comment.pk + 1}").replace(f"={comment.pk}%", f"={comment.pk + 1}%")
    assert client.post(forged).status_code == 404
    assert client.post("/threads/mail/confirm/").status_code == 404
    assert client.post(path.replace("confirm", "stop")).status_code == 404

    decisions.delete(comment.pk, by=factories.moderator(), version=comment.version)

    assert client.post(path).status_code == 404
    assert not Subscription.objects.exists()
    assert not Subscriber.objects.exists()


def test_it_knows_a_confirmed_author_again_but_not_who_only_types_the_address(server: MailServer) -> None:
    first = mailbox.asking()
    mailbox.send_all()
    link.press(mailbox.token_in(server.mails[0]))

    same_network, elsewhere = mailbox.asking(), mailbox.asking(address="198.51.100.9")
    mailbox.send_all()

    told = dict(Subscription.objects.values_list("comment_id", "is_proven"))
    assert told == {first.pk: True, same_network.pk: False}
    assert elsewhere.pk not in told
    assert len(server.mails) == 1


def test_it_takes_an_address_with_another_plus_part_for_another_person(server: MailServer) -> None:
    mailbox.asking(email="ada@example.org")
    mailbox.send_all()
    link.press(mailbox.token_in(server.mails[0]))

    other = mailbox.asking(email="ada+mine@example.org")
    mailbox.send_all()

    assert not Subscription.objects.filter(comment=other).exists()
