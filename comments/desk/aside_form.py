"""What the form for setting a comment aside offers: for whom, and how long."""

from datetime import timedelta

from django.utils.translation import gettext_lazy

from comments.access import colleagues
from comments.access.staff import Moderator
from comments.errors import Message
from comments.models import Comment

TIMES: dict[str, tuple[Message, timedelta | None]] = {
    "": (gettext_lazy("Until somebody decides"), None),
    "1": (gettext_lazy("For 1 hour"), timedelta(hours=1)),
    "4": (gettext_lazy("For 4 hours"), timedelta(hours=4)),
    "24": (gettext_lazy("For 24 hours"), timedelta(hours=24)),
    "168": (gettext_lazy("For 7 days"), timedelta(days=7)),
}


def colleague(comment: Comment, by: Moderator, asked: str) -> Moderator | None:
    """The person with this id, who moderates the comment's site; None for any other."""
    return next((user for user in colleagues.on_site(comment.site_id, by) if str(user.pk) == asked), None)
