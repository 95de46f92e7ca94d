"""What is owed to programs is told once, whatever fails: a real worker and a real receiver, and a count of both."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from standardwebhooks import Webhook

from comments import doorbell
from comments.deliveries import listening
from comments.mail import trying
from comments.models import Comment, Delivery, DeliveryState, Site, WebhookEndpoint, WebhookEvent
from comments.moderation import decisions
from comments.outbound import signing
from tests.e2e.telling import state_of, wait_for_end
from tests.support import factories, telling_worker
from tests.support.mail_server import MailServer
from tests.support.receiver import DIE, ENDLESS, HANG, Answer, Call, Receiver, redirect
from tests.support.servers import Queue, wait_until


@pytest.fixture(scope="module")
def listening_receiver() -> Iterator[Receiver]:
    with Receiver() as running:
        yield running


@pytest.fixture
def receiver(listening_receiver: Receiver) -> Receiver:
    listening_receiver.forget()
    return listening_receiver


@pytest.fixture
def site(transactional_db: None) -> Site:
    return factories.quiet_site(premoderation="all")


@pytest.fixture
def hook(site: Site, receiver: Receiver) -> "Hook":
    return Hook(receiver, "/hook")


class Hook:
    """A webhook that hears of all events, and what its receiver took: calls that it answered well."""

    def __init__(self, receiver: Receiver, path: str) -> None:
        now = timezone.now()
        self.row = WebhookEndpoint(
            name=path, url=f"{receiver.url}{path}", events=WebhookEvent.values, created_at=now, secret_made_at=now
        )
        self.secret = signing.renew(self.row, now)
        self.row.save()
        listening.refresh_sites()
        self._receiver, self._path = receiver, path

    @property
    def calls(self) -> list[Call]:
        return self._receiver.at(self._path)

    def owed(self) -> list[Delivery]:
        return list(Delivery.objects.filter(recipient=self.row.recipient))

    def verify(self) -> None:
        """Each call bears a signature, and one message has one id and one content, however often it is sent."""
        told: dict[str, object] = {}
        for call in self.calls:
            Webhook(self.secret).verify(call.body, dict(call.headers))
            known = told.setdefault(call.headers["webhook-id"], call.json["type"])
            assert known == call.json["type"]


def post(count: int) -> list[Comment]:
    """Comments that a real worker screens and holds."""
    comments = [factories.waiting(now=timezone.now()) for _ in range(count)]
    assert doorbell.queue_screening_alone([comment.pk for comment in comments])
    ids = [comment.pk for comment in comments]
    waiting = Comment.objects.filter(pk__in=ids, due__isnull=False)
    wait_until(lambda: not waiting.exists(), seconds=20, what="the screening of all")
    return list(Comment.objects.filter(pk__in=ids))


def ids(calls: Sequence[Call]) -> Counter[str]:
    return Counter(call.headers["webhook-id"] for call in calls)


def test_it_tells_each_event_once_whatever_is_answered(teller: Queue, hook: Hook, receiver: Receiver) -> None:
    """What was not taken comes again under the same id; a redirect is not followed."""
    bad = [Answer(500), Answer(404), DIE, HANG, redirect(f"{receiver.url}/elsewhere"), Answer(200, b"x", hangs=True)]
    for answer in bad:
        receiver.will("/hook", answer)
    comments = post(5)
    by = factories.moderator()
    for comment, decide in zip(comments, (decisions.approve, decisions.reject, decisions.mark_spam), strict=False):
        wait_for_end(hook.owed(), teller)
        decide(comment.pk, by=by, version=comment.version)
    wait_for_end(hook.owed(), teller)

    assert state_of(hook.owed()) == {DeliveryState.SENT: 13}
    assert set(ids(hook.calls)) == {str(owed.uuid) for owed in hook.owed()}
    assert len(hook.calls) == 13 + len(bad)
    hook.verify()
    types = Counter(call.json["type"] for call in {call.headers["webhook-id"]: call for call in hook.calls}.values())
    of_many = {"comment.received": 5, "comment.held": 5}
    assert types == {**of_many, "comment.published": 1, "comment.rejected": 1, "comment.marked_spam": 1}
    assert receiver.at("/elsewhere") == []


def test_it_takes_an_answer_whose_body_never_ends(teller: Queue, hook: Hook, receiver: Receiver) -> None:
    receiver.will("/hook", ENDLESS, times=None)
    post(1)
    wait_for_end(hook.owed(), teller)

    assert state_of(hook.owed()) == {DeliveryState.SENT: 2}
    assert max(ids(hook.calls).values()) == 1


@pytest.mark.parametrize(("dies", "more"), [(telling_worker.BEFORE, 0), (telling_worker.AFTER, 1)])
def test_it_loses_no_event_when_a_worker_is_killed(teller: Queue, hook: Hook, dies: str, more: int) -> None:
    """What a program took before the commit comes a second time under its id, by which the program knows it."""
    Path(teller.env["TRAPS"], dies).touch()
    comments = [factories.waiting(now=timezone.now())]
    doorbell.queue_screening_alone([comments[0].pk])
    wait_until(lambda: teller.exit_code() is not None, seconds=20, what="the death of the worker")
    teller.start()
    wait_until(lambda: len(hook.owed()) == 2, seconds=20, what="both events")
    wait_for_end(hook.owed(), teller)

    assert state_of(hook.owed()) == {DeliveryState.SENT: 2}
    assert sorted(ids(hook.calls).values()) == [1, 1 + more]
    hook.verify()


def test_no_program_that_hangs_keeps_others_waiting(
    teller: Queue, hook: Hook, receiver: Receiver, mail_server: MailServer
) -> None:
    other = Hook(receiver, "/other")
    receiver.will("/hook", HANG, times=None)
    post(20)
    User.objects.filter(pk=factories.moderator().pk).update(email="mod@example.org")
    mail = trying.owe_test(factories.moderator(), None, now=timezone.now())
    wait_for_end([*other.owed(), mail], teller)

    assert state_of(other.owed()) == {DeliveryState.SENT: 40}
    assert len(mail_server.mails) == 1
    assert len(hook.calls) < 20
    receiver.will("/hook", Answer(410), times=None)
    wait_until(lambda: not WebhookEndpoint.objects.get(pk=hook.row.pk).is_on, seconds=20, what="the webhook's end")
    wait_for_end(hook.owed(), teller)
    assert set(state_of(hook.owed())) <= {DeliveryState.FAILED, DeliveryState.DROPPED}
