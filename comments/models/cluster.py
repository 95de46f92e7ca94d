"""Clusters of nearly identical comments, and by what they are found."""

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from comments.models.site import Site

if TYPE_CHECKING:
    from comments.models.comment import Comment


class Cluster(models.Model):
    """Two or more nearly identical comments of one site."""

    site = models.ForeignKey(Site, models.CASCADE, verbose_name=_("site"))
    first: "models.OneToOneField[Comment | None, Comment | None]" = models.OneToOneField(
        "comments.Comment", models.SET_NULL, null=True, related_name="+", verbose_name=_("first comment")
    )
    # Counts every comment that ever joined.
    size = models.PositiveIntegerField(_("similar comments"), default=1)
    first_at = models.DateTimeField(_("first"))
    last_at = models.DateTimeField(_("last"))

    class Meta:
        verbose_name = _("cluster of similar comments")
        verbose_name_plural = _("clusters of similar comments")

    def __str__(self) -> str:
        return _now("%(n)d similar comments") % {"n": self.size}


class Band(models.Model):
    """A locality-sensitive hash of a part of a text (MinHash, LSH), and the first comment of a site that has it.

    Two comments that share a band may be nearly identical.
    """

    site = models.ForeignKey(Site, models.CASCADE, db_index=False)
    value = models.BigIntegerField()
    comment: "models.ForeignKey[Comment, Comment]" = models.ForeignKey(
        "comments.Comment", models.CASCADE, related_name="bands"
    )
    # About when a comment had it last.
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "value"], name="one_first_comment_per_band")]
        indexes = [models.Index(fields=["seen_at"], name="bands_to_forget")]

    def __str__(self) -> str:
        return f"{self.value}"
