"""A site's settings of each check: on or off, weight, position."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from comments.models.site import Site


class CheckSetting(models.Model):
    """How a site runs one check; a check without a row runs in its usual place with weight 1."""

    site = models.ForeignKey(Site, models.CASCADE, related_name="check_settings", verbose_name=_("site"))
    check_name = models.CharField(_("check"), max_length=30)
    position = models.PositiveSmallIntegerField(_("position"), default=0, validators=[MaxValueValidator(1000)])
    is_on = models.BooleanField(_("on"), default=True)
    weight = models.FloatField(
        _("weight"),
        default=1.0,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
        help_text=_("Weight from 0 to 1. At 0 the check only informs moderators."),
    )

    class Meta:
        verbose_name = _("check")
        verbose_name_plural = _("checks")
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["site", "check_name"], name="one_setting_per_check")]

    def __str__(self) -> str:
        return self.check_name
