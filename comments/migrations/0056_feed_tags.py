"""What begins the ids in the feeds of a site."""

from django.db import migrations, models

import comments.models.feed_tag


class Migration(migrations.Migration):
    dependencies = [("comments", "0055_readers_index")]
    operations = [
        migrations.AddField(
            model_name="site",
            name="feed_tag",
            field=models.CharField(
                db_default="", default=comments.models.feed_tag.new_feed_tag, editable=False, max_length=300
            ),
        ),
    ]
