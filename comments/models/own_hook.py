"""The service of its own that a site asks about each comment."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from comments.models.choices import TOLD_OF_AUTHORS, PersonalData
from comments.models.signing_secret import SigningSecret
from comments.models.site import Site


class OwnHook(SigningSecret):
    """Where a site's own service answers, and what it is told; `Site.own_hook` follows from it."""

    site = models.OneToOneField(Site, models.CASCADE, related_name="own_service", verbose_name=_("site"))
    is_on = models.BooleanField(_("is asked"), default=False)
    url = models.CharField(_("address"), max_length=500, blank=True)
    personal_data = models.CharField(
        _("what it is told of authors"),
        max_length=10,
        choices=TOLD_OF_AUTHORS,
        default=PersonalData.NONE,
    )

    class Meta:
        verbose_name = _("own service")
        verbose_name_plural = _("own services")

    def __str__(self) -> str:
        return f"{self.site}"

    @property
    def for_site(self) -> str:
        """What `Site.own_hook` must be."""
        return self.personal_data if self.is_on else ""
