"""Rollups: what happened on a site in a day, in numbers that outlive the comments."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from comments.models.site import Site


class DayRollup(models.Model):
    """The numbers of one site and one day (UTC). Times to a decision are counted in classes: see counters.rollups."""

    site = models.ForeignKey(Site, models.CASCADE, db_index=False, related_name="rollups", verbose_name=_("site"))
    day = models.DateField(_("day"))
    # "" for all; else the name of a check: what it objected to.
    check_name = models.CharField(_("check"), max_length=30, blank=True, default="", db_default="")
    # "received", or a status that comments came to, or what counters.rollups names else.
    what = models.CharField(_("what"), max_length=20)
    number = models.PositiveIntegerField(_("number"), default=0)

    class Meta:
        verbose_name = _("numbers of a day")
        verbose_name_plural = _("numbers of days")
        constraints = [models.UniqueConstraint(fields=["site", "day", "what", "check_name"], name="one_number_per_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.what}"


class ModeratorDay(models.Model):
    """The decisions of one moderator on one site and day (UTC), counted while the site counts moderators' decisions."""

    site = models.ForeignKey(Site, models.CASCADE, db_index=False, related_name="+", verbose_name=_("site"))
    day = models.DateField(_("day"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("moderator"))
    # A value of Action, or "many" for decisions on many comments at once.
    what = models.CharField(_("what"), max_length=20)
    number = models.PositiveIntegerField(_("number"), default=0)

    class Meta:
        verbose_name = _("moderator's numbers of a day")
        verbose_name_plural = _("moderators' numbers of days")
        constraints = [models.UniqueConstraint(fields=["site", "day", "by", "what"], name="one_number_per_moderator")]

    def __str__(self) -> str:
        return f"{self.day} {self.what}"
