"""Moderators can have reports of a comment ignored; a threshold that no queue goes by is gone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0033_batches"),
    ]

    operations = [
        migrations.RemoveField(
            model_name="learnedfilter",
            name="hold_from",
        ),
        migrations.AlterField(
            model_name="decision",
            name="action",
            field=models.CharField(
                blank=True,
                choices=[
                    ("approve", "Approve"),
                    ("reject", "Reject"),
                    ("spam", "Mark as spam"),
                    ("review", "Put under review again"),
                    ("confirm", "Confirm"),
                    ("ignore", "Ignore reports until it is edited"),
                    ("pick", "Pick"),
                    ("unpick", "Do not pick any more"),
                    ("aside", "Set aside"),
                    ("back", "Take back into the queue"),
                    ("erase", "Delete for ever"),
                    ("restore", "Undo the last decision"),
                    ("undo", "Undo"),
                ],
                db_default="",
                default="",
                max_length=10,
                verbose_name="action",
            ),
        ),
    ]
