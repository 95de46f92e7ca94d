"""That the demo was taken away, and is not to come back."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("newsroom", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Removal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="removed")),
            ],
            options={
                "verbose_name": "removal of the demo",
                "verbose_name_plural": "removals of the demo",
            },
        ),
    ]
