"""Guidelines that all sites of a publisher have in common."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from comments.models.site import Site


class Guideline(models.Model):
    """A paragraph above the form of every site, before the site's own; `comments.reading.guidelines` copies it there.

    A paragraph of one site alone stands in its settings.
    """

    text = models.TextField(
        _("text"), max_length=2000, help_text=_("Shown above the form of all sites, before the site's own guidelines.")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0, help_text=_("Lower numbers come first."))
    off_for = models.ManyToManyField(
        Site, blank=True, editable=False, related_name="guidelines_off", verbose_name=_("switched off on")
    )

    class Meta:
        verbose_name = _("guideline of all sites")
        verbose_name_plural = _("guidelines of all sites")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.text[:60]
