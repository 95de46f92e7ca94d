"""Sends what is owed, from the rows alone: claimed under a lease, sent outside any transaction, and noted one by one.

A row is claimed by a transaction that counts the attempt and puts the next one off until the lease ends; its outcome is
written at once after the answer. So a process may die at any time: what it had claimed is due again when the lease
ends, and what was answered is told twice only where it died between the answer and the commit behind it.
"""

import logging
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import Error as DatabaseError
from django.db import connection
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from comments import limits
from comments.db.forks import waiting_elsewhere
from comments.db.transactions import cause, is_unavailable, writing
from comments.deliveries import channels, queries
from comments.deliveries.channels import Fate, SendOutcome
from comments.models import Channel, Comment, Delivery, DeliveryState
from comments.outbound.http import NoAnswer

log = logging.getLogger(__name__)

# A sender goes on with what it claimed for so long, and gives the rest back; its last row may take 15 seconds more.
HANDFUL_SECONDS = 60
MANY_WAITING = 20
LEASE = timedelta(seconds=HANDFUL_SECONDS + 15)
HANDFUL = 20  # rows that one sender claims at once: claiming costs as much as sending one
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=10), timedelta(hours=6)
# As Standard Webhooks asks of those who send; what people read is old after three days.
GIVEN_UP_AFTER = {Channel.WEBHOOK: timedelta(days=5)}
GIVEN_UP_ELSE = timedelta(hours=72)
# And not after fewer attempts: the workers may have stood still meanwhile, or the clock may have been set.
FEWEST_ATTEMPTS = 8
# What was answered and cannot be noted is noted again after these seconds: else it is told twice.
_NOTE_PAUSES = (0.2, 1.0, 4.0, 10.0)
# In other releases there may be somebody who sends this kind.
UNKNOWN_PAUSE = timedelta(minutes=1)
_ANSWER_LIMIT = Delivery._meta.get_field("answer").max_length
_GOLDEN = 0.6180339887498949


def due_targets(now: datetime) -> list[str]:
    """To whom something is due, the longest waiting first; its cost grows with their number, not with what is owed."""
    return queries.due_targets(now)


def is_screening_behind(now: datetime) -> bool:
    """Whether more comments wait to be screened than one task takes."""
    soon = now + timedelta(seconds=limits.DUE_AFTER_POST_SECONDS)
    return Comment.objects.filter(due__lte=soon)[MANY_WAITING : MANY_WAITING + 1].exists()


def claim(target: str, *, limit: int = HANDFUL, now: datetime | None = None) -> list[int]:
    """Claim the rows that have been due to a target the longest, and return their ids; no other sender gets them."""
    now = now or timezone.now()
    with writing():
        due = Delivery.objects.filter(state=DeliveryState.OWED, target=target, due__lte=now).order_by("due")
        ids = list(due.select_for_update(skip_locked=True).values_list("pk", flat=True)[:limit])
        if ids:
            until = now + LEASE
            Delivery.objects.filter(pk__in=ids).update(due=until, leased_until=until, attempts=F("attempts") + 1)
    return ids


def send_claimed(delivery_id: int) -> SendOutcome | None:
    """Send one that was claimed, and note what became of it; None where it is not to be sent any more, or not here.

    Never raises: what fails is tried again.
    """
    try:
        delivery = _claimed(delivery_id)
        if delivery is None:
            return None
        send = channels.sender_of(delivery.kind, delivery.channel)
        if send is None and timezone.now() - delivery.happened_at < _given_up_after(delivery):
            _release([delivery_id], due=timezone.now() + UNKNOWN_PAUSE)
            return None
        outcome = _outcome(send, delivery) if send else SendOutcome.refused(_("Nothing sends this any more."))
        _note(delivery, outcome, now=timezone.now())
    except DatabaseError as error:  # its lease ends, and somebody else sends it
        log.warning("a delivery could not be read or noted: %s", cause(error))
        connection.close()
        return None
    return outcome


def release(ids: Sequence[int]) -> None:
    """Give back what was claimed and not tried: others may claim it at once, and no attempt is counted."""
    _release(ids, due=timezone.now())


def pause_after(attempts: int, *, salt: int = 0) -> timedelta:
    """How long one waits after that many attempts: 10 s, doubling to six hours, shortened by up to half.

    The salt, such as its id, spreads what failed together (multiples of the golden ratio; Knuth, TAOCP 3, 6.4).
    """
    full = min(LONGEST_PAUSE, FIRST_PAUSE * (1 << min(max(attempts - 1, 0), 20)))
    return full * (1 - 0.5 * (salt * _GOLDEN % 1))


