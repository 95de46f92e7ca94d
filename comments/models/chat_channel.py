"""Chats in which moderators are told that comments wait."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.models.site import Site


class ChatKind(models.TextChoices):
    SLACK = "slack", _("Incoming webhook: Slack, Mattermost, Rocket.Chat, or Discord with /slack behind its address")
    TELEGRAM = "telegram", _("Telegram bot")


class ChatChannel(models.Model):
    """One chat that is told how many comments wait, of one site or, with `site` null, of all.

    `sealed` is the address of the webhook, or the token of the bot: who has it can write there. It is stored encrypted
    and never shown again; `comments.chat.channels` keeps and reads it.
    """

    site = models.ForeignKey(
        Site, models.CASCADE, null=True, blank=True, related_name="chat_channels", verbose_name=_("site"),
        help_text=_("Leave empty for all sites, also those that are added later."),
    )  # fmt: skip
    name = models.CharField(_("name"), max_length=100, help_text=_("How you call this chat, such as #moderators."))
    kind = models.CharField(_("kind"), max_length=10, choices=ChatKind.choices, default=ChatKind.SLACK)
    sealed = models.TextField(editable=False)
    chat_id = models.CharField(
        _("chat id"), max_length=40, blank=True,
        help_text=_("Of Telegram alone: the number of the chat, such as -1001234567890, or @name of a public channel."),
    )  # fmt: skip
    quiet_minutes = models.PositiveSmallIntegerField(
        _("minutes of quiet after a message"), default=30, validators=[MinValueValidator(1), MaxValueValidator(10_080)]
    )
    is_on = models.BooleanField(_("on"), default=True)
    # Why nothing is sent any more, "" if a person switched it off or it is on.
    off_reason = models.CharField(_("why it is off"), max_length=300, blank=True, default="", editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("made by"),
    )
    # When the last message was written, and the newest flood that one told of: see NoticeSetting.
    told_at = models.DateTimeField(null=True, editable=False)
    told_flood = models.BigIntegerField(null=True, editable=False)
    # When the quiet period ends.
    next_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("chat")
        verbose_name_plural = _("chats")
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=ChatKind.values), name="chat_known_kind"),
            models.CheckConstraint(condition=models.Q(quiet_minutes__gte=1), name="chat_has_quiet"),
        ]

    def __str__(self) -> str:
        return self.name
