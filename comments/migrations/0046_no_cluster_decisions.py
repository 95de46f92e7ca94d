"""Decisions on whole clusters are batches."""

from django.db import migrations

from comments.migrations import _online


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("comments", "0045_batches_of_clusters")]
    operations = [
        _online.RemoveIndex(model_name="decision", name="by_cluster"),
        migrations.RemoveField(model_name="decision", name="with_cluster"),
        migrations.DeleteModel(name="ClusterDecision"),
    ]
