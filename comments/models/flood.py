"""Floods: far more comments on a site than usual, many of them alike."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from comments.models.site import Site


class Flood(models.Model):
    """A time in which a site gets far more comments than usual, many of them alike; moderators get one notice of it."""

    site = models.ForeignKey(Site, models.CASCADE, related_name="floods", verbose_name=_("site"))
    began_at = models.DateTimeField(_("began"))
    last_at = models.DateTimeField(_("last seen"))
    ended_at = models.DateTimeField(_("ended"), null=True)
    comments = models.PositiveIntegerField(_("comments"), default=0)
    alike = models.PositiveIntegerField(_("number of similar comments"), default=0)
    usual = models.FloatField(_("usual number in ten minutes"), default=0)

    class Meta:
        verbose_name = _("flood")
        verbose_name_plural = _("floods")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["site"], condition=Q(ended_at=None), name="one_flood_at_a_time_per_site")
        ]

    def __str__(self) -> str:
        return _now("Flood of %(n)d comments") % {"n": self.comments}
