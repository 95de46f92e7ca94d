"""Trusted authors."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comments import limits
from comments.models.comment import Commenter
from comments.models.shared import SharedQuerySet
from comments.models.site import Site


class TrustedAuthor(models.Model):
    """An author whom a moderator trusts: no check holds their comments, once it is proven who writes.

    Proven is the browser of the comment that the trust was given to, and every browser that was published under this
    name and e-mail before then. With `site` null this holds on each site but those of `off_for`, as if each had given
    the trust itself: browsers are known to one site only.
    """

    site = models.ForeignKey(
        Site, models.CASCADE, null=True, blank=True, related_name="trusted_authors", verbose_name=_("site"),
    )  # fmt: skip
    # In canonical spelling: emails.canonical.
    email = models.CharField(_("email"), max_length=limits.EMAIL_LIMIT)
    name = models.CharField(_("name"), max_length=limits.NAME_LIMIT)
    commenter = models.ForeignKey(
        Commenter, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name=_("browser")
    )
    note = models.TextField(_("note"), blank=True, max_length=2000, help_text=_("For moderators only."))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name=_("by")
    )
    created_at = models.DateTimeField(_("since"), editable=False)
    off_for = models.ManyToManyField(
        Site, blank=True, editable=False, related_name="trusted_authors_off", verbose_name=_("switched off on")
    )

    objects = SharedQuerySet.as_manager()

    class Meta:
        verbose_name = _("trusted author")
        verbose_name_plural = _("trusted authors")
        ordering = ["email", "name"]
        constraints = [
            models.UniqueConstraint(fields=["site", "email", "name"], name="trusted_once_per_site"),
            models.UniqueConstraint(fields=["email", "name"], condition=Q(site=None), name="trusted_once_on_all_sites"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.email})"
