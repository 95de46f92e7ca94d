"""Keys by which programs moderate."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from comments.models.site import Site


class KeyScope(models.TextChoices):
    """What a key is for. Each includes those above it."""

    READ = "read", _("Read comments and who wrote them")
    DECIDE = "decide", _("Decide on single comments")
    MANAGE = "manage", _("Decide on many comments, ban authors, open and close threads")

    @property
    def included(self) -> "list[KeyScope]":
        """This scope and all that it includes, the least first."""
        every = list(KeyScope)
        return every[: every.index(self) + 1]


class ApiKey(models.Model):
    """A program's way to act as a person, on one site, or with `site` null on all that this person moderates.

    Of the token there is its public part, `prefix`, and a plain SHA-256 of the secret: it has 256 random bits, which
    nobody finds by trying, so a slow hash would only make each request slow.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="comment_keys", verbose_name=_("person")
    )
    site = models.ForeignKey(
        Site, models.CASCADE, null=True, blank=True, related_name="api_keys", verbose_name=_("site"),
        help_text=_("Leave empty for all sites that you moderate, also those that are added later."),
    )  # fmt: skip
    name = models.CharField(_("name"), max_length=100)
    scope = models.CharField(_("scope"), max_length=10, choices=KeyScope.choices, default=KeyScope.READ)
    prefix = models.CharField(_("key"), max_length=12, unique=True)
    digest = models.CharField(max_length=64)
    # Its rate limit by GCRA: the theoretical arrival time of the next call, in seconds since the epoch.
    arrival = models.FloatField(default=0, db_default=0)
    created_at = models.DateTimeField(_("made"))
    expires_at = models.DateTimeField(_("expires"), null=True)
    # To the minute.
    last_used_at = models.DateTimeField(_("last used"), null=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("revoked by")
    )

    class Meta:
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name

    def allows(self, scope: KeyScope) -> bool:
        """Whether what takes this scope may be done with the key."""
        return scope in KeyScope(self.scope).included
