"""Origins of pages that were refused lately."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0039_decisions_of_batch"),
    ]

    operations = [
        migrations.CreateModel(
            name="RefusedOrigin",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("origin", models.CharField(max_length=300, verbose_name="origin")),
                ("last_at", models.DateTimeField(verbose_name="last time")),
                (
                    "site",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="comments.site",
                        verbose_name="site",
                    ),
                ),
            ],
            options={
                "verbose_name": "refused origin",
                "verbose_name_plural": "refused origins",
                "ordering": ["-last_at", "-id"],
                "constraints": [
                    models.UniqueConstraint(fields=("site", "origin"), name="refused_origin_of_site"),
                    models.UniqueConstraint(
                        condition=models.Q(("site", None)), fields=("origin",), name="refused_origin_of_no_site"
                    ),
                ],
            },
        ),
    ]
