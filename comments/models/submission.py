"""Submission keys: what makes a repeated request answer with the first one's comment."""

from django.db import models

from comments import limits
from comments.models.comment import Comment
from comments.models.site import Site


class Submission(models.Model):
    """A submission key (the form's one-time number or Idempotency-Key) that was used, and the comment made of it."""

    site = models.ForeignKey(Site, models.CASCADE)
    key = models.CharField(max_length=limits.KEY_LIMIT)
    # A hash of the submission: the key with another one is refused.
    fingerprint = models.CharField(max_length=64)
    comment = models.ForeignKey(Comment, models.CASCADE, related_name="submissions")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "key"], name="one_comment_per_submission_key")]
        indexes = [models.Index(fields=["created_at"], name="submissions_to_forget")]

    def __str__(self) -> str:
        return self.key
