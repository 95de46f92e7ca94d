"""The log of who did what; and a site may ask its chief moderators for a second factor."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0024_safety_indexes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="site",
            name="require_second_factor",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="They type a code from an app on their phone when they sign in. WordPress has no such setting.",
                verbose_name="chief moderators need a second factor",
            ),
        ),
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("who", models.CharField(max_length=200, verbose_name="who")),
                (
                    "verb",
                    models.CharField(
                        choices=[
                            ("ban", "Banned or lifted a ban"),
                            ("trust", "Changed whom the site trusts"),
                            ("thread", "Changed a thread"),
                            ("deletion", "Deleted comments for ever"),
                            ("batch", "Decided on many comments"),
                            ("settings", "Changed settings"),
                            ("people", "Changed who moderates"),
                            ("security", "Changed how people sign in"),
                        ],
                        max_length=10,
                        verbose_name="what",
                    ),
                ),
                ("text", models.TextField(verbose_name="text")),
                ("created_at", models.DateTimeField(db_index=True, verbose_name="when")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="audit_entries",
                        to="comments.site",
                        verbose_name="site",
                    ),
                ),
            ],
            options={
                "verbose_name": "log entry",
                "verbose_name_plural": "log entries",
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["site", "-id"], name="log_of_site")],
            },
        ),
    ]
