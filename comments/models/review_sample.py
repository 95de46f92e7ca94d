"""Comments drawn at random from what the checks decided by themselves."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comments.models.comment import Comment
from comments.models.decision import Decision
from comments.statuses import Status


class ReviewSample(models.Model):
    """A comment that moderators are asked to look at, so that it is known how often the checks are right.

    It was drawn from all that the checks marked as spam, or published, on one day (UTC), with the status that it had
    then. Settled by the first decision on it, an edit, or the next day's sample.
    """

    comment = models.OneToOneField(Comment, models.CASCADE, primary_key=True, related_name="review_sample")
    day = models.DateField(_("day"))
    status = models.CharField(_("status"), max_length=10, choices=Status.choices)
    settled_at = models.DateTimeField(null=True)
    # The one that settled it, whoever made it; null if none did.
    decision = models.ForeignKey(Decision, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("comment of a sample")
        verbose_name_plural = _("comments of samples")
        indexes = [models.Index(fields=["day"], condition=Q(settled_at__isnull=True), name="open_samples")]

    def __str__(self) -> str:
        return f"{self.comment_id}"
