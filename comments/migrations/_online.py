"""Operations that let others read and write meanwhile on PostgreSQL; for migrations that are not atomic.

What an interrupted one left behind is taken away by the next try. On SQLite they are Django's own.
"""

from collections.abc import Callable
from typing import Any

from django.db import migrations, transaction
from django.db.models import Index, UniqueConstraint

Editor = Any  # each database has a class of its own
States = Any  # of the app before and after


class AddIndex(migrations.AddIndex):
    def database_forwards(self, app_label: str, editor: Editor, before: States, after: States) -> None:
        _add(self.index, after.apps.get_model(app_label, self.model_name), editor)

    def database_backwards(self, app_label: str, editor: Editor, before: States, after: States) -> None:
        _remove(self.index, before.apps.get_model(app_label, self.model_name), editor)


class RemoveIndex(migrations.RemoveIndex):
    def database_forwards(self, app_label: str, editor: Editor, before: States, after: States) -> None:
        index = before.models[app_label, self.model_name_lower].get_index_by_name(self.name)
        _remove(index, before.apps.get_model(app_label, self.model_name), editor)

    def database_backwards(self, app_label: str, editor: Editor, before: States, after: States) -> None:
        index = after.models[app_label, self.model_name_lower].get_index_by_name(self.name)
        _add(index, after.apps.get_model(app_label, self.model_name), editor)


class AddUnique(migrations.AddConstraint):
    """For a unique constraint with a condition, which is an index to both databases."""

    constraint: UniqueConstraint

    def database_forwards(self, app_label: str, editor: Editor, before: States, after: States) -> None:
        _add(self.constraint, after.apps.get_model(app_label, self.model_name), editor)

    def database_backwards(self, app_label: str, editor: Editor, before: States, after: States) -> None:
        _remove(self.constraint, before.apps.get_model(app_label, self.model_name), editor)


class RemoveUnique(migrations.RemoveConstraint):
    def database_forwards(self, app_label: str, editor: Editor, before: States, after: States) -> None:
        constraint = before.models[app_label, self.model_name_lower].get_constraint_by_name(self.name)
        _remove(constraint, before.apps.get_model(app_label, self.model_name), editor)

    def database_backwards(self, app_label: str, editor: Editor, before: States, after: States) -> None:
        constraint = after.models[app_label, self.model_name_lower].get_constraint_by_name(self.name)
        _add(constraint, after.apps.get_model(app_label, self.model_name), editor)


class NotNull(migrations.AlterField):
    """PostgreSQL believes a check that was validated without locking the table; Django would make the key anew too.

    On SQLite `fill` gives a value to the rows that an earlier release added without one since they were filled, and
    nobody adds more before the column refuses them.
    """

    def __init__(self, *arguments: Any, fill: Callable[[States], None], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._fill = fill

    def database_forwards(self, app_label: str, editor: Editor, before: States, after: States) -> None:
        if editor.connection.vendor != "postgresql":
            with transaction.atomic(editor.connection.alias):
                self._fill(before.apps)
                super().database_forwards(app_label, editor, before, after)
            return
        table, column = self._place(after.apps.get_model(app_label, self.model_name), editor)
        for step in (
            "drop constraint if exists not_null_meanwhile",
            f"add constraint not_null_meanwhile check ({column} is not null) not valid",
            "validate constraint not_null_meanwhile",
            f"alter column {column} set not null",
            "drop constraint not_null_meanwhile",
        ):
            editor.execute(f"alter table {table} {step}")

    def database_backwards(self, app_label: str, editor: Editor, before: States, after: States) -> None:
        if editor.connection.vendor != "postgresql":
            with transaction.atomic(editor.connection.alias):
                super().database_backwards(app_label, editor, before, after)
            return
        table, column = self._place(after.apps.get_model(app_label, self.model_name), editor)
        editor.execute(f"alter table {table} alter column {column} drop not null")

    def _place(self, model: Any, editor: Editor) -> tuple[str, str]:  # Any: a model as it was
        column = model._meta.get_field(self.name).column
        return editor.quote_name(model._meta.db_table), editor.quote_name(column)


def _add(made: Index | UniqueConstraint, model: Any, editor: Editor) -> None:
    sql = str(made.create_sql(model, editor))
    if editor.connection.vendor == "postgresql":
        _remove(made, model, editor)
        sql = sql.replace(" INDEX ", " INDEX CONCURRENTLY ", 1)
    editor.execute(sql, params=None)


def _remove(made: Index | UniqueConstraint, model: Any, editor: Editor) -> None:
    meanwhile = "concurrently " if editor.connection.vendor == "postgresql" else ""
    editor.execute(f"drop index {meanwhile}if exists {editor.quote_name(made.name)}")
