"""The lists of a site have rows of their own."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("comments", "0010_canonical")]

    operations = [
        migrations.CreateModel(
            name="WordList",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("moderation_words", "moderation words"),
                            ("disallowed_words", "disallowed words"),
                            ("protected_names", "protected names"),
                        ],
                        max_length=20,
                        verbose_name="list",
                    ),
                ),
                ("lines", models.TextField(blank=True, verbose_name="entries")),
                ("digest", models.CharField(max_length=64)),
                (
                    "site",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="word_lists",
                        to="comments.site",
                        verbose_name="site",
                    ),
                ),
            ],
            options={
                "verbose_name": "word list",
                "verbose_name_plural": "word lists",
                "constraints": [
                    models.UniqueConstraint(fields=("site", "kind"), name="one_list_of_a_kind_per_site"),
                ],
            },
        ),
    ]
