"""What was published under a mailbox that its owner confirmed, where it is theirs that writes again."""

from collections.abc import Sequence
from typing import Any

from comments.models import Comment, Commenter, Site, SubscriberState, Subscription


def approvals(site: Site, comments: Sequence[Comment]) -> dict[int, list[dict[str, Any]]]:
    """By the id of each comment whose mailbox is proven, the row of `approvals_by_subscriber`.

    It is by the link in a mail about this very comment, or by the browser in which such a link proved the same mailbox
    before. Whoever only types the address proves nothing.
    """
    subscriber_of = _by_comment(comments) | _by_browser(comments)
    if not subscriber_of:
        return {}
    rows = {
        row["subscription__subscriber_id"]: [row]
        for row in Comment.objects.approvals_by_subscriber(site.pk, subscriber_of.values())
    }
    return {comment_id: rows.get(subscriber_id, []) for comment_id, subscriber_id in subscriber_of.items()}


def _by_comment(comments: Sequence[Comment]) -> dict[int, int]:
    proven = Subscription.objects.filter(comment__in=[comment.pk for comment in comments], is_proven=True)
    return dict(proven.values_list("comment_id", "subscriber_id"))


def _by_browser(comments: Sequence[Comment]) -> dict[int, int]:
    browsers = {comment.commenter_id for comment in comments if comment.commenter_id}
    known = Commenter.objects.filter(pk__in=browsers, subscriber__state=SubscriberState.CONFIRMED)
    owners = {
        pk: (subscriber_id, mailbox)
        for pk, subscriber_id, mailbox in known.values_list("pk", "subscriber_id", "subscriber__email_canonical")
    }
    return {
        comment.pk: owners[comment.commenter_id][0]
        for comment in comments
        if comment.commenter_id in owners and owners[comment.commenter_id][1] == comment.email_canonical
    }
