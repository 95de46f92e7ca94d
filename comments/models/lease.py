"""Leases: which comment a moderator is busy with."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from comments.models.comment import Comment


class ReviewLease(models.Model):
    """A comment that a moderator has open for something that takes time; colleagues' queues skip it until then.

    It is information, not a lock: a decision is guarded by the comment's version alone. A lease that ended counts as
    none, so nothing has to sweep them.
    """

    comment = models.OneToOneField(Comment, models.CASCADE, primary_key=True, related_name="review_lease")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("moderator"))
    until = models.DateTimeField(_("until"))

    def __str__(self) -> str:
        return f"{self.comment_id}"
