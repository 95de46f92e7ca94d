"""Decisions on many comments at once: which comments, frozen when it was decided, and what became of each."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comments.models.ban import Ban
from comments.models.comment import Comment
from comments.models.site import Site


class BatchKind(models.TextChoices):
    AUTHOR = "author", _("What an author wrote")


class ItemOutcome(models.TextChoices):
    """What became of one comment of a batch."""

    OPEN = "", _("Not yet")
    DONE = "done", _("Decided")
    # Decided or edited since it was frozen, or not possible any more.
    SKIPPED = "skipped", _("Left as it was")
    UNDONE = "undone", _("Taken back")
    # Somebody decided on it after the batch, or its author edited it.
    KEPT = "kept", _("Not taken back")


class Batch(models.Model):
    """A decision on many comments of a site, which a worker carries out a few at a time, and which has one undo."""

    site = models.ForeignKey(Site, models.CASCADE, related_name="+", verbose_name=_("site"))
    kind = models.CharField(_("kind"), max_length=10, choices=BatchKind.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("moderator"))
    # What authors of rejected comments are told: of a Reason, and in own words.
    code = models.CharField(max_length=30, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    # The ban that came with it; and its fields as they were laid, and before, null if it is new.
    ban = models.ForeignKey(Ban, models.SET_NULL, null=True, related_name="batches", verbose_name=_("ban"))
    ban_before = models.JSONField(null=True)
    # Of the form that it came with, so that a double press is one batch; "" for none.
    key = models.CharField(max_length=32, blank=True)
    size = models.PositiveIntegerField(_("comments"), default=0)
    # The item that the worker came to.
    reached = models.PositiveBigIntegerField(default=0)
    created_at = models.DateTimeField(_("when"))
    undone_at = models.DateTimeField(_("undone"), null=True)
    # When the worker goes on with it, null when nothing is left to do.
    due = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("decision on many comments")
        verbose_name_plural = _("decisions on many comments")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["by", "key"], condition=~Q(key=""), name="one_batch_per_form")]
        indexes = [models.Index(fields=["due"], condition=Q(due__isnull=False), name="batches_due")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.size}"


class BatchItem(models.Model):
    """One comment of a batch, at the version that it had when the batch was frozen."""

    # The unique index begins with it.
    batch = models.ForeignKey(Batch, models.CASCADE, db_index=False, related_name="items")
    comment = models.ForeignKey(Comment, models.CASCADE, related_name="+")
    version = models.PositiveIntegerField()
    # Of ACTIONS in moderation.batches.
    action = models.CharField(max_length=10)
    outcome = models.CharField(max_length=10, choices=ItemOutcome.choices, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "comment"], name="once_in_a_batch")]
        indexes = [models.Index(fields=["batch", "id"], name="items_in_order")]

    def __str__(self) -> str:
        return f"{self.action}: {self.comment_id}"
