"""The order by recommendations, and what is pinned, as ranges of indexes; a site may have that order."""

from typing import Any

from django.db import migrations, models

from comments.migrations import _checks, _online


def leave_the_order(apps: Any, schema_editor: Any) -> None:
    """Before the former check refuses it."""
    sites = apps.get_model("comments", "Site").objects.using(schema_editor.connection.alias)
    sites.filter(order="recommended").update(order="oldest")


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("comments", "0048_recommendations")]
    operations = [
        _online.AddIndex(
            model_name="comment",
            index=models.Index(
                condition=models.Q(("depth", 1), ("shown", True)),
                fields=["thread", "recommendations", "number"],
                name="page_by_recommendations",
            ),
        ),
        _online.AddIndex(
            model_name="comment",
            index=models.Index(
                condition=models.Q(("pinned_at__isnull", False)),
                fields=["thread", "pinned_at", "number"],
                name="pinned_in_thread",
            ),
        ),
        _checks.ReplaceCheck(
            model_name="site",
            constraint=models.CheckConstraint(
                condition=models.Q(("order__in", ["oldest", "newest", "replies", "recommended"])),
                name="site_known_order",
            ),
        ),
        migrations.RunPython(migrations.RunPython.noop, leave_the_order),
    ]
