"""Feedback for Akismet: comments on which a moderator disagreed with its answer."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from comments.models.comment import Comment


class Correction(models.Model):
    """Feedback on one comment, to be sent once a moderator disagrees with what Akismet answered."""

    comment: "models.OneToOneField[Comment, Comment]" = models.OneToOneField(
        "comments.Comment", models.CASCADE, related_name="correction"
    )
    # What Akismet was told last, null until it was told anything.
    told_spam = models.BooleanField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    # When to tell Akismet what the comment is by then, null when there is nothing to tell.
    due = models.DateTimeField(null=True)
    owed_since = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["due"], condition=Q(due__isnull=False), name="corrections_due")]

    def __str__(self) -> str:
        return f"{self.comment_id}"
