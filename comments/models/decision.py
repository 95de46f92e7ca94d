"""Every change of a comment's status: who, when, why."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comments.models.batch import Batch
from comments.models.comment import Comment
from comments.statuses import LEGAL_MOVES, Status


class Actor(models.TextChoices):
    VISITOR = "visitor", _("Visitor")
    SCREENING = "screening", _("Screening")
    MODERATOR = "moderator", _("Moderator")
    AUTHOR = "author", _("Author")
    HOUSEKEEPING = "housekeeping", _("Housekeeping")


class Action(models.TextChoices):
    """What a moderator does to one comment, named as on its button."""

    APPROVE = "approve", _("Approve")
    REJECT = "reject", _("Reject")
    SPAM = "spam", _("Mark as spam")
    REVIEW = "review", _("Put under review again")
    CONFIRM = "confirm", _("Leave it published")
    IGNORE = "ignore", _("Ignore reports until it is edited")
    PICK = "pick", _("Pick for readers")
    UNPICK = "unpick", _("Pick no more")
    PIN = "pin", _("Pin to the top")
    UNPIN = "unpin", _("Pin no more")
    ASIDE = "aside", _("Set aside")
    BACK = "back", _("Take back into the queue")
    ERASE = "erase", _("Delete for ever")
    UNDO = "undo", _("Undo")


class Decision(models.Model):
    """One change of a comment's status, or a decision that left it as it was. Rows are only added, never changed."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="decisions", verbose_name=_("comment"))
    actor = models.CharField(_("who"), max_length=12, choices=Actor.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("moderator")
    )
    # What a moderator pressed; "" for whatever nobody pressed for this comment alone.
    action = models.CharField(_("action"), max_length=10, choices=Action.choices, blank=True, default="", db_default="")
    # "" for the decision that a comment is posted with.
    from_status = models.CharField(_("from"), max_length=10, choices=Status.choices, blank=True)
    to_status = models.CharField(_("to"), max_length=10, choices=Status.choices)
    # The comment's version after it.
    version = models.PositiveIntegerField(_("version"))
    reason = models.TextField(_("reason"), blank=True)
    # What the author is told of it, "" for nothing.
    told = models.TextField(_("reason for the author"), blank=True)
    # For colleagues only.
    note = models.TextField(_("note for colleagues"), blank=True, default="", db_default="")
    # Of the Reason that the author is told, "" for own words or none.
    code = models.CharField(_("reason"), max_length=30, blank=True, default="", db_default="")
    # The decision that it takes back.
    undoes = models.ForeignKey(
        "self", models.SET_NULL, null=True, db_index=False, related_name="undone_by", verbose_name=_("undoes")
    )
    # Values of other columns that a moderator's decision replaced, by column: undoing brings them back.
    replaced = models.JSONField(null=True)
    # The decision on many comments that it is part of, follows, or takes back with others.
    batch = models.ForeignKey(
        Batch, models.SET_NULL, null=True, db_index=False, related_name="decisions", verbose_name=_("with others")
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
            ),
            models.UniqueConstraint(fields=["undoes"], condition=Q(undoes__isnull=False), name="undone_once"),
        ]
        indexes = [
            models.Index(fields=["batch", "id"], condition=Q(batch__isnull=False), name="decisions_of_batch"),
            models.Index(fields=["by", "-id"], condition=Q(by__isnull=False), name="decisions_of_moderator"),
            models.Index(fields=["by", "-id"], condition=Q(by__isnull=False, batch=None), name="decided_one_by_one"),
        ]

    def __str__(self) -> str:
        return f"{self.from_status or '-'} > {self.to_status}"
