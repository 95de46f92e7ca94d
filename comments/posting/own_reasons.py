"""What authors are told of their own comments: why one is not published, and how long waiting takes now."""

from datetime import datetime

from comments.counters import waiting_time
from comments.models import Comment
from comments.reading import author_view
from comments.statuses import Status


def reason(comment: Comment, *, now: datetime) -> str:
    """Sentences for the author of a comment that is not published; "" where there is nothing to say.

    A comment that is still being checked may appear in seconds, so nothing is said of people then.
    """
    told = author_view.reason_for_author(comment)
    if comment.status_for_author != Status.PENDING or not comment.is_screened:
        return told
    return " ".join(filter(None, [told, waiting_time.told(comment.site_id, now=now)]))
