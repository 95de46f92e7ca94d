"""Addresses that no mail is sent to."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.limits import EMAIL_LIMIT
from comments.models.site import Site


class SuppressionReason(models.TextChoices):
    REFUSED = "refused", _("The mail server said that there is no such mailbox")
    EVERYTHING = "everything", _("Its owner stopped all mails")
    MODERATOR = "moderator", _("Entered by a moderator")


class Suppression(models.Model):
    """A mailbox that no mail is sent to, for one site, or with `site` null for all of them.

    `mailbox` is the canonical address; once that is erased it is a keyed hash of it, in hex, without an @.
    """

    mailbox = models.CharField(_("email address"), max_length=EMAIL_LIMIT)
    site = models.ForeignKey(
        Site, models.CASCADE, null=True, blank=True, related_name="suppressions", verbose_name=_("site")
    )
    reason = models.CharField(
        _("why"), max_length=10, choices=SuppressionReason.choices, default=SuppressionReason.MODERATOR
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("who")
    )
    created_at = models.DateTimeField(_("since"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("address that is not written to")
        verbose_name_plural = _("addresses that are not written to")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["mailbox", "site"], name="one_suppression_per_site"),
            models.UniqueConstraint(fields=["mailbox"], condition=Q(site=None), name="one_suppression_for_all_sites"),
            models.CheckConstraint(condition=Q(reason__in=SuppressionReason.values), name="suppression_known_reason"),
        ]

    def __str__(self) -> str:
        """For logs, which outlive an erasure: no more than its owner needs to know it again."""
        name, _at, domain = self.mailbox.rpartition("@")
        return f"{name[:1]}…@{domain}" if domain and name else f"{self.mailbox[:8]}…"

    @property
    def is_erased(self) -> bool:
        return "@" not in self.mailbox
