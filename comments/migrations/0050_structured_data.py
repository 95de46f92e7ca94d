"""A site can leave structured data of its comments to others."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("comments", "0049_recommended_order")]
    operations = [
        migrations.AddField(
            model_name="site",
            name="structured_data",
            field=models.BooleanField(
                db_default=True,
                default=True,
                help_text="Pages of this service have published comments as JSON-LD too. Switch it off where a plugin such as Yoast writes its own. WordPress has no such setting.",
                verbose_name="tell search engines about comments",
            ),
        ),
    ]
