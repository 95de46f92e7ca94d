"""Decisions on many comments of every kind: what was ticked, a cluster, all that match; paused, stopped, counted."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from comments.migrations._optional import Optional


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0037_action_names"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="batch",
            name="action",
            field=models.CharField(blank=True, db_default="", default="", max_length=10, verbose_name="action"),
        ),
        migrations.AddField(
            model_name="batch",
            name="cluster",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="batches",
                to="comments.cluster",
                verbose_name="cluster of similar comments",
            ),
        ),
        migrations.AddField(
            model_name="batch",
            name="covers",
            field=models.PositiveIntegerField(null=True, verbose_name="similar comments"),
        ),
        migrations.AddField(
            model_name="batch",
            name="done",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="batch",
            name="kept",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="batch",
            name="paused_at",
            field=models.DateTimeField(null=True, verbose_name="paused"),
        ),
        migrations.AddField(
            model_name="batch",
            name="skipped",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="batch",
            name="stands_until",
            field=models.DateTimeField(null=True, verbose_name="covers new comments until"),
        ),
        migrations.AddField(
            model_name="batch",
            name="stopped_at",
            field=models.DateTimeField(null=True, verbose_name="stopped"),
        ),
        migrations.AddField(
            model_name="batch",
            name="told",
            field=models.JSONField(db_default={}, default=dict),
        ),
        migrations.AddField(
            model_name="batch",
            name="undone",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="batch",
            name="undone_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="undone by",
            ),
        ),
        migrations.AddField(
            model_name="batchitem",
            name="tells",
            field=models.BooleanField(db_default=True, default=True),
        ),
        migrations.AddField(
            model_name="decision",
            name="batch",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="decisions",
                to="comments.batch",
                verbose_name="with others",
            ),
        ),
        migrations.AlterField(
            model_name="batch",
            name="kind",
            field=models.CharField(
                choices=[
                    ("selection", "What was ticked"),
                    ("cluster", "Comments with nearly the same text"),
                    ("author", "What an author wrote"),
                    ("matching", "All that matched a search or a queue"),
                ],
                max_length=10,
                verbose_name="kind",
            ),
        ),
        Optional(
            model_name="batch",
            name="site",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="comments.site",
                verbose_name="site",
            ),
        ),
        migrations.AlterField(
            model_name="batchitem",
            name="outcome",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "Not yet"),
                    ("done", "Decided"),
                    ("skipped", "Left as it was"),
                    ("leased", "Left to a colleague"),
                    ("undone", "Taken back"),
                    ("kept", "Not taken back"),
                ],
                default="",
                max_length=10,
            ),
        ),
    ]
