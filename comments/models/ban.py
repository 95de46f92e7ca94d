"""Bans of authors: by which value, with which effect, until when."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comments import limits
from comments.models.shared import SharedQuerySet
from comments.models.site import Site


class BanKind(models.TextChoices):
    EMAIL = "email", _("Email address, including name+tag@…")
    EMAIL_DOMAIN = "email_domain", _("Email domain and its subdomains")
    WEBSITE = "website", _("Website domain and its subdomains")
    NETWORK = "network", _("Network address, or a network such as 192.0.2.0/24")


class BanEffect(models.TextChoices):
    REFUSE = "refuse", _("Refuse the comment, and tell its author")
    HOLD = "hold", _("Hold it for a moderator")
    SPAM = "spam", _("Mark it as spam, without telling its author")


class Ban(models.Model):
    """One value that is banned on one site, or with `site` null on all sites but those of `off_for`."""

    site = models.ForeignKey(
        Site, models.CASCADE, null=True, blank=True, related_name="bans", verbose_name=_("site"),
    )  # fmt: skip
    kind = models.CharField(_("what is banned"), max_length=15, choices=BanKind.choices)
    # In the canonical spelling of its kind, which comments.moderation.bans makes.
    value = models.CharField(_("value"), max_length=limits.KEY_LIMIT)
    effect = models.CharField(_("what happens"), max_length=10, choices=BanEffect.choices, default=BanEffect.HOLD)
    until = models.DateTimeField(_("until"), null=True, blank=True, help_text=_("Leave empty to ban for ever."))
    note = models.TextField(_("note"), blank=True, max_length=2000, help_text=_("For moderators only."))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name=_("by")
    )
    created_at = models.DateTimeField(_("since"), editable=False)
    off_for = models.ManyToManyField(
        Site, blank=True, editable=False, related_name="bans_off", verbose_name=_("switched off on")
    )

    objects = SharedQuerySet.as_manager()

    class Meta:
        verbose_name = _("ban")
        verbose_name_plural = _("bans")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["site", "kind", "value"], name="one_ban_per_value"),
            models.UniqueConstraint(
                fields=["kind", "value"], condition=Q(site=None), name="one_ban_per_value_of_all_sites"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.value}"
