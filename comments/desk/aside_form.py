"""What the form for setting a comment aside offers: for whom, and how long."""

from datetime import timedelta

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils.translation import gettext_lazy

from comments.access.staff import Moderator, display_name
from comments.errors import Message
from comments.models import Comment

TIMES: dict[str, tuple[Message, timedelta | None]] = {
    "": (gettext_lazy("Until somebody decides"), None),
    "1": (gettext_lazy("For 1 hour"), timedelta(hours=1)),
    "4": (gettext_lazy("For 4 hours"), timedelta(hours=4)),
    "24": (gettext_lazy("For 24 hours"), timedelta(hours=24)),
    "168": (gettext_lazy("For 7 days"), timedelta(days=7)),
}


def colleagues_for(comment: Comment, by: Moderator) -> list[Moderator]:
    """The person who asks, and everybody else who is a member of the comment's site or of all sites, by name."""
    users = get_user_model()._default_manager
    here = Q(comment_memberships__site=comment.site_id) | Q(comment_memberships__site=None)
    found = users.filter(here & Q(comment_memberships__isnull=False)).distinct()
    active = {user.pk: user for user in found if user.is_active and getattr(user, "is_staff", False)}
    return sorted({**active, by.pk: by}.values(), key=lambda user: display_name(user).casefold())


def colleague(comment: Comment, by: Moderator, asked: str) -> Moderator | None:
    return next((user for user in colleagues_for(comment, by) if str(user.pk) == asked), None)
