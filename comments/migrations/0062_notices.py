"""When moderators are told that comments wait, and who of them is at the desk."""

import datetime

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import comments.models.validators


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0061_sign_on_in_plain_words"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="site",
            name="mail_privacy",
            field=models.CharField(
                choices=[
                    ("none", "How many, and why"),
                    ("names", "Names of authors and pages too"),
                    ("all", "Names and texts too"),
                ],
                db_default="none",
                default="none",
                help_text="Mails leave the service, and lie in mailboxes. They never have addresses of authors. WordPress: names, texts and addresses.",
                max_length=10,
                verbose_name="what mails to moderators tell of comments that wait",
            ),
        ),
        migrations.CreateModel(
            name="DeskVisit",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "site",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="comments.site"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="NoticeSetting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "frequency",
                    models.CharField(
                        choices=[
                            ("never", "Never"),
                            ("at_once", "At once, and again after five minutes at the earliest"),
                            ("hourly", "At most once an hour"),
                            ("daily", "Once a day"),
                        ],
                        default="never",
                        max_length=10,
                        verbose_name="when",
                    ),
                ),
                ("at", models.TimeField(default=datetime.time(8, 0), verbose_name="time of day")),
                (
                    "time_zone",
                    models.CharField(
                        default="UTC",
                        max_length=64,
                        validators=[comments.models.validators.validate_time_zone],
                        verbose_name="time zone",
                    ),
                ),
                ("told_at", models.DateTimeField(editable=False, null=True)),
                ("told_flood", models.BigIntegerField(editable=False, null=True)),
                ("next_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "site",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notice_settings",
                        to="comments.site",
                        verbose_name="site",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="comment_notices",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "notice",
                "verbose_name_plural": "notices",
                "ordering": ["user_id", "site_id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("frequency", "never"), _negated=True),
                        fields=["next_at"],
                        name="notices_due",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("user", "site"), name="one_notice_per_site"),
                    models.UniqueConstraint(
                        condition=models.Q(("site", None)), fields=("user",), name="one_notice_of_all_sites"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("frequency__in", ["never", "at_once", "hourly", "daily"])),
                        name="notice_known_frequency",
                    ),
                ],
            },
        ),
    ]
