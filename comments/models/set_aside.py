"""Comments that a moderator set aside."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from comments.models.comment import Comment


class SetAside(models.Model):
    """A waiting comment that left the queue for a while: for one person or for anybody, until a time or until asked.

    The row ends with the next decision on the comment, or when somebody takes it back.
    """

    comment = models.OneToOneField(Comment, models.CASCADE, primary_key=True, related_name="set_aside")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("moderator"))
    # Null for anybody.
    for_whom = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+", verbose_name=_("for")
    )
    # Null for as long as nobody decides.
    until = models.DateTimeField(_("until"), null=True)
    note = models.TextField(_("note for colleagues"), blank=True, max_length=2000)
    created_at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("comment that is set aside")
        verbose_name_plural = _("comments that are set aside")

    def __str__(self) -> str:
        return f"{self.comment_id}"
