"""By what a site knows the accounts of its host: a secret that both share, or the host's public keys."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from comments import limits
from comments.models.site import Site


class SingleSignOn(models.Model):
    """The single sign-on of one site. Its secrets are stored encrypted (`comments.encryption`), and shown once."""

    site = models.OneToOneField(Site, models.CASCADE, related_name="single_sign_on", verbose_name=_("site"))
    is_on = models.BooleanField(
        _("readers can sign in"),
        default=False,
        help_text=_("When you switch this off, all readers are signed out at once."),
    )
    issuer = models.CharField(
        _("issuer"),
        max_length=limits.CLAIM_LIMIT,
        blank=True,
        help_text=_("The claim “iss” that each token must have. Empty: any issuer."),
    )
    audience = models.CharField(
        _("audience"),
        max_length=limits.CLAIM_LIMIT,
        blank=True,
        help_text=_("The claim “aud” that each token must have. Empty: the slug of the site."),
    )
    secret = models.TextField(blank=True, editable=False)
    secret_made_at = models.DateTimeField(null=True, editable=False)
    # What was the secret before is valid until then.
    previous_secret = models.TextField(blank=True, editable=False)
    previous_until = models.DateTimeField(null=True, editable=False)
    jwks_url = models.CharField(
        _("address of the host's keys"),
        max_length=500,
        blank=True,
        help_text=_("A JSON Web Key Set (RFC 7517) behind https, for tokens signed by RS256, ES256 or EdDSA."),
    )
    # The public keys that were there when it was fetched last.
    keys = models.JSONField(default=list, editable=False)
    keys_fetched_at = models.DateTimeField(null=True, editable=False)
    # When it was asked for last, whether it was there or not.
    keys_asked_at = models.DateTimeField(null=True, editable=False)
    # When it is fetched next; null where there is no address.
    keys_due = models.DateTimeField(null=True, editable=False)
    # Why it could not be fetched the last time; "" if it could.
    keys_failure = models.CharField(max_length=300, blank=True, editable=False)

    class Meta:
        verbose_name = _("single sign-on")
        verbose_name_plural = _("single sign-on")

    def __str__(self) -> str:
        return f"{self.site}"

    @property
    def asked_audience(self) -> str:
        """The audience that tokens must name."""
        return self.audience or self.site.slug
