"""Indexes of reported comments, and of reports that are settled."""

from django.db import migrations, models

from comments.migrations import _online


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("comments", "0023_safety_columns")]
    operations = [
        _online.AddIndex(
            model_name="comment",
            index=models.Index(
                condition=models.Q(("reported_at__isnull", False)),
                fields=["site", "reported_at", "id"],
                name="reported_of_site",
            ),
        ),
        _online.AddIndex(
            model_name="report",
            index=models.Index(
                condition=models.Q(("settled_at__isnull", False)), fields=["settled_at"], name="settled_reports"
            ),
        ),
        _online.AddIndex(
            model_name="report",
            index=models.Index(
                condition=models.Q(("settled_by__isnull", False)), fields=["settled_by"], name="reports_settled_by"
            ),
        ),
    ]
