"""Whether it is known that an author has the mailbox that they typed."""

from datetime import datetime

from django.db.models import Q, QuerySet

from comments.models import Comment, Commenter, Subscriber, SubscriberState, Subscription
from comments.net import emails
from comments.statuses import Status

# Of what else waits to be confirmed, so many of the latest comments are looked at.
_MOST_OTHERS = 50


def is_known(comment: Comment) -> bool:
    """Whether the author of this comment was found out before."""
    return Subscription.objects.filter(comment=comment).exists()


def is_proven(comment: Comment) -> bool:
    """Whether they were by a link or a browser, not only by a network."""
    return Subscription.objects.filter(comment=comment, is_proven=True).exists()


def recognise(comment: Comment, now: datetime) -> bool:
    """Whether an author need not be asked again, since they confirmed this mailbox on this site before.

    It takes more than the address, which anybody can type: the browser or the account with which it was confirmed, or
    the network from which a comment came that was. By the network alone nothing is proven.
    """
    subscriber = Subscriber.objects.filter(
        site=comment.site_id, mailbox=emails.exact(comment.email), state=SubscriberState.CONFIRMED
    ).first()
    if subscriber is None:
        return False
    is_them = _is_of_browser(comment, subscriber) or _is_of_account(comment, subscriber)
    if is_them or _is_of_network(comment, subscriber):
        subscribe(comment, subscriber, is_proven=is_them, now=now)
        return True
    return False


def subscribe(comment: Comment, subscriber: Subscriber, *, is_proven: bool, now: datetime) -> None:
    """Have the author of a comment told from now on; what they stopped stays stopped."""
    row = Subscription(subscriber=subscriber, comment=comment, is_proven=is_proven, created_at=now)
    Subscription.objects.bulk_create([row], ignore_conflicts=True)
    if is_proven:
        Subscription.objects.filter(subscriber=subscriber, comment=comment).update(is_proven=True)


def others_unconfirmed(comment: Comment) -> list[Comment]:
    """The author's other comments on the site that were not confirmed, by one mailbox and one browser or network."""
    same = Q(commenter=comment.commenter_id) & ~Q(commenter=None) | Q(network=comment.network) & ~Q(network="")
    found: QuerySet[Comment] = Comment.objects.filter(
        same, Q(tells_author=True) | Q(tells_replies=True), site=comment.site_id, subscription=None,
        email_canonical=comment.email_canonical, status__in=(Status.PENDING, Status.APPROVED, Status.REJECTED),
    )  # fmt: skip
    latest = found.exclude(pk=comment.pk).order_by("-pk")[:_MOST_OTHERS]
    return [one for one in latest if emails.exact(one.email) == emails.exact(comment.email)]


def _is_of_browser(comment: Comment, subscriber: Subscriber) -> bool:
    return Commenter.objects.filter(pk=comment.commenter_id or 0, subscriber=subscriber).exists()


def _is_of_account(comment: Comment, subscriber: Subscriber) -> bool:
    account = comment.identity_id
    return account is not None and _proven(subscriber).filter(comment__identity=account).exists()


def _is_of_network(comment: Comment, subscriber: Subscriber) -> bool:
    return comment.network != "" and _proven(subscriber).filter(comment__network=comment.network).exists()


def _proven(subscriber: Subscriber) -> QuerySet[Subscription]:
    return Subscription.objects.filter(subscriber=subscriber, is_proven=True)
