"""Who moderates which site."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comments.models.site import Site


class Role(models.TextChoices):
    MODERATOR = "moderator", _("Moderator")
    CHIEF = "chief", _("Chief moderator")


class Membership(models.Model):
    """A person's role on one site, or on all of them; `comments.access.membership` says what follows from it."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="comment_memberships", verbose_name=_("person")
    )
    site = models.ForeignKey(
        Site, models.CASCADE, null=True, blank=True, related_name="memberships", verbose_name=_("site"),
        help_text=_("Leave empty for all sites, also those that are added later."),
    )  # fmt: skip
    role = models.CharField(_("role"), max_length=10, choices=Role.choices, default=Role.MODERATOR)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["user_id", "site_id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "site"], name="one_membership_per_site"),
            models.UniqueConstraint(fields=["user"], condition=Q(site=None), name="one_membership_of_all_sites"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"
