"""What waits and is hardly spam, as one range: a flood of likely spam before it costs nothing."""

from django.db import migrations, models

from comments.migrations import _online


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("comments", "0034_reports_ignored")]
    operations = [
        _online.AddIndex(
            model_name="comment",
            index=models.Index(
                condition=models.Q(
                    ("status", "pending"), models.Q(("likeness__isnull", True), ("likeness__lt", 0.8), _connector="OR")
                ),
                fields=["site", "id"],
                name="to_decide",
            ),
        ),
    ]
