"""Who reports what is against the law may say who they are, and that they say so in good faith."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0051_authors_of_threads"),
    ]

    operations = [
        migrations.AddField(
            model_name="report",
            name="good_faith",
            field=models.BooleanField(db_default=False, default=False, verbose_name="in good faith"),
        ),
        migrations.AddField(
            model_name="report",
            name="name",
            field=models.CharField(blank=True, db_default="", default="", max_length=245, verbose_name="name"),
        ),
    ]
