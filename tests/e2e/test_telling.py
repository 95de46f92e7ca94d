"""What is owed to people is sent once, whatever fails: a real worker and a real mail server, and a count of both."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from comments.mail import trying
from comments.models import Channel, Delivery, DeliveryState, Suppression
from tests.e2e.telling import state_of, wait_for_end
from tests.support import telling_worker
from tests.support.mail_server import Act, MailServer, Step
from tests.support.servers import Queue, wait_until
from tests.support.stack import HurriedStack


def owe(count: int, *, begin: int = 0) -> list[Delivery]:
    """A mail to each of so many people."""
    names = [f"person-{number}" for number in range(begin, begin + count)]
    people = [get_user_model()(username=name, email=f"{name}@example.org", password="!") for name in names]
    return [trying.owe_test(user, None, now=timezone.now()) for user in get_user_model().objects.bulk_create(people)]


def lost_and_doubled(owed: Sequence[Delivery], server: MailServer) -> tuple[list[str], list[str]]:
    """The Message-IDs of what never came, and of what came more than once; all that came was owed."""
    came = Counter(str(mail.message["Message-ID"]) for mail in list(server.mails))
    ids = [f"<{delivery.uuid}@127.0.0.1>" for delivery in owed]
    assert set(came) <= set(ids)
    return [one for one in ids if not came[one]], [one for one in ids if came[one] > 1]


def test_it_sends_once_what_a_server_refused_for_now_or_dropped(teller: Queue, mail_server: MailServer) -> None:
    for step in (Step.CONNECT, Step.MAIL, Step.RCPT, Step.DATA, Step.BODY):
        mail_server.will(step, "451 4.3.0 Later")
        mail_server.will(step, Act.DIE)
    mail_server.will(Step.BODY, Act.HANG)
    mail_server.will(Step.QUIT, Act.HANG)  # it has said 250
    mail_server.will(Step.QUIT, Act.DIE)
    owed = owe(15)
    wait_for_end(owed, teller)

    assert state_of(owed) == {DeliveryState.SENT: 15}
    assert lost_and_doubled(owed, mail_server) == ([], [])
    assert sum(Delivery.objects.values_list("attempts", flat=True)) == 15 + 11


def test_it_gives_up_what_is_refused_for_good_and_writes_no_more_to_nobody(
    teller: Queue, mail_server: MailServer
) -> None:
    mail_server.at("person-0@example.org", "550 5.1.1 <person-0@example.org>: no such person")
    mail_server.at("person-1@example.org", "554 5.7.1 We do not like your network")
    owed = owe(3)
    wait_for_end(owed, teller)

    assert state_of(owed) == {DeliveryState.FAILED: 2, DeliveryState.SENT: 1}
    assert [mail.recipients for mail in mail_server.mails] == [["person-2@example.org"]]
    assert Suppression.objects.count() == 1
    assert not Delivery.objects.filter(answer__contains="@example.org").exists()


def test_it_doubles_only_what_a_server_took_without_saying_so(teller: Queue, mail_server: MailServer) -> None:
    """SMTP cannot exclude this one: the same Message-ID lets mail programs show it once."""
    mail_server.will(Step.BODY, Act.DIE_TAKEN)
    mail_server.will(Step.BODY, Act.HANG_TAKEN)
    owed = owe(6)
    wait_for_end(owed, teller)

    lost, doubled = lost_and_doubled(owed, mail_server)
    assert (lost, len(doubled), len(mail_server.mails)) == ([], 2, 8)


@pytest.mark.parametrize(("dies", "more"), [(telling_worker.BEFORE, 0), (telling_worker.AFTER, 1)])
def test_it_loses_nothing_when_a_worker_is_killed(teller: Queue, mail_server: MailServer, dies: str, more: int) -> None:
    """Between the server's 250 and the commit behind it, the one that was in hand comes twice, and no other."""
    Path(teller.env["TRAPS"], dies).touch()
    owed = owe(1)
    wait_until(lambda: teller.exit_code() is not None, seconds=20, what="the death of the worker")
    owed += owe(5, begin=1)
    teller.start()
    wait_for_end(owed, teller)

    lost, doubled = lost_and_doubled(owed, mail_server)
    assert (lost, len(doubled), len(mail_server.mails)) == ([], more, 6 + more)


def test_it_sends_without_a_broker(teller: Queue, mail_server: MailServer, _servers: HurriedStack) -> None:
    _servers.broker.kill()
    try:
        owed = owe(4)
        wait_for_end(owed, teller)
    finally:
        _servers.broker.start()

    assert lost_and_doubled(owed, mail_server) == ([], [])


def test_it_asks_a_server_that_hangs_seldom_however_much_is_owed(teller: Queue, mail_server: MailServer) -> None:
    mail_server.will(Step.CONNECT, Act.HANG, times=None)
    owed = owe(60)
    wait_until(lambda: len(mail_server.tried) >= 3, seconds=20, what="a second look at the server")
    assert len(mail_server.tried) < 12
    mail_server.behave()
    wait_for_end(owed, teller)

    assert lost_and_doubled(owed, mail_server) == ([], [])
    assert Delivery.objects.filter(channel=Channel.MAIL, attempts=1).count() > 30
