"""Searches that moderators keep."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SavedSearch(models.Model):
    """A search of one person, as the part of the desk's address behind the question mark."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="comment_searches", verbose_name=_("person")
    )
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(_("search"), max_length=1000)
    created_at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="one_search_per_name")]

    def __str__(self) -> str:
        return self.name
