"""What a page says of its authors."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("comments", "0050_structured_data")]
    operations = [
        migrations.AddField(
            model_name="thread",
            name="authors",
            field=models.CharField(blank=True, db_default="", default="", max_length=300, verbose_name="authors"),
        ),
    ]
