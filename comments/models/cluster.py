"""Comments that say nearly the same, and what was decided on all of them at once."""

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
    """Nearly identical comments of one site, two or more. `size` counts those that ever joined."""

    site = models.ForeignKey(Site, models.CASCADE, verbose_name=_("site"))
    first: "models.OneToOneField[Comment | None, Comment | None]" = models.OneToOneField(
        "comments.Comment", models.SET_NULL, null=True, related_name="+", verbose_name=_("first comment")
    )
    size = models.PositiveIntegerField(_("similar comments"), default=1)
    first_at = models.DateTimeField(_("first"))
    last_at = models.DateTimeField(_("last"))

    class Meta:
        verbose_name = _("cluster of similar comments")
        verbose_name_plural = _("clusters of similar comments")

    def __str__(self) -> str:
        return _now("%(n)d similar comments") % {"n": self.size}


class Band(models.Model):
    """The first comment of a site whose text had this locality-sensitive hash, and about when it came up last."""

    site = models.ForeignKey(Site, models.CASCADE, db_index=False)
    value = models.BigIntegerField()
    comment: "models.ForeignKey[Comment, Comment]" = models.ForeignKey(
        "comments.Comment", models.CASCADE, related_name="bands"
    )
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "value"], name="one_first_comment_per_band")]
        indexes = [models.Index(fields=["seen_at"], name="bands_to_forget")]

    def __str__(self) -> str:
        return f"{self.value}"


class ClusterDecision(models.Model):
    """One decision on the first `covers` comments of a cluster, and until `stands_until` on those that join it.

    `due` is when the worker goes on with it, null when nothing is left to do. It has come to `reached`: a place in
    the cluster, or once the decision is undone, the id of the last Decision of it that was looked at.
    """

    cluster = models.ForeignKey(Cluster, models.CASCADE, related_name="decisions", verbose_name=_("cluster"))
    action = models.CharField(_("action"), max_length=10)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("moderator"))
    reason = models.TextField(_("reason"), blank=True)
    covers = models.PositiveIntegerField(_("comments"))
    with_published = models.BooleanField(_("also published comments"), default=False)
    reached = models.PositiveBigIntegerField(default=0)
    created_at = models.DateTimeField(_("when"))
    stands_until = models.DateTimeField(_("covers new comments until"), null=True)
    undone_at = models.DateTimeField(_("undone"), null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("undone by")
    )
    due = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("decision on a cluster")
        verbose_name_plural = _("decisions on clusters")
        ordering = ["-id"]
        indexes = [models.Index(fields=["due"], condition=Q(due__isnull=False), name="cluster_decisions_due")]

    def __str__(self) -> str:
        return f"{self.action}: {self.cluster}"
