"""Word lists of a site, as its moderators typed them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from comments.models.site import Site


class ListKind(models.TextChoices):
    """Which word list; the value is the name of its field in the site's form."""

    MODERATION = "moderation_words", _("moderation words")
    DISALLOWED = "disallowed_words", _("disallowed words")
    PROTECTED = "protected_names", _("protected names")


class WordList(models.Model):
    """One word list of a site. It has a row of its own, since it can have a megabyte and only screening reads it.

    A site without a row has the list of `screening.word_lists.USUAL`.
    """

    site = models.ForeignKey(Site, models.CASCADE, db_index=False, related_name="word_lists", verbose_name=_("site"))
    kind = models.CharField(_("list"), max_length=20, choices=ListKind.choices)
    # One entry a line.
    lines = models.TextField(_("entries"), blank=True)
    # Of `lines`: a worker reads the list once, and again when this changes.
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("word list")
        verbose_name_plural = _("word lists")
        constraints = [models.UniqueConstraint(fields=["site", "kind"], name="one_list_of_a_kind_per_site")]

    def __str__(self) -> str:
        return self.get_kind_display()
