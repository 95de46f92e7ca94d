"""Who has a second factor, and the codes for the day when the phone is gone."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SecondFactor(models.Model):
    """A person's secret, shared with the app on their phone; a row exists once they typed a first code from it."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="second_factor",
        verbose_name=_("person"),
    )  # fmt: skip
    # Encrypted: sealing.seal.
    secret = models.CharField(max_length=200)
    since = models.DateTimeField(_("since"))
    # The newest step of 30 seconds whose code was taken: none is taken twice.
    last_step = models.BigIntegerField()
    # Wrong codes since the last right one.
    failures = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("second factor")
        verbose_name_plural = _("second factors")

    def __str__(self) -> str:
        return str(self.user)


class RecoveryCode(models.Model):
    """A code that counts once instead of one from the app, kept as a keyed hash."""

    factor = models.ForeignKey(SecondFactor, models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("recovery code")
        verbose_name_plural = _("recovery codes")

    def __str__(self) -> str:
        return f"{self.pk}"
