"""The log of what moderators did besides deciding on single comments."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from comments.models.site import Site


class AuditVerb(models.TextChoices):
    BAN = "ban", _("Banned or lifted a ban")
    TRUST = "trust", _("Changed whom the site trusts")
    THREAD = "thread", _("Changed a thread")
    DELETION = "deletion", _("Deleted comments for ever")
    BATCH = "batch", _("Decided on many comments")
    SETTINGS = "settings", _("Changed settings")
    PEOPLE = "people", _("Changed who moderates")
    SECURITY = "security", _("Changed how people sign in")
    KEY = "key", _("Made or revoked an API key")
    DELIVERY = "delivery", _("Sent something again, or stopped it")


class AuditEntry(models.Model):
    """One deed of one person on one site, or with `site` null on all of them. Rows are only added.

    Decisions on single comments are not here: each has its Decision. Nor is what only looks, such as leases and polls.
    """

    site = models.ForeignKey(
        Site, models.CASCADE, null=True, db_index=False, related_name="audit_entries", verbose_name=_("site")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("who")
    )
    # What the person was called then, who may be deleted since.
    who = models.CharField(_("who"), max_length=200)
    verb = models.CharField(_("what"), max_length=10, choices=AuditVerb.choices)
    # A sentence or a part of one, such as "Added: spam.example".
    text = models.TextField(_("text"))
    created_at = models.DateTimeField(_("when"), db_index=True)

    class Meta:
        verbose_name = _("log entry")
        verbose_name_plural = _("log entries")
        ordering = ["-id"]
        indexes = [models.Index(fields=["site", "-id"], name="log_of_site")]

    def __str__(self) -> str:
        return self.text
