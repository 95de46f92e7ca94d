"""Trusted authors."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from comments import limits
from comments.models.comment import Commenter
from comments.models.site import Site


class TrustedAuthor(models.Model):
    """An author whom a moderator trusts: no check holds their comments, once it is proven who writes.

    Proven is the browser of the comment that the trust was given to, and every browser that was published under this
    name and e-mail before then.
    """

    site = models.ForeignKey(Site, models.CASCADE, related_name="trusted_authors", verbose_name=_("site"))
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

    class Meta:
        verbose_name = _("trusted author")
        verbose_name_plural = _("trusted authors")
        ordering = ["email", "name"]
        constraints = [models.UniqueConstraint(fields=["site", "email", "name"], name="trusted_once_per_site")]

    def __str__(self) -> str:
        return f"{self.name} ({self.email})"
