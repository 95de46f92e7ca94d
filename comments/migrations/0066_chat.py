"""Chats in which moderators are told that comments wait."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0065_own_hook"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ChatChannel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "name",
                    models.CharField(
                        help_text="How you call this chat, such as #moderators.", max_length=100, verbose_name="name"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            (
                                "slack",
                                "Incoming webhook: Slack, Mattermost, Rocket.Chat, or Discord with /slack behind its address",
                            ),
                            ("telegram", "Telegram bot"),
                        ],
                        default="slack",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("sealed", models.TextField(editable=False)),
                (
                    "chat_id",
                    models.CharField(
                        blank=True,
                        help_text="Of Telegram alone: the number of the chat, such as -1001234567890, or @name of a public channel.",
                        max_length=40,
                        verbose_name="chat id",
                    ),
                ),
                (
                    "quiet_minutes",
                    models.PositiveSmallIntegerField(
                        default=30,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(10080),
                        ],
                        verbose_name="minutes of quiet after a message",
                    ),
                ),
                ("is_on", models.BooleanField(default=True, verbose_name="on")),
                (
                    "off_reason",
                    models.CharField(
                        blank=True, default="", editable=False, max_length=300, verbose_name="why it is off"
                    ),
                ),
                ("told_at", models.DateTimeField(editable=False, null=True)),
                ("told_flood", models.BigIntegerField(editable=False, null=True)),
                ("next_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "made_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="made by",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        blank=True,
                        help_text="Leave empty for all sites, also those that are added later.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="chat_channels",
                        to="comments.site",
                        verbose_name="site",
                    ),
                ),
            ],
            options={
                "verbose_name": "chat",
                "verbose_name_plural": "chats",
                "ordering": ["name", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["slack", "telegram"])), name="chat_known_kind"
                    ),
                    models.CheckConstraint(condition=models.Q(("quiet_minutes__gte", 1)), name="chat_has_quiet"),
                ],
            },
        ),
    ]
