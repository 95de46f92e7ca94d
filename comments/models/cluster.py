"""Clusters of nearly identical comments, and decisions on a whole cluster."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
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


class ClusterDecision(models.Model):
    """A moderator's decision on all comments of a cluster, which a worker carries out a few comments at a time."""

    cluster = models.ForeignKey(Cluster, models.CASCADE, related_name="decisions", verbose_name=_("cluster"))
    action = models.CharField(_("action"), max_length=10)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("moderator"))
    reason = models.TextField(_("reason"), blank=True)
    # So many comments of the cluster, the first ones.
    covers = models.PositiveIntegerField(_("comments"))
    with_published = models.BooleanField(_("also published comments"), default=False)
    # How far the worker came: a `cluster_place`, or once it is undone, the id of a Decision.
    reached = models.PositiveBigIntegerField(default=0)
    created_at = models.DateTimeField(_("when"))
    # Until then it also applies to comments that join the cluster.
    stands_until = models.DateTimeField(_("covers new comments until"), null=True)
    undone_at = models.DateTimeField(_("undone"), null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("undone by")
    )
    # When the worker goes on with it, null when nothing is left to do.
    due = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("decision on a cluster")
        verbose_name_plural = _("decisions on clusters")
        ordering = ["-id"]
        indexes = [models.Index(fields=["due"], condition=Q(due__isnull=False), name="cluster_decisions_due")]

    def __str__(self) -> str:
        return f"{self.action}: {self.cluster}"
