"""The clusters of a batch, of which there may be many; nothing has written the columns for one."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("comments", "0041_rule_trials")]

    operations = [
        migrations.CreateModel(
            name="BatchCluster",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("covers", models.PositiveIntegerField(verbose_name="similar comments")),
                ("stands_until", models.DateTimeField(null=True, verbose_name="covers new comments until")),
                (
                    "batch",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="chosen_clusters",
                        to="comments.batch",
                    ),
                ),
                (
                    "cluster",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="chosen_in", to="comments.cluster"
                    ),
                ),
            ],
            options={
                "verbose_name": "cluster of a decision on many comments",
                "verbose_name_plural": "clusters of a decision on many comments",
                "constraints": [models.UniqueConstraint(fields=["batch", "cluster"], name="cluster_once_in_a_batch")],
            },
        ),
        migrations.RemoveField(model_name="batch", name="cluster"),
        migrations.RemoveField(model_name="batch", name="covers"),
        migrations.RemoveField(model_name="batch", name="stands_until"),
        migrations.AddField(
            model_name="batch",
            name="clusters",
            field=models.ManyToManyField(
                related_name="batches",
                through="comments.BatchCluster",
                to="comments.cluster",
                verbose_name="clusters of similar comments",
            ),
        ),
    ]
