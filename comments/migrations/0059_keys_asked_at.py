"""When a host was asked for its keys."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0058_published_on_site"),
    ]

    operations = [
        migrations.AddField(
            model_name="singlesignon",
            name="keys_asked_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
    ]
