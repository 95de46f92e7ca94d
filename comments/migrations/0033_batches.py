"""Decisions on many comments at once: which, frozen, and what became of each."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0032_all_sites_apart"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Batch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(choices=[("author", "What an author wrote")], max_length=10, verbose_name="kind"),
                ),
                ("code", models.CharField(blank=True, max_length=30)),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
                ("ban_before", models.JSONField(null=True)),
                ("key", models.CharField(blank=True, max_length=32)),
                ("size", models.PositiveIntegerField(default=0, verbose_name="comments")),
                ("reached", models.PositiveBigIntegerField(default=0)),
                ("created_at", models.DateTimeField(verbose_name="when")),
                ("undone_at", models.DateTimeField(null=True, verbose_name="undone")),
                ("due", models.DateTimeField(null=True)),
                (
                    "ban",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="batches",
                        to="comments.ban",
                        verbose_name="ban",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="moderator",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="comments.site",
                        verbose_name="site",
                    ),
                ),
            ],
            options={
                "verbose_name": "decision on many comments",
                "verbose_name_plural": "decisions on many comments",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="BatchItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField()),
                ("action", models.CharField(max_length=10)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Not yet"),
                            ("done", "Decided"),
                            ("skipped", "Left as it was"),
                            ("undone", "Taken back"),
                            ("kept", "Not taken back"),
                        ],
                        default="",
                        max_length=10,
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="comments.batch",
                    ),
                ),
                (
                    "comment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="comments.comment"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="batch",
            index=models.Index(condition=models.Q(("due__isnull", False)), fields=["due"], name="batches_due"),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.UniqueConstraint(
                condition=models.Q(("key", ""), _negated=True), fields=("by", "key"), name="one_batch_per_form"
            ),
        ),
        migrations.AddIndex(
            model_name="batchitem",
            index=models.Index(fields=["batch", "id"], name="items_in_order"),
        ),
        migrations.AddConstraint(
            model_name="batchitem",
            constraint=models.UniqueConstraint(fields=("batch", "comment"), name="once_in_a_batch"),
        ),
    ]
