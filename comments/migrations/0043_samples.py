"""A daily sample of what the checks decided, for moderators to look at; moderators' numbers, if a site counts them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0042_clusters_of_batch"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="site",
            name="counts_moderators",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="Chief moderators see on the dashboard how much each moderator decided, from when this is switched on. Ask your works council or staff first. WordPress has no such setting.",
                verbose_name="count decisions by moderator",
            ),
        ),
        migrations.AddField(
            model_name="upkeep",
            name="sampled_day",
            field=models.DateField(null=True),
        ),
        migrations.CreateModel(
            name="ModeratorDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(verbose_name="day")),
                ("what", models.CharField(max_length=20, verbose_name="what")),
                ("number", models.PositiveIntegerField(default=0, verbose_name="number")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="moderator",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="comments.site",
                        verbose_name="site",
                    ),
                ),
            ],
            options={
                "verbose_name": "moderator's numbers of a day",
                "verbose_name_plural": "moderators' numbers of days",
                "constraints": [
                    models.UniqueConstraint(fields=("site", "day", "by", "what"), name="one_number_per_moderator")
                ],
            },
        ),
        migrations.CreateModel(
            name="ReviewSample",
            fields=[
                (
                    "comment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="review_sample",
                        serialize=False,
                        to="comments.comment",
                    ),
                ),
                ("day", models.DateField(verbose_name="day")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("pending", "Pending"),
                            ("approved", "Approved"),
                            ("rejected", "Rejected"),
                            ("spam", "Spam"),
                            ("withdrawn", "Withdrawn"),
                            ("deleted", "Deleted"),
                        ],
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "decision",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="comments.decision",
                    ),
                ),
            ],
            options={
                "verbose_name": "comment of a sample",
                "verbose_name_plural": "comments of samples",
                "indexes": [
                    models.Index(condition=models.Q(("settled_at__isnull", True)), fields=["day"], name="open_samples")
                ],
            },
        ),
    ]
