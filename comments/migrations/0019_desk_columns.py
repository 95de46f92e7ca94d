"""What a decision tells whom and takes back, what becomes of a comment, and how a thread is switched for a while."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("comments", "0018_desk_tables"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
    operations = [
        migrations.AddField(
            model_name="comment",
            name="erase_at",
            field=models.DateTimeField(null=True, verbose_name="deleted for ever"),
        ),
        migrations.AddField(
            model_name="comment",
            name="likeness",
            field=models.FloatField(null=True, verbose_name="like spam"),
        ),
        migrations.AddField(
            model_name="comment",
            name="likeness_version",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="comment",
            name="picked_at",
            field=models.DateTimeField(null=True, verbose_name="picked"),
        ),
        migrations.AddField(
            model_name="comment",
            name="unseen",
            field=models.BooleanField(db_default=False, default=False, verbose_name="published, unseen"),
        ),
        migrations.AddField(
            model_name="decision",
            name="code",
            field=models.CharField(blank=True, db_default="", default="", max_length=30, verbose_name="reason"),
        ),
        migrations.AddField(
            model_name="decision",
            name="note",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="note for colleagues"),
        ),
        migrations.AddField(
            model_name="decision",
            name="undoes",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="undone_by",
                to="comments.decision",
                verbose_name="undoes",
            ),
        ),
        migrations.AddField(
            model_name="thread",
            name="override",
            field=models.CharField(
                blank=True,
                choices=[
                    ("open", "Open"),
                    ("slow", "Slowed down"),
                    ("hold", "Every comment waits"),
                    ("closed", "Closed"),
                ],
                db_default="",
                default="",
                max_length=10,
                verbose_name="switched to",
            ),
        ),
        migrations.AddField(
            model_name="thread",
            name="override_by",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="by",
            ),
        ),
        migrations.AddField(
            model_name="thread",
            name="override_note",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=300, verbose_name="sentence for readers"
            ),
        ),
        migrations.AddField(
            model_name="thread",
            name="override_since",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="since"),
        ),
        migrations.AddField(
            model_name="thread",
            name="override_until",
            field=models.DateTimeField(blank=True, null=True, verbose_name="until"),
        ),
    ]
