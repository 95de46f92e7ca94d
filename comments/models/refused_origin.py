"""Origins of pages that were not allowed to post, so that a chief moderator can allow them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comments.models.site import Site

LONGEST = 300


class RefusedOrigin(models.Model):
    """A page of this origin wanted to post lately, and no site lists it, or `site` does not.

    Before a browser posts, it asks whether it may; that question does not say for which site, so `site` is mostly null.
    """

    origin = models.CharField(_("origin"), max_length=LONGEST)
    site = models.ForeignKey(Site, models.CASCADE, null=True, db_index=False, related_name="+", verbose_name=_("site"))
    last_at = models.DateTimeField(_("last time"))

    class Meta:
        verbose_name = _("refused origin")
        verbose_name_plural = _("refused origins")
        ordering = ["-last_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["site", "origin"], name="refused_origin_of_site"),
            models.UniqueConstraint(fields=["origin"], condition=Q(site=None), name="refused_origin_of_no_site"),
        ]

    def __str__(self) -> str:
        return self.origin
