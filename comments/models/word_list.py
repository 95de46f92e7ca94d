"""The word lists of a site, as its moderators typed them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from comments.models.site import Site


class ListKind(models.TextChoices):
    """The name of each is that of its field in the site's form."""

    MODERATION = "moderation_words", _("moderation words")
    DISALLOWED = "disallowed_words", _("disallowed words")
    PROTECTED = "protected_names", _("protected names")


class WordList(models.Model):
    """A list of a site, one entry a line: up to a megabyte, so it has a row of its own that only screening reads.

    `digest` is of the lines, so that who screens reads them once and again when they have changed. A site without a
    row has what `listed.USUAL` says.
    """

    site = models.ForeignKey(Site, models.CASCADE, db_index=False, related_name="word_lists", verbose_name=_("site"))
    kind = models.CharField(_("list"), max_length=20, choices=ListKind.choices)
    lines = models.TextField(_("entries"), blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("word list")
        verbose_name_plural = _("word lists")
        constraints = [models.UniqueConstraint(fields=["site", "kind"], name="one_list_of_a_kind_per_site")]

    def __str__(self) -> str:
        return self.get_kind_display()
