"""What moderators keep for their work: memberships, leases, reasons, notes, reports, searches, numbers."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("comments", "0017_plain_words"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
    operations = [
        migrations.CreateModel(
            name="AuthorNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("email", "Email address, including name+tag@…"),
                            ("email_domain", "Email domain and its subdomains"),
                            ("website", "Website domain and its subdomains"),
                            ("network", "Network address, or a network such as 192.0.2.0/24"),
                        ],
                        max_length=15,
                        verbose_name="about",
                    ),
                ),
                ("value", models.CharField(max_length=255, verbose_name="value")),
                ("text", models.TextField(max_length=2000, verbose_name="note")),
                ("created_at", models.DateTimeField(verbose_name="when")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="moderator",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="author_notes",
                        to="comments.site",
                        verbose_name="site",
                    ),
                ),
            ],
            options={
                "verbose_name": "note about an author",
                "verbose_name_plural": "notes about authors",
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["site", "kind", "value"], name="notes_about_author")],
            },
        ),
        migrations.CreateModel(
            name="DayRollup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(verbose_name="day")),
                (
                    "check_name",
                    models.CharField(blank=True, db_default="", default="", max_length=30, verbose_name="check"),
                ),
                ("what", models.CharField(max_length=20, verbose_name="what")),
                ("number", models.PositiveIntegerField(default=0, verbose_name="number")),
                (
                    "site",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rollups",
                        to="comments.site",
                        verbose_name="site",
                    ),
                ),
            ],
            options={
                "verbose_name": "numbers of a day",
                "verbose_name_plural": "numbers of days",
                "constraints": [
                    models.UniqueConstraint(fields=("site", "day", "what", "check_name"), name="one_number_per_day")
                ],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[("moderator", "Moderator"), ("chief", "Chief moderator")],
                        default="moderator",
                        max_length=10,
                        verbose_name="role",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        blank=True,
                        help_text="Leave empty for all sites, also those that are added later.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to="comments.site",
                        verbose_name="site",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="comment_memberships",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "membership",
                "verbose_name_plural": "memberships",
                "ordering": ["user_id", "site_id"],
                "constraints": [
                    models.UniqueConstraint(fields=("user", "site"), name="one_membership_per_site"),
                    models.UniqueConstraint(
                        condition=models.Q(("site", None)), fields=("user",), name="one_membership_of_all_sites"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reason",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(db_index=False, max_length=30, verbose_name="code")),
                (
                    "sentence",
                    models.TextField(
                        blank=True,
                        help_text="The author reads it below the rejected comment.",
                        max_length=500,
                        verbose_name="sentence",
                    ),
                ),
                (
                    "note",
                    models.TextField(
                        blank=True,
                        help_text="When to use it. For moderators only.",
                        max_length=500,
                        verbose_name="note",
                    ),
                ),
                (
                    "ground",
                    models.CharField(
                        choices=[("guidelines", "The publication's guidelines"), ("law", "The law")],
                        default="guidelines",
                        max_length=10,
                        verbose_name="based on",
                    ),
                ),
                (
                    "rule",
                    models.CharField(
                        blank=True,
                        help_text="Which rule of the guidelines, or which law.",
                        max_length=100,
                        verbose_name="rule",
                    ),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="The first nine have the keys 1 to 9.", verbose_name="position"
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        blank=True,
                        help_text="Leave empty for all sites.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reasons",
                        to="comments.site",
                        verbose_name="site",
                    ),
                ),
            ],
            options={
                "verbose_name": "reason",
                "verbose_name_plural": "reasons",
                "ordering": ["position", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("site", "code"), name="one_reason_per_code"),
                    models.UniqueConstraint(
                        condition=models.Q(("site", None)), fields=("code",), name="one_reason_per_code_of_all_sites"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text_version", models.PositiveIntegerField(verbose_name="text version")),
                ("reporter", models.CharField(max_length=64)),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("spam", "Advertising or spam"),
                            ("abuse", "Insulting or harassing"),
                            ("hate", "Hateful"),
                            ("false", "False"),
                            ("privacy", "Shows private data"),
                            ("illegal", "Against the law"),
                            ("other", "Something else"),
                        ],
                        max_length=10,
                        verbose_name="reason",
                    ),
                ),
                ("text", models.TextField(blank=True, max_length=2000, verbose_name="explanation")),
                ("email", models.CharField(blank=True, max_length=100, verbose_name="email")),
                ("created_at", models.DateTimeField(verbose_name="when")),
                ("settled_at", models.DateTimeField(null=True, verbose_name="settled")),
                (
                    "comment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reports",
                        to="comments.comment",
                        verbose_name="comment",
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="comments.decision",
                        verbose_name="settled by",
                    ),
                ),
            ],
            options={
                "verbose_name": "report",
                "verbose_name_plural": "reports",
                "ordering": ["id"],
                "indexes": [
                    models.Index(condition=models.Q(("settled_at", None)), fields=["comment"], name="open_reports")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("comment", "text_version", "reporter"), name="one_report_per_network"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReviewLease",
            fields=[
                (
                    "comment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="review_lease",
                        serialize=False,
                        to="comments.comment",
                    ),
                ),
                ("until", models.DateTimeField(verbose_name="until")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="moderator",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SavedSearch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("query", models.CharField(max_length=1000, verbose_name="search")),
                ("created_at", models.DateTimeField(verbose_name="when")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="comment_searches",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "saved search",
                "verbose_name_plural": "saved searches",
                "ordering": ["name"],
                "constraints": [models.UniqueConstraint(fields=("user", "name"), name="one_search_per_name")],
            },
        ),
        migrations.CreateModel(
            name="SetAside",
            fields=[
                (
                    "comment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="set_aside",
                        serialize=False,
                        to="comments.comment",
                    ),
                ),
                ("until", models.DateTimeField(null=True, verbose_name="until")),
                ("note", models.TextField(blank=True, max_length=2000, verbose_name="note for colleagues")),
                ("created_at", models.DateTimeField(verbose_name="when")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="moderator",
                    ),
                ),
                (
                    "for_whom",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="for",
                    ),
                ),
            ],
            options={"verbose_name": "comment that is set aside", "verbose_name_plural": "comments that are set aside"},
        ),
    ]
