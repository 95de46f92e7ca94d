"""The service of its own that a site asks about each comment."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0064_mail"),
    ]

    operations = [
        migrations.AddField(
            model_name="site",
            name="own_hook",
            field=models.CharField(
                blank=True,
                choices=[("none", "None"), ("names", "Names of authors"), ("all", "All")],
                db_default="",
                default="",
                editable=False,
                max_length=10,
            ),
        ),
        migrations.CreateModel(
            name="OwnHook",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("secret", models.TextField(blank=True, editable=False)),
                ("secret_made_at", models.DateTimeField(editable=False, null=True)),
                ("previous_secret", models.TextField(blank=True, editable=False)),
                ("previous_until", models.DateTimeField(editable=False, null=True)),
                ("is_on", models.BooleanField(default=False, verbose_name="is asked")),
                ("url", models.CharField(blank=True, max_length=500, verbose_name="address")),
                (
                    "personal_data",
                    models.CharField(
                        choices=[
                            ("none", "Nothing"),
                            ("names", "Name and website"),
                            ("all", "Name, website, email address, network address and browser"),
                        ],
                        default="none",
                        max_length=10,
                        verbose_name="what it is told of authors",
                    ),
                ),
                (
                    "site",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="own_service",
                        to="comments.site",
                        verbose_name="site",
                    ),
                ),
            ],
            options={
                "verbose_name": "own service",
                "verbose_name_plural": "own services",
            },
        ),
    ]
