"""Readers recommend comments, and moderators pin them: columns, and who was counted lately."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("comments", "0047_batches_of_authors")]
    operations = [
        migrations.AddField(
            model_name="comment",
            name="pinned_at",
            field=models.DateTimeField(null=True, verbose_name="pinned"),
        ),
        migrations.AddField(
            model_name="comment",
            name="recommendations",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="site",
            name="recommends",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="A button below each comment counts them: each browser once, and few of one network. WordPress has no such setting.",
                verbose_name="readers can recommend comments",
            ),
        ),
        migrations.AddField(
            model_name="site",
            name="recommend_label",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="Empty: “Recommend”, in the language of the page.",
                max_length=30,
                verbose_name="text of this button",
            ),
        ),
        migrations.AlterField(
            model_name="site",
            name="order",
            field=models.CharField(
                choices=[
                    ("oldest", "Oldest first"),
                    ("newest", "Newest first"),
                    ("replies", "Most replies first"),
                    ("recommended", "Most recommended first"),
                ],
                default="oldest",
                help_text="Replies are always shown oldest first. WordPress: oldest first.",
                max_length=20,
                verbose_name="order of comments",
            ),
        ),
        migrations.AlterField(
            model_name="decision",
            name="action",
            field=models.CharField(
                blank=True,
                choices=[
                    ("approve", "Approve"),
                    ("reject", "Reject"),
                    ("spam", "Mark as spam"),
                    ("review", "Put under review again"),
                    ("confirm", "Leave it published"),
                    ("ignore", "Ignore reports until it is edited"),
                    ("pick", "Pick for readers"),
                    ("unpick", "Pick no more"),
                    ("pin", "Pin to the top"),
                    ("unpin", "Pin no more"),
                    ("aside", "Set aside"),
                    ("back", "Take back into the queue"),
                    ("erase", "Delete for ever"),
                    ("undo", "Undo"),
                ],
                db_default="",
                default="",
                max_length=10,
                verbose_name="action",
            ),
        ),
        migrations.CreateModel(
            name="Recommendation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("network", models.CharField(max_length=64)),
                ("voter", models.CharField(max_length=64)),
                ("created_at", models.DateTimeField(verbose_name="when")),
                (
                    "comment",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recommended_by",
                        to="comments.comment",
                        verbose_name="comment",
                    ),
                ),
            ],
            options={
                "verbose_name": "recommendation",
                "verbose_name_plural": "recommendations",
                "indexes": [models.Index(fields=["created_at"], name="recommendations_to_forget")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("comment", "network", "voter"), name="one_recommendation_per_reader"
                    )
                ],
            },
        ),
    ]
