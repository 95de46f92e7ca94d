"""An index of what was decided together."""

from django.db import migrations, models

from comments.migrations import _online


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("comments", "0038_batch_kinds")]
    operations = [
        _online.AddIndex(
            model_name="decision",
            index=models.Index(
                condition=models.Q(("batch__isnull", False)), fields=["batch", "id"], name="decisions_of_batch"
            ),
        ),
    ]
