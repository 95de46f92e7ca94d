"""Reasons for a rejection that moderators choose from, and that its author is told."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comments.models.shared import SharedQuerySet
from comments.models.site import Site


class Ground(models.TextChoices):
    """On what a rejection rests; a statement of reasons must say (Digital Services Act, article 17)."""

    GUIDELINES = "guidelines", _("The publication's guidelines")
    LAW = "law", _("The law")


class Reason(models.Model):
    """One reason on the list of a site, or with `site` null of all sites but those of `off_for`.

    `comments.moderation.reasons` has those that come with the app; a row with the code of one of them stands for it,
    with its own sentence unless that is empty. A site's row goes before one of all sites with the same code.
    """

    site = models.ForeignKey(
        Site, models.CASCADE, null=True, blank=True, related_name="reasons", verbose_name=_("site"),
    )  # fmt: skip
    code = models.SlugField(_("code"), max_length=30, db_index=False)
    sentence = models.TextField(
        _("sentence"), max_length=500, blank=True, help_text=_("The author reads it below the rejected comment.")
    )
    note = models.TextField(_("note"), blank=True, max_length=500, help_text=_("When to use it. For moderators only."))
    ground = models.CharField(_("based on"), max_length=10, choices=Ground.choices, default=Ground.GUIDELINES)
    rule = models.CharField(
        _("rule"), max_length=100, blank=True, help_text=_("Which rule of the guidelines, or which law.")
    )
    position = models.PositiveSmallIntegerField(
        _("position"), default=0, help_text=_("0 for the usual place. The first nine on the list have the keys 1 to 9.")
    )
    off_for = models.ManyToManyField(
        Site, blank=True, editable=False, related_name="reasons_off", verbose_name=_("switched off on")
    )

    objects = SharedQuerySet.as_manager()

    class Meta:
        verbose_name = _("reason")
        verbose_name_plural = _("reasons")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["site", "code"], name="one_reason_per_code"),
            models.UniqueConstraint(fields=["code"], condition=Q(site=None), name="one_reason_per_code_of_all_sites"),
        ]

    def __str__(self) -> str:
        return self.code
