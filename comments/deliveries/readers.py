"""What authors who ticked a box are owed: to confirm their address, to hear what was decided, and who replied.

Nothing is worked out here that the mail says: who sends it reads the rows as they are then.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from comments import limits
from comments.deliveries.outbox import Owed, owe
from comments.models import (
    Actor,
    Channel,
    Comment,
    Decision,
    ReplyNotice,
    Subscriber,
    SubscriberState,
    Subscription,
)
from comments.statuses import Status

CONFIRM, REPLIES, PUBLISHED, REJECTED = "confirm", "replies", "author.published", "author.rejected"
DECISIONS = {Status.APPROVED: PUBLISHED, Status.REJECTED: REJECTED}
# Several replies within this time are one mail.
REPLIES_WAIT = timedelta(minutes=5)
# What a moderator may still take back is not told.
_DECISION_WAITS = timedelta(seconds=2 * limits.UNDO_SECONDS)


def follow(comment: Comment, decision: Decision, now: datetime) -> None:
    """Owe what follows from a change of a comment that was read with its parent; nothing where nobody ticked a box.

    Part of the transaction of the change.
    """
    if decision.from_status == decision.to_status:
        return
    owe([*_to_author(comment, decision), *_to_answered(comment, now)], now=now)


def held(comment: Comment, now: datetime) -> None:
    """Owe what follows once the checks leave a comment to moderators."""
    if comment.tells_author or comment.tells_replies:
        owe([_confirmation(comment)], now=now)


def confirmed(comment: Comment, now: datetime) -> None:
    """Owe what was decided before the author's address was confirmed."""
    if comment.tells_author and comment.status in DECISIONS:
        owe([_decided(comment, f"{comment.version}:confirmed", now)], now=now)


def _to_author(comment: Comment, decision: Decision) -> Iterator[Owed]:
    if not (comment.tells_author or comment.tells_replies):
        return
    is_rejected_by_person = comment.status == Status.REJECTED and decision.actor == Actor.MODERATOR
    if comment.status in (Status.PENDING, Status.APPROVED) or is_rejected_by_person:
        # Of what was spam nobody was asked: the mail was dropped, if it was owed before.
        yield _confirmation(comment, f":{comment.version}" if decision.from_status == Status.SPAM else "")
    if comment.tells_author and comment.status in DECISIONS:
        yield _decided(comment, str(comment.version), decision.created_at)


def _confirmation(comment: Comment, again: str = "") -> Owed:
    return Owed(
        kind=CONFIRM, channel=Channel.MAIL, recipient=f"comment:{comment.pk}", key=f"{CONFIRM}:{comment.pk}{again}",
        site_id=comment.site_id, comment_id=comment.pk, thread_id=comment.thread_id,
    )  # fmt: skip


def _decided(comment: Comment, of: str, now: datetime) -> Owed:
    kind = DECISIONS[Status(comment.status)]
    return Owed(
        kind=kind, channel=Channel.MAIL, recipient=f"comment:{comment.pk}", key=f"{kind}:{comment.pk}:{of}",
        site_id=comment.site_id, comment_id=comment.pk, thread_id=comment.thread_id, version=comment.version,
        due=now + _DECISION_WAITS,
    )  # fmt: skip


def _to_answered(comment: Comment, now: datetime) -> Iterator[Owed]:
    """The author of the comment above, unless that is the same person.

    The first that is sent tells of all that came until then, and leaves nothing for the others.
    """
    above = comment.parent
    if comment.status != Status.APPROVED or above is None or not above.tells_replies or _is_same_author(comment, above):
        return
    known = Subscription.objects.filter(comment=above, stopped_at=None, subscriber__state=SubscriberState.CONFIRMED)
    for subscriber in Subscriber.objects.filter(subscriptions__in=known):
        if subscriber.email_canonical == comment.email_canonical:
            continue
        notice = ReplyNotice(subscriber=subscriber, reply=comment, created_at=now)
        ReplyNotice.objects.bulk_create([notice], ignore_conflicts=True)
        yield Owed(
            kind=REPLIES, channel=Channel.MAIL, recipient=f"subscriber:{subscriber.pk}",
            key=f"{REPLIES}:{subscriber.pk}:{comment.pk}:{comment.version}", site_id=comment.site_id,
            thread_id=comment.thread_id, due=now + REPLIES_WAIT,
        )  # fmt: skip


def _is_same_author(one: Comment, other: Comment) -> bool:
    return any(
        getattr(one, name) and getattr(one, name) == getattr(other, name)
        for name in ("commenter_id", "identity_id", "email_canonical")
    )
