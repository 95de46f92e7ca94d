"""An index that PostgreSQL takes for branches, and none that leads it astray."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def drop_index_of_thread(apps: Any, schema_editor: Any) -> None:
    """By itself: Django would copy SQLite's whole table."""
    table = apps.get_model("comments", "Comment")._meta.db_table
    with schema_editor.connection.cursor() as cursor:
        found = schema_editor.connection.introspection.get_constraints(cursor, table)
    for name, about in found.items():
        if about["index"] and not about["unique"] and about["columns"] == ["thread_id"]:
            schema_editor.execute(f"drop index {schema_editor.quote_name(name)}")


class Migration(migrations.Migration):
    dependencies = [("comments", "0005_recent_counted")]

    operations = [
        migrations.RemoveIndex(model_name="comment", name="branch_in_order"),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                condition=models.Q(("number__gt", 0), ("shown", True)),
                fields=["thread", "path"],
                name="branch_in_order",
            ),
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(drop_index_of_thread, migrations.RunPython.noop)],
            state_operations=[
                migrations.AlterField(
                    model_name="comment",
                    name="thread",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="comments",
                        to="comments.thread",
                        verbose_name="thread",
                    ),
                ),
            ],
        ),
    ]
