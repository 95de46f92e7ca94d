"""A flood of comments that are held, while people and programs listen: what they are sent, and what screening pays."""

import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from pathlib import Path

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.utils import timezone

from bench.screening import Figure, screened
from bench.workload import Workload
from comments import doorbell
from comments.chat import channels
from comments.deliveries import listening
from comments.models import (
    Channel,
    ChatChannel,
    Comment,
    Delivery,
    DeliveryState,
    NoticeSetting,
    NoticeTime,
    WebhookEndpoint,
    WebhookEvent,
)
from comments.outbound import signing
from tests.support.environment import port_of
from tests.support.mail_server import MailServer
from tests.support.receiver import Receiver
from tests.support.servers import Queue, Valkey, wait_until

FLOOD = 10_000
FLOOD_SECONDS = 300
ROUNDS = 3
DRAIN_SECONDS = 300


def run(folder: Path) -> list[dict[str, object]]:
    """Figures, as dicts: screening with and without listeners, in turn, then the flood with them."""
    with ExitStack() as stack:
        mail_server, receiver = stack.enter_context(MailServer()), stack.enter_context(Receiver())
        stack.enter_context(Valkey(folder, port=port_of("BROKER_URL")))
        worker = stack.enter_context(Queue("worker", folder, {"EMAIL_URL": mail_server.url()}))
        workload = Workload()
        figures = list(_ratio(workload, worker, receiver))
        mail_server.forget()
        receiver.forget()
        Delivery.objects.all().delete()
        with _listeners(workload, receiver):
            figures += _flood(workload, mail_server, receiver)
    return [asdict(figure) for figure in figures]


@contextmanager
def _listeners(workload: Workload, receiver: Receiver) -> Iterator[None]:
    """A moderator who wants mails at once, a chat, and a program that wants to hear of each comment."""
    user = get_user_model()._default_manager.create_superuser("listener", "listener@example.org", "!")
    NoticeSetting.objects.create(user=user, frequency=NoticeTime.AT_ONCE)
    ChatChannel.objects.create(name="chat", sealed=channels.seal(f"{receiver.url}/chat"), quiet_minutes=5)
    now = timezone.now()
    hook = WebhookEndpoint(name="hook", url=f"{receiver.url}/hook", events=[WebhookEvent.HELD], created_at=now)
    signing.renew(hook, now)
    hook.save()
    listening.refresh_sites()
    try:
        yield
    finally:
        ChatChannel.objects.all().delete()
        WebhookEndpoint.objects.all().delete()
        listening.refresh_sites()
        user.delete()


def _ratio(workload: Workload, worker: Queue, receiver: Receiver) -> Iterator[Figure]:
    work = f"screening, {ROUNDS} rounds in turn"
    rates: dict[bool, list[float]] = {False: [], True: []}
    for _ in range(ROUNDS):
        rates[False].append(screened(workload, worker)[0])
        with _listeners(workload, receiver):
            rates[True].append(screened(workload, worker)[0])
            _wait_until_told(Delivery.objects.filter(channel=Channel.WEBHOOK))
    alone, heard = statistics.median(rates[False]), statistics.median(rates[True])
    yield Figure(work, "comments/s, nobody listens", alone)
    yield Figure(work, "comments/s, all listen", heard)
    yield Figure(work, "ratio", statistics.median(b / a for a, b in zip(rates[False], rates[True], strict=True)))


def _flood(workload: Workload, mail_server: MailServer, receiver: Receiver) -> Iterator[Figure]:
    """By the clock, however long screening takes."""
    batch = doorbell.SCREEN_BATCH
    began, first = time.monotonic(), Comment.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    for number in range(0, FLOOD, batch):
        ids = workload.waiting(min(batch, FLOOD - number))
        while not doorbell.queue_screening(ids):  # nobody else looks for them within the hour
            time.sleep(0.1)
        time.sleep(max(0.0, began + (number + batch) * FLOOD_SECONDS / FLOOD - time.monotonic()))
    posted = time.monotonic() - began
    flood = Comment.objects.filter(pk__gt=first)
    wait_until(lambda: not flood.filter(due__isnull=False).exists(), seconds=DRAIN_SECONDS, what="all screened")
    screened_after = time.monotonic() - began - posted
    _wait_until_told(Delivery.objects.all())
    told_after = time.monotonic() - began - posted
    work = f"{FLOOD:,} comments in {FLOOD_SECONDS} s while all listen"
    yield Figure(work, "the last came after, s", posted)
    yield Figure(work, "held", flood.filter(status="pending", html__isnull=False).count())
    yield Figure(work, "screened, s after the last", screened_after)
    yield Figure(work, "told, s after the last", told_after)
    yield Figure(work, "mails", len(mail_server.mails))
    yield Figure(work, "chat messages", len(receiver.at("/chat")))
    hooks = [call.headers["webhook-id"] for call in receiver.at("/hook")]
    yield Figure(work, "webhook calls", len(hooks))
    yield Figure(work, "webhook calls that came twice", len(hooks) - len(set(hooks)))
    yield Figure(work, "deliveries that failed", Delivery.objects.filter(state=DeliveryState.FAILED).count())


def _wait_until_told(deliveries: QuerySet[Delivery]) -> None:
    owed = deliveries.filter(state=DeliveryState.OWED)
    wait_until(lambda: not owed.exists(), seconds=DRAIN_SECONDS, what="the end of what is owed")
