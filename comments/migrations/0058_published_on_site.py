"""The feed of a site, as a range of an index."""

from django.db import migrations, models

from comments.migrations import _online


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("comments", "0057_feed_tags_given")]
    operations = [
        _online.AddIndex(
            model_name="comment",
            index=models.Index(
                condition=models.Q(("shown", True), ("status", "approved")),
                fields=["site", "published_at", "id"],
                name="published_on_site",
            ),
        ),
    ]
