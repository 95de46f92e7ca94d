"""What moderators wrote about authors, for one another."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from comments import limits
from comments.models.ban import BanKind
from comments.models.site import Site


class AuthorNote(models.Model):
    """A note about whoever writes with one value: a mailbox, a domain, a website or a network, as bans have them."""

    site = models.ForeignKey(Site, models.CASCADE, related_name="author_notes", verbose_name=_("site"))
    kind = models.CharField(_("about"), max_length=15, choices=BanKind.choices)
    # In the canonical spelling of its kind, which comments.moderation.bans makes.
    value = models.CharField(_("value"), max_length=limits.KEY_LIMIT)
    text = models.TextField(_("note"), max_length=2000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("moderator")
    )
    created_at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("note about an author")
        verbose_name_plural = _("notes about authors")
        ordering = ["-id"]
        indexes = [models.Index(fields=["site", "kind", "value"], name="notes_about_author")]

    def __str__(self) -> str:
        return self.text
