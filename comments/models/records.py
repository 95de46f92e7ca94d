"""What is written down about comments: findings, decisions, submission keys, paces."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comments import conf
from comments.models.clusters import ClusterDecision
from comments.models.comment import Comment
from comments.models.site import Site
from comments.statuses import LEGAL_MOVES, Status


class Finding(models.Model):
    """What one check said about one version of a comment's text."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="findings", verbose_name=_("comment"))
    text_version = models.PositiveIntegerField(_("text version"))
    check_name = models.CharField(_("check"), max_length=30)
    verdict = models.CharField(_("verdict"), max_length=10)
    code = models.CharField(_("objection"), max_length=30, blank=True)
    reason = models.TextField(_("reason"))
    told = models.TextField(_("reason for the author"), blank=True)
    score = models.FloatField(_("score"), default=0)
    milliseconds = models.FloatField(_("milliseconds"), default=0)
    created_at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["comment", "text_version", "check_name"], name="one_finding_per_check")
        ]
        indexes = [
            models.Index(fields=["code", "-comment"], condition=~Q(code=""), name="findings_by_code"),
            models.Index(fields=["-id"], condition=Q(check_name="akismet"), name="latest_answers"),
        ]

    def __str__(self) -> str:
        return f"{self.check_name}: {self.reason}"


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


class Submission(models.Model):
    """A submission key that was used, so that the same one gets the first one's answer."""

    site = models.ForeignKey(Site, models.CASCADE)
    key = models.CharField(max_length=conf.KEY_LIMIT)
    fingerprint = models.CharField(max_length=64)
    comment = models.ForeignKey(Comment, models.CASCADE, related_name="submissions")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "key"], name="one_comment_per_submission_key")]
        indexes = [models.Index(fields=["created_at"], name="submissions_to_forget")]

    def __str__(self) -> str:
        return self.key


class Pace(models.Model):
    """How fast somebody posts: `arrival` is the theoretical arrival time of GCRA, in seconds since the epoch."""

    site = models.ForeignKey(Site, models.CASCADE)
    key = models.CharField(max_length=conf.EMAIL_LIMIT + 10)
    arrival = models.FloatField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "key"], name="one_pace_per_key")]
        indexes = [models.Index(fields=["arrival"], name="paces_to_forget")]

    def __str__(self) -> str:
        return self.key
