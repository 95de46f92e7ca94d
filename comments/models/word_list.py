"""Word lists of a site, as its moderators typed them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comments.models.site import Site


class ListKind(models.TextChoices):
    """Which word list; the value is the name of its field in the site's form."""

    MODERATION = "moderation_words", _("moderation words")
    DISALLOWED = "disallowed_words", _("disallowed words")
    PROTECTED = "protected_names", _("protected names")


class WordList(models.Model):
    """The word list of all sites, with `site` null, or what one site adds to it and takes from it.

    It has a row of its own, since it can have a megabyte and only screening reads it. Without a row the list of all
    sites is that of `screening.word_lists.USUAL`.
    """

    site = models.ForeignKey(
        Site, models.CASCADE, null=True, blank=True, db_index=False, related_name="word_lists", verbose_name=_("site"),
    )  # fmt: skip
    kind = models.CharField(_("list"), max_length=20, choices=ListKind.choices)
    # One entry a line.
    lines = models.TextField(_("entries"), blank=True)
    # One entry a line: those of the list of all sites that do not count on this site.
    off = models.TextField(_("not on this site"), blank=True, default="", db_default="")
    # Of `lines` and `off`: a worker reads the list once, and again when this changes.
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("word list")
        verbose_name_plural = _("word lists")
        constraints = [
            models.UniqueConstraint(fields=["site", "kind"], name="one_list_of_a_kind_per_site"),
            models.UniqueConstraint(fields=["kind"], condition=Q(site=None), name="one_list_of_a_kind_of_all_sites"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
