"""A column that may be null from now on, while others read and write on PostgreSQL.

Django would drop the foreign key and make it anew, which locks the table it points to.
"""

from typing import Any

from django.db import migrations

Editor = Any  # each database has a class of its own
States = Any  # of the app before and after


class Optional(migrations.AlterField):
    """For a small table: going back reads all of it under a lock. On SQLite it is Django's own."""

    def database_forwards(self, app_label: str, editor: Editor, before: States, after: States) -> None:
        if editor.connection.vendor != "postgresql":
            super().database_forwards(app_label, editor, before, after)
        else:
            self._alter(after.apps.get_model(app_label, self.model_name), editor, "drop not null")

    def database_backwards(self, app_label: str, editor: Editor, before: States, after: States) -> None:
        if editor.connection.vendor != "postgresql":
            super().database_backwards(app_label, editor, before, after)
        else:
            self._alter(after.apps.get_model(app_label, self.model_name), editor, "set not null")

    def _alter(self, model: Any, editor: Editor, change: str) -> None:  # Any: a model as it was
        table, column = model._meta.db_table, model._meta.get_field(self.name).column
        editor.execute(f"alter table {editor.quote_name(table)} alter column {editor.quote_name(column)} {change}")
