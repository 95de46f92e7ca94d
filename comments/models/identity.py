"""Readers whom the host's own website signed in, and their sessions here."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comments import limits
from comments.models.site import Site


class Identity(models.Model):
    """An account of the host, as its last signed token described it. The host's own id of it is `subject`."""

    site = models.ForeignKey(Site, models.CASCADE, db_index=False, related_name="identities", verbose_name=_("site"))
    # "" where the host names none.
    issuer = models.CharField(_("issuer"), max_length=limits.CLAIM_LIMIT, blank=True)
    subject = models.CharField(_("account"), max_length=limits.CLAIM_LIMIT)
    name = models.CharField(_("name"), max_length=limits.NAME_LIMIT, blank=True)
    email = models.CharField(_("email"), max_length=limits.EMAIL_LIMIT, blank=True)
    url = models.CharField(_("website"), max_length=limits.URL_LIMIT, blank=True)
    # Their comments bear the mark of the publication. It gives no right.
    is_staff = models.BooleanField(_("of the publication"), default=False)
    created_at = models.DateTimeField(_("created at"))
    signed_in_at = models.DateTimeField(_("signed in last"))

    class Meta:
        verbose_name = _("account of the host")
        verbose_name_plural = _("accounts of the host")
        constraints = [models.UniqueConstraint(fields=["site", "issuer", "subject"], name="one_identity_per_account")]

    def __str__(self) -> str:
        return self.name or self.subject


class ReaderSession(models.Model):
    """A reader who signed in here with a token of the host, which made this and can make no other."""

    # The identity's: a token's id is unique on its site.
    site = models.ForeignKey(Site, models.CASCADE, db_index=False, related_name="+", verbose_name=_("site"))
    identity = models.ForeignKey(Identity, models.CASCADE, related_name="sessions", verbose_name=_("account"))
    # Of issuer and id of the host's token.
    token_digest = models.CharField(max_length=64)
    created_at = models.DateTimeField(_("created at"))
    expires_at = models.DateTimeField(_("expires at"), db_index=True)
    ended_at = models.DateTimeField(_("ended at"), null=True)

    class Meta:
        verbose_name = _("session of a reader")
        verbose_name_plural = _("sessions of readers")
        constraints = [
            models.UniqueConstraint(fields=["site", "token_digest"], name="one_session_per_token"),
            models.CheckConstraint(condition=Q(expires_at__gt=models.F("created_at")), name="session_ends_later"),
        ]

    def __str__(self) -> str:
        return f"{self.identity_id} {self.created_at}"
