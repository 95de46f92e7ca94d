"""What the author of spam is told stands in its own row, since asking for it would take a time that tells."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("comments", "0013_site_without_word_lists")]
    operations = [
        migrations.AddField(
            model_name="comment",
            name="seems_rejected",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
