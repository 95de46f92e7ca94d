"""Reports: what readers object to in published comments."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comments import limits
from comments.models.comment import Comment
from comments.models.decision import Decision


class ReportReason(models.TextChoices):
    SPAM = "spam", _("Advertising or spam")
    ABUSE = "abuse", _("Insulting or harassing")
    HATE = "hate", _("Hateful")
    FALSE = "false", _("False")
    PRIVACY = "privacy", _("Shows private data")
    ILLEGAL = "illegal", _("Against the law")
    OTHER = "other", _("Something else")


class Report(models.Model):
    """One reader's objection to one version of a comment's text."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="reports", verbose_name=_("comment"))
    text_version = models.PositiveIntegerField(_("text version"))
    # A keyed hash of the reader's network: one network counts once.
    reporter = models.CharField(max_length=64)
    reason = models.CharField(_("reason"), max_length=10, choices=ReportReason.choices)
    text = models.TextField(_("explanation"), blank=True, max_length=2000)
    email = models.CharField(_("email"), max_length=limits.EMAIL_LIMIT, blank=True)
    # Who objects to what is against the law may say who they are, and that they say so in good faith.
    name = models.CharField(_("name"), max_length=limits.NAME_LIMIT, blank=True, default="", db_default="")
    good_faith = models.BooleanField(_("in good faith"), default=False, db_default=False)
    created_at = models.DateTimeField(_("when"))
    settled_at = models.DateTimeField(_("settled"), null=True)
    # Null while it is open, or where it was settled without a change of the comment.
    settled_by = models.ForeignKey(
        Decision, models.SET_NULL, null=True, db_index=False, related_name="+", verbose_name=_("settled by")
    )

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["comment", "text_version", "reporter"], name="one_report_per_network")
        ]
        indexes = [
            models.Index(fields=["comment"], condition=Q(settled_at=None), name="open_reports"),
            models.Index(fields=["settled_at"], condition=Q(settled_at__isnull=False), name="settled_reports"),
            # Decisions that are purged are looked for here.
            models.Index(fields=["settled_by"], condition=Q(settled_by__isnull=False), name="reports_settled_by"),
        ]

    def __str__(self) -> str:
        return self.get_reason_display()
