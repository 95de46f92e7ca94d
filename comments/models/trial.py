"""Trials of rules: what a rule that is not switched on would have done to the comments of the last days."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comments.models.comment import Comment
from comments.models.site import Site


class RuleTrial(models.Model):
    """One trial, and how far workers are with it. It is deleted after some days."""

    # Null for a rule of all sites, which is tried on all of them.
    site = models.ForeignKey(Site, models.CASCADE, null=True, related_name="trials", verbose_name=_("site"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by"))
    # What is tried, and what it would take the place of: comments.trials.rules reads both.
    rule = models.JSONField()
    replaced = models.JSONField()
    # From which probabilities on the learned filter would hold, or call spam, with the budgets that are tried.
    thresholds = models.JSONField(null=True)
    created_at = models.DateTimeField(_("since"))
    # Comments that came from then until `created_at` are looked at.
    since = models.DateTimeField()
    # How many these are; null until a worker has counted them.
    total = models.PositiveIntegerField(null=True)
    looked_at = models.PositiveIntegerField(default=0)
    # Of these, how many nothing can be said of: their text was erased, or no check has looked at them.
    passed_over = models.PositiveIntegerField(default=0)
    # And how many have no network address any more.
    without_address = models.PositiveIntegerField(default=0)
    # "without the rule, with it, status now" (of each comment that it would change) to how many.
    counts = models.JSONField(default=dict)
    # The last comment that was looked at, and the last that will be.
    reached = models.BigIntegerField(default=0)
    last_id = models.BigIntegerField(default=0)
    # When a worker goes on with it; null when nothing is left to do.
    due = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    switched_on_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("trial of a rule")
        verbose_name_plural = _("trials of rules")
        indexes = [models.Index(fields=["due"], condition=Q(due__isnull=False), name="trials_due")]

    def __str__(self) -> str:
        return f"{self.pk}"


class TrialHit(models.Model):
    """A comment that a rule would have changed something about; of each kind of change only some are kept."""

    trial = models.ForeignKey(RuleTrial, models.CASCADE, db_index=False, related_name="hits")
    comment = models.ForeignKey(Comment, models.CASCADE, related_name="+")
    # What the checks make of it without the rule and with it: statuses, or "refused".
    was = models.CharField(max_length=10)
    becomes = models.CharField(max_length=10)

    class Meta:
        verbose_name = _("hit of a trial")
        verbose_name_plural = _("hits of trials")
        constraints = [models.UniqueConstraint(fields=["trial", "comment"], name="one_hit_per_comment")]

    def __str__(self) -> str:
        return f"{self.was} > {self.becomes}"
