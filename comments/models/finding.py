"""Findings: what the checks of screening say about a comment."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comments.models.comment import Comment


class Finding(models.Model):
    """What one check said about one version of a comment's text."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="findings", verbose_name=_("comment"))
    text_version = models.PositiveIntegerField(_("text version"))
    check_name = models.CharField(_("check"), max_length=30)
    verdict = models.CharField(_("verdict"), max_length=10)
    code = models.CharField(_("objection"), max_length=30, blank=True)
    reason = models.TextField(_("reason"))
    # What the author is told of it while the comment waits, "" for nothing.
    told = models.TextField(_("reason for the author"), blank=True)
    # Suspicion from 0 to 1.
    score = models.FloatField(_("score"), default=0)
    milliseconds = models.FloatField(_("milliseconds"), default=0)
    created_at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["comment", "text_version", "check_name"], name="one_finding_per_check")
        ]
        indexes = [
            models.Index(fields=["code", "-comment"], condition=~Q(code=""), name="findings_by_code"),
            models.Index(fields=["-id"], condition=Q(check_name="akismet"), name="latest_answers"),
        ]

    def __str__(self) -> str:
        return f"{self.check_name}: {self.reason}"
