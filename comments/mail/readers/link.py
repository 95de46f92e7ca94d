"""The link in the mail that asks an author to confirm their address: what it leads to, and pressing its button."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from comments import doorbell, limits, signed_tokens
from comments.db.transactions import writing
from comments.deliveries import readers
from comments.errors import NotFound
from comments.mail.readers import known
from comments.models import Comment, Commenter, Subscriber, SubscriberState
from comments.moderation import transitions
from comments.net import emails
from comments.statuses import Status

PURPOSE = "confirm"


@dataclass(frozen=True)
class Confirmation:
    """The comment that its author is asked about, read with its thread and site, and whether they confirmed it."""

    comment: Comment
    is_done: bool


def may_be_confirmed(comment: Comment) -> bool:
    """Whether there is still somebody to be told something of it."""
    is_wanted = comment.tells_author and comment.site.decision_notices
    is_wanted |= comment.tells_replies and comment.site.reply_notices
    return bool(comment.email) and is_wanted and comment.status in (Status.PENDING, Status.APPROVED, Status.REJECTED)


def look(token: str) -> Confirmation | None:
    """What a link leads to; None if it is forged, too old, or of no use any more. Changes nothing."""
    named = signed_tokens.read_mail_token(PURPOSE, token, timedelta(days=limits.CONFIRM_DAYS))
    found = Comment.objects.select_related("thread__site", "site").filter(pk=named.comment_id) if named else ()
    comment = next(iter(found), None)
    if comment is None or not may_be_confirmed(comment) or _wants_no_mail(comment):
        return None
    return Confirmation(comment, known.is_proven(comment))


def press(token: str, *, now: datetime | None = None) -> Confirmation | None:
    """Confirm the address of the author of the comment that a link names; pressed again it changes nothing.

    The comment and the browser that it came from are theirs from now on. Returns what `look` does.
    """
    now, asked = now or timezone.now(), look(token)
    if asked is None or asked.is_done:
        return asked
    with writing():
        try:
            comment = transitions.lock(asked.comment.pk, thread_id=asked.comment.thread_id)
        except NotFound:
            return None
        if not may_be_confirmed(comment):
            return None
        subscriber = _confirmed(comment, now)
        # By id, as everything that locks several rows of a kind.
        for one in [comment, *sorted(known.others_unconfirmed(comment), key=lambda other: other.pk)]:
            is_same_browser = one.commenter_id is not None and one.commenter_id == comment.commenter_id
            known.subscribe(one, subscriber, is_proven=one.pk == comment.pk or is_same_browser, now=now)
            readers.confirmed(one, now)
        is_judged_again = _judge_again(comment, now)
    if is_judged_again:
        doorbell.screening.ring_after_commit(comment.pk)
    return Confirmation(asked.comment, is_done=True)


def _confirmed(comment: Comment, now: datetime) -> Subscriber:
    """The author's row; an address that was confirmed before stays as it was typed then."""
    values = {"state": SubscriberState.CONFIRMED, "confirmed_at": now, "email": comment.email}
    subscriber, is_new = Subscriber.objects.get_or_create(
        site=comment.site, mailbox=emails.exact(comment.email),
        defaults={
            **values, "email_canonical": comment.email_canonical, "language": comment.mail_language, "asked_at": now,
        },
    )  # fmt: skip
    if not is_new:
        Subscriber.objects.filter(pk=subscriber.pk, state=SubscriberState.ASKED).update(**values)
    Commenter.objects.filter(pk=comment.commenter_id or 0).update(subscriber=subscriber)
    return subscriber


def _judge_again(comment: Comment, now: datetime) -> bool:
    """Have the checks look once more at a comment that they held, since they may know its author now."""
    if not comment.site.confirmed_email_proves:
        return False
    waiting = Comment.objects.filter(pk=comment.pk, status=Status.PENDING, decided_at=None, due=None, rechecks=0)
    return bool(waiting.filter(attempts__lt=limits.ATTEMPTS).update(due=now))


def _wants_no_mail(comment: Comment) -> bool:
    stopped = Subscriber.objects.filter(site=comment.site, state=SubscriberState.STOPPED)
    return stopped.filter(mailbox=emails.exact(comment.email)).exists()
