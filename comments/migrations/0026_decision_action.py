"""What a moderator pressed, and what that changed beside the status, so that it can be undone exactly."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("comments", "0025_audit_entries")]
    operations = [
        migrations.AddField(
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
        migrations.AddField(model_name="decision", name="replaced", field=models.JSONField(null=True)),
    ]
