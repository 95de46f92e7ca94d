"""What Akismet is still to be told: where a moderator disagrees with its answer."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from comments.models.comment import Comment


class Correction(models.Model):
    """Where a moderator disagrees with what a service answered.

    `due` is when it is to be told what the comment is by then, null when nothing is owed; `told_spam` is what it was
    told last, null until it was.
    """

    comment: "models.OneToOneField[Comment, Comment]" = models.OneToOneField(
        "comments.Comment", models.CASCADE, related_name="correction"
    )
    told_spam = models.BooleanField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    due = models.DateTimeField(null=True)
    owed_since = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["due"], condition=Q(due__isnull=False), name="corrections_due")]

    def __str__(self) -> str:
        return f"{self.comment_id}"
