"""Reasons and reports as a site wants them; what was deleted for ever; what the classifier says of what waits."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0022_author_indexes"),
    ]

    operations = [
        migrations.CreateModel(
            name="Erasure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("erased_at", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="comment",
            name="ignores_reports",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="comment",
            name="reported_at",
            field=models.DateTimeField(null=True, verbose_name="reported"),
        ),
        migrations.AddField(
            model_name="learnedfilter",
            name="hold_from",
            field=models.FloatField(null=True),
        ),
        migrations.AddField(
            model_name="learnedfilter",
            name="judged_version",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="learnedfilter",
            name="judging_until",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="site",
            name="reasons_required",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="The author reads it, as the Digital Services Act asks. WordPress has no such setting.",
                verbose_name="moderators must give a reason for a rejection",
            ),
        ),
        migrations.AddField(
            model_name="site",
            name="review_after_reports",
            field=models.PositiveSmallIntegerField(
                db_default=0,
                default=0,
                help_text="Reports from so many networks take a published comment away until a moderator decides. What a moderator approved stays. 0: reports only tell moderators. WordPress has no such setting.",
                validators=[django.core.validators.MaxValueValidator(1000)],
                verbose_name="reports after which a comment is put under review",
            ),
        ),
        migrations.AlterField(
            model_name="reason",
            name="position",
            field=models.PositiveSmallIntegerField(
                default=0,
                help_text="0 for the usual place. The first nine on the list have the keys 1 to 9.",
                verbose_name="position",
            ),
        ),
    ]