def _claimed(delivery_id: int) -> Delivery | None:
    """The row and its comment as they are now; None if it was stopped meanwhile, is gone, or its lease is over.

    By two small statements: composing one that joins the site in three ways costs four times as much as sending.
    """
    claimed = Delivery.objects.filter(pk=delivery_id, state=DeliveryState.OWED, leased_until__gt=timezone.now())
    delivery = claimed.first()
    if delivery is None or delivery.comment_id is None:
        return delivery
    comment = Comment.objects.select_related("thread__site").filter(pk=delivery.comment_id).first()
    if comment is None:
        return None
    delivery.comment, comment.site = comment, comment.thread.site
    if delivery.thread_id == comment.thread_id:
        delivery.thread = comment.thread
    if delivery.site_id == comment.site_id:
        delivery.site = comment.site
    return delivery


def _outcome(send: channels.Send, delivery: Delivery) -> SendOutcome:
    try:
        return send(delivery)
    except NoAnswer as silence:
        return SendOutcome.retry(silence.reason, rests=silence.fault)
    except DatabaseError:
        raise
    except Exception as error:
        log.exception("sending %s failed", delivery.kind)
        return SendOutcome.retry(
            _("An error of this service: %(name)s. It is in the log.") % {"name": type(error).__name__}
        )


def _note(delivery: Delivery, outcome: SendOutcome, *, now: datetime) -> None:
    """Write the outcome, unless the row was stopped or claimed again meanwhile; that it was sent is written always."""
    changes: dict[str, Any] = {"leased_until": None, "answer": outcome.answer[:_ANSWER_LIMIT]}
    if delivery.first_tried_at is None:
        changes["first_tried_at"] = now
    state = _state_after(delivery, outcome, now)
    if state == DeliveryState.OWED:
        soonest = now + pause_after(delivery.attempts, salt=delivery.pk)
        asked = min(outcome.not_before or soonest, now + LONGEST_PAUSE)
        changes["due"] = max(soonest, asked)
    else:
        changes |= {"state": state, "ended_at": now}
    if state == DeliveryState.SENT:
        standing: dict[str, Any] = {"state__in": [DeliveryState.OWED, DeliveryState.STOPPED]}
    else:
        standing = {"state": DeliveryState.OWED, "attempts": delivery.attempts}
    _write(delivery, standing, changes)
    if state == DeliveryState.FAILED:
        log.warning("%s was not delivered after %d attempts", delivery, delivery.attempts)


def _write(delivery: Delivery, standing: dict[str, Any], changes: dict[str, Any]) -> None:
    """Change the row if it still stands so; while the database is away or busy, try for some seconds."""
    for pause in (*_NOTE_PAUSES, None):
        try:
            with writing():
                Delivery.objects.filter(pk=delivery.pk, **standing).update(**changes)
        except DatabaseError as error:
            if pause is None or not is_unavailable(error):
                raise
            with waiting_elsewhere():
                connection.close()
                time.sleep(pause)
        else:
            return


def _given_up_after(delivery: Delivery) -> timedelta:
    return GIVEN_UP_AFTER.get(Channel(delivery.channel), GIVEN_UP_ELSE)


def _state_after(delivery: Delivery, outcome: SendOutcome, now: datetime) -> DeliveryState:
    if outcome.fate != Fate.RETRY:
        return _ENDS[outcome.fate]
    is_over = now - (delivery.first_tried_at or now) >= _given_up_after(delivery)
    return DeliveryState.FAILED if is_over and delivery.attempts >= FEWEST_ATTEMPTS else DeliveryState.OWED


_ENDS = {
    Fate.SENT: DeliveryState.SENT,
    Fate.REFUSED: DeliveryState.FAILED,
    Fate.DROPPED: DeliveryState.DROPPED,
}


def _release(ids: Sequence[int], *, due: datetime) -> None:
    if not ids:
        return
    with writing():
        Delivery.objects.filter(pk__in=ids, state=DeliveryState.OWED).update(
            leased_until=None, attempts=F("attempts") - 1, due=due
        )


def put_off(now: datetime) -> QuerySet[Delivery]:
    """What is owed and due later than anything is ever put off: the clock was ahead when that was written."""
    return Delivery.objects.filter(state=DeliveryState.OWED, due__gt=now + LONGEST_PAUSE + timedelta(hours=1))


def bring_forward(now: datetime, *, limit: int = 1000) -> int:
    """Make due what was put off too long; returns how many."""
    with writing():
        ids = list(put_off(now).select_for_update(skip_locked=True).values_list("pk", flat=True)[:limit])
        return Delivery.objects.filter(pk__in=ids).update(due=now, leased_until=None) if ids else 0
