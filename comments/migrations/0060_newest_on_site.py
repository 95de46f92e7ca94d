"""The index of the feed of a site is of no use to any other query, which PostgreSQL would read it for."""

from django.db import migrations, models

from comments.migrations import _online


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("comments", "0059_keys_asked_at")]
    operations = [
        _online.RemoveIndex(model_name="comment", name="published_on_site"),
        _online.AddIndex(
            model_name="comment",
            index=models.Index(
                condition=models.Q(("number__gt", 0), ("shown", True), ("status", "approved")),
                fields=["site", "published_at", "id"],
                name="newest_on_site",
            ),
        ),
    ]
