"""Every change of a comment's status: who, when, why."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comments.models.cluster import ClusterDecision
from comments.models.comment import Comment
from comments.statuses import LEGAL_MOVES, Status


class Actor(models.TextChoices):
    VISITOR = "visitor", _("Visitor")
    SCREENING = "screening", _("Screening")
    MODERATOR = "moderator", _("Moderator")
    AUTHOR = "author", _("Author")
    HOUSEKEEPING = "housekeeping", _("Housekeeping")


class Decision(models.Model):
    """One change of status, or a screening that left the comment waiting. Rows are only ever added."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="decisions", verbose_name=_("comment"))
    actor = models.CharField(_("who"), max_length=12, choices=Actor.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("moderator")
    )
    from_status = models.CharField(_("from"), max_length=10, choices=Status.choices, blank=True)
    to_status = models.CharField(_("to"), max_length=10, choices=Status.choices)
    version = models.PositiveIntegerField(_("version"))
    reason = models.TextField(_("reason"), blank=True)
    told = models.TextField(_("reason for the author"), blank=True)
    with_cluster = models.ForeignKey(
        ClusterDecision, models.SET_NULL, null=True, db_index=False, verbose_name=_("with its cluster")
    )
    created_at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    *[Q(from_status=old, to_status__in=sorted(new)) for old, new in LEGAL_MOVES.items() if new],
                    _connector=Q.OR,
                ),
                name="legal_move",
            )
        ]
        indexes = [
            models.Index(fields=["with_cluster", "id"], condition=Q(with_cluster__isnull=False), name="by_cluster")
        ]

    def __str__(self) -> str:
        return f"{self.from_status or '-'} > {self.to_status}"
