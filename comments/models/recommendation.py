"""Recommendations: which readers have recommended a comment lately, so that each is counted once."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from comments.models.comment import Comment


class Recommendation(models.Model):
    """One reader's recommendation of a comment, until it is forgotten; `Comment.recommendations` counts it for ever."""

    # The unique index begins with it.
    comment = models.ForeignKey(
        Comment, models.CASCADE, db_index=False, related_name="recommended_by", verbose_name=_("comment")
    )
    # Keyed hashes of the reader's network, and of network and browser. They are of this comment alone: nobody can find
    # what else the same reader recommended.
    network = models.CharField(max_length=64)
    voter = models.CharField(max_length=64)
    created_at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")
        constraints = [
            models.UniqueConstraint(fields=["comment", "network", "voter"], name="one_recommendation_per_reader")
        ]
        indexes = [models.Index(fields=["created_at"], name="recommendations_to_forget")]

    def __str__(self) -> str:
        return f"{self.comment_id}"
