"""A site's row is without its lists."""

from typing import Any

from django.db import migrations


class LeaveColumn(migrations.RemoveField):
    """On PostgreSQL the column stays, for an earlier release that still runs; it goes with a later one."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"alter table comments_site alter column {self.name} set default ''")
        else:
            super().database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"alter table comments_site alter column {self.name} drop default")
        else:
            super().database_backwards(app_label, schema_editor, from_state, to_state)


class Migration(migrations.Migration):
    dependencies = [("comments", "0012_word_lists_copied")]

    operations = [
        LeaveColumn(model_name="site", name="moderation_words"),
        LeaveColumn(model_name="site", name="disallowed_words"),
        LeaveColumn(model_name="site", name="protected_names"),
    ]
