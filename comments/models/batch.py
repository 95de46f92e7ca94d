"""Decisions on many comments at once: which comments, frozen when it was decided, and what became of each."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from comments.models.ban import Ban
from comments.models.cluster import Cluster
from comments.models.comment import Comment
from comments.models.site import Site


class BatchKind(models.TextChoices):
    """What brought the comments of a batch together."""

    SELECTION = "selection", _("What was ticked")
    CLUSTER = "cluster", _("Comments with nearly the same text")
    AUTHOR = "author", _("What an author wrote")
    MATCHING = "matching", _("All that matched a search or a queue")


class BatchState(models.TextChoices):
    """How far a batch is, by its columns."""

    RUNNING = "running", _("Under way")
    PAUSED = "paused", _("Paused")
    STOPPED = "stopped", _("Stopped")
    DONE = "done", _("Done")
    UNDOING = "undoing", _("Being undone")
    UNDONE = "undone", _("Undone")


class ItemOutcome(models.TextChoices):
    """What became of one comment of a batch."""

    OPEN = "", _("Not yet")
    DONE = "done", _("Decided")
    # Decided or edited since it was frozen, or not possible any more.
    SKIPPED = "skipped", _("Left as it was")
    # A colleague was at it.
    LEASED = "leased", _("Left to a colleague")
    UNDONE = "undone", _("Taken back")
    # Somebody decided on it after the batch, or its author edited it.
    KEPT = "kept", _("Not taken back")


class Batch(models.Model):
    """A decision on many comments, which a worker carries out a few at a time, and which has one undo."""

    # Null for comments of several sites.
    site = models.ForeignKey(Site, models.CASCADE, null=True, related_name="+", verbose_name=_("site"))
    kind = models.CharField(_("kind"), max_length=10, choices=BatchKind.choices)
    # Of ACTIONS in moderation.batches; "" where not all of its comments have the same.
    action = models.CharField(_("action"), max_length=10, blank=True, default="", db_default="")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("moderator"))
    # What authors of rejected comments are told: of a Reason, and in own words.
    code = models.CharField(max_length=30, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    # What that was in words when it was decided, by the id of the site.
    told = models.JSONField(default=dict, db_default={})
    # The ban that came with it; and its fields as they were laid, and before, null if it is new.
    ban = models.ForeignKey(Ban, models.SET_NULL, null=True, related_name="batches", verbose_name=_("ban"))
    ban_before = models.JSONField(null=True)
    clusters = models.ManyToManyField(
        Cluster, through="BatchCluster", related_name="batches", verbose_name=_("clusters of similar comments")
    )
    # Whether what the checks had published is among them.
    with_published = models.BooleanField(_("also published comments"), default=False, db_default=False)
    # Of the form that it came with, so that a double press is one batch; "" for none.
    key = models.CharField(max_length=32, blank=True)
    size = models.PositiveIntegerField(_("comments"), default=0)
    # How many of its comments have each outcome now: decided; left as they were; taken back; not taken back.
    done = models.PositiveIntegerField(default=0, db_default=0)
    skipped = models.PositiveIntegerField(default=0, db_default=0)
    undone = models.PositiveIntegerField(default=0, db_default=0)
    kept = models.PositiveIntegerField(default=0, db_default=0)
    # How far the worker came: the id of an item, and once it is undone, of a Decision.
    reached = models.PositiveBigIntegerField(default=0)
    created_at = models.DateTimeField(_("when"))
    paused_at = models.DateTimeField(_("paused"), null=True)
    stopped_at = models.DateTimeField(_("stopped"), null=True)
    undone_at = models.DateTimeField(_("undone"), null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("undone by")
    )
    # When the worker goes on with it, null when nothing is left to do, or it is paused.
    due = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("decision on many comments")
        verbose_name_plural = _("decisions on many comments")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["by", "key"], condition=~Q(key=""), name="one_batch_per_form")]
        indexes = [models.Index(fields=["due"], condition=Q(due__isnull=False), name="batches_due")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.size}"

    @cached_property
    def is_looked_at(self) -> bool:
        """Whether who decided has seen each of its comments: they were ticked, and no cluster was taken as a whole."""
        return self.kind == BatchKind.SELECTION and not self.clusters.exists()

    @property
    def state(self) -> BatchState:
        if self.paused_at is not None:
            return BatchState.PAUSED
        if self.undone_at is not None:
            return BatchState.UNDOING if self.due else BatchState.UNDONE
        if self.stopped_at is not None:
            return BatchState.STOPPED
        return BatchState.RUNNING if self.due else BatchState.DONE


class BatchCluster(models.Model):
    """A cluster that was decided on as a whole, maybe with others and with single comments."""

    # The unique index begins with it.
    batch = models.ForeignKey(Batch, models.CASCADE, db_index=False, related_name="chosen_clusters")
    cluster = models.ForeignKey(Cluster, models.CASCADE, related_name="chosen_in")
    # So many comments of the cluster, the first ones.
    covers = models.PositiveIntegerField(_("similar comments"))
    # Until then the decision also applies to copies that join the cluster.
    stands_until = models.DateTimeField(_("covers new comments until"), null=True)

    class Meta:
        verbose_name = _("cluster of a decision on many comments")
        verbose_name_plural = _("clusters of a decision on many comments")
        constraints = [models.UniqueConstraint(fields=["batch", "cluster"], name="cluster_once_in_a_batch")]

    def __str__(self) -> str:
        return f"{self.cluster}"


class BatchItem(models.Model):
    """One comment of a batch, at the version that it had when the batch was frozen."""

    # The unique index begins with it.
    batch = models.ForeignKey(Batch, models.CASCADE, db_index=False, related_name="items")
    comment = models.ForeignKey(Comment, models.CASCADE, related_name="+")
    version = models.PositiveIntegerField()
    # Of ACTIONS in moderation.batches.
    action = models.CharField(max_length=10)
    # Whether the author reads the reason with this one: it is the first of theirs in the batch.
    tells = models.BooleanField(default=True, db_default=True)
    outcome = models.CharField(max_length=10, choices=ItemOutcome.choices, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "comment"], name="once_in_a_batch")]
        indexes = [models.Index(fields=["batch", "id"], name="items_in_order")]

    def __str__(self) -> str:
        return f"{self.action}: {self.comment_id}"
