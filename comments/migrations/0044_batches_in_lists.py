"""What lists of batches say of them, and an index of what a moderator decided one by one."""

from django.db import migrations, models

from comments.migrations import _online


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("comments", "0043_samples")]
    operations = [
        migrations.AddField(
            model_name="batch",
            name="with_published",
            field=models.BooleanField(db_default=False, default=False, verbose_name="also published comments"),
        ),
        _online.AddIndex(
            model_name="decision",
            index=models.Index(
                condition=models.Q(("batch", None), ("by__isnull", False)),
                fields=["by", "-id"],
                name="decided_one_by_one",
            ),
        ),
    ]
