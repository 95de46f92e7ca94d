"""What is owed to people and programs outside, and what became of each attempt."""

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comments.models.comment import Comment
from comments.models.site import Site
from comments.models.thread import Thread


class Channel(models.TextChoices):
    MAIL = "mail", _("Mail")
    WEBHOOK = "webhook", _("Webhook")
    CHAT = "chat", _("Chat")


class DeliveryState(models.TextChoices):
    OWED = "owed", _("Owed")
    SENT = "sent", _("Sent")
    # Overtaken, its recipient is gone, or wants nothing.
    DROPPED = "dropped", _("No longer wanted")
    STOPPED = "stopped", _("Stopped by a moderator")
    # Refused for good, or not taken for as long as it is tried.
    FAILED = "failed", _("Failed")


class Delivery(models.Model):
    """One thing that one recipient is told on one channel, once. What is sent is written when it is sent."""

    # In what is sent: the id of a webhook's message, and of a mail.
    uuid = models.UUIDField(unique=True, default=uuid4, editable=False)
    # Of the event, the recipient and the channel: a second row of the same key is not written.
    key = models.CharField(max_length=200, unique=True)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    kind = models.CharField(_("kind"), max_length=50)
    # Names a row, such as user:7, and never an address: where to is looked up when it is sent.
    recipient = models.CharField(_("recipient"), max_length=100)
    # Who is asked to take it: one mail server for all mails, each other recipient for itself. It may hang, and others
    # must not wait for it.
    target = models.CharField(max_length=120, default="", db_default="", editable=False)
    site = models.ForeignKey(
        Site, models.CASCADE, null=True, db_index=False, related_name="deliveries", verbose_name=_("site")
    )
    comment = models.ForeignKey(
        Comment, models.CASCADE, null=True, related_name="deliveries", verbose_name=_("comment")
    )
    thread = models.ForeignKey(Thread, models.CASCADE, null=True, related_name="+", verbose_name=_("thread"))
    version = models.PositiveIntegerField(default=0)
    happened_at = models.DateTimeField(_("when it happened"))
    # What no row says.
    data = models.JSONField(default=dict)

    state = models.CharField(_("state"), max_length=10, choices=DeliveryState.choices, default=DeliveryState.OWED)
    due = models.DateTimeField(_("next attempt"))
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    first_tried_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)
    # The last answer or reason: one sentence, cut, without an address or a secret.
    answer = models.CharField(_("last answer"), max_length=300, blank=True, default="")

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="delivery_known_channel"),
            models.CheckConstraint(condition=Q(state__in=DeliveryState.values), name="delivery_known_state"),
            models.CheckConstraint(
                condition=Q(state=DeliveryState.OWED, ended_at=None) | ~Q(state=DeliveryState.OWED) & ~Q(ended_at=None),
                name="delivery_ends_when_not_owed",
            ),
        ]
        indexes = [
            models.Index(fields=["due"], condition=Q(state=DeliveryState.OWED), name="deliveries_due"),
            models.Index(fields=["target", "due"], condition=Q(state=DeliveryState.OWED), name="deliveries_due_to"),
            models.Index(fields=["site", "-id"], name="deliveries_of_site"),
            models.Index(fields=["state", "-id"], name="deliveries_in_state"),
            models.Index(fields=["site"], condition=Q(state=DeliveryState.OWED), name="deliveries_owed_of_site"),
            models.Index(fields=["recipient", "-id"], name="deliveries_of_recipient"),
            # What ended long ago is deleted.
            models.Index(fields=["ended_at"], condition=~Q(state=DeliveryState.OWED), name="deliveries_ended"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.uuid}"

    @staticmethod
    def target_of(channel: str, recipient: str) -> str:
        return channel if channel == Channel.MAIL else f"{channel}:{recipient}"


class DeliveryAttempt(models.Model):
    """One attempt, for the log of webhooks: what was sent and what was answered, both cut."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="log", verbose_name=_("delivery"))
    at = models.DateTimeField(_("when"))
    milliseconds = models.PositiveIntegerField(_("milliseconds"))
    outcome = models.CharField(_("outcome"), max_length=10)
    request = models.TextField(_("request"), blank=True)
    answer = models.TextField(_("answer"), blank=True)

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.outcome}"
