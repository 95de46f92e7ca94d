"""A check constraint in place of the one of its name, while others read and write on PostgreSQL."""

from typing import Any

from django.db import migrations
from django.db.models import CheckConstraint

Editor = Any  # each database has a class of its own
States = Any  # of the app before and after


class ReplaceCheck(migrations.AddConstraint):
    """For a migration that is not atomic. Backwards, rows that the former check refuses are deleted first."""

    constraint: CheckConstraint

    def state_forwards(self, app_label: str, state: States) -> None:
        state.remove_constraint(app_label, self.model_name_lower, self.constraint.name)
        super().state_forwards(app_label, state)

    def database_forwards(self, app_label: str, editor: Editor, before: States, after: States) -> None:
        self._replace(self.constraint, after.apps.get_model(app_label, self.model_name), editor)

    def database_backwards(self, app_label: str, editor: Editor, before: States, after: States) -> None:
        former = after.models[app_label, self.model_name_lower].get_constraint_by_name(self.constraint.name)
        model = after.apps.get_model(app_label, self.model_name)
        model.objects.exclude(former.condition).delete()
        self._replace(former, model, editor)

    def _replace(self, check: CheckConstraint, model: Any, editor: Editor) -> None:  # Any: a model as it was
        if editor.connection.vendor != "postgresql":
            # Its table is made anew, with the constraints of the model.
            editor.remove_constraint(model, check)
            editor.add_constraint(model, check)
            return
        table, name = editor.quote_name(model._meta.db_table), editor.quote_name(check.name)
        editor.execute(f"alter table {table} drop constraint if exists {name}")
        # Believed at once for what is written from now on; what is there is looked at without locking it.
        editor.execute(f"{check.create_sql(model, editor)} not valid", params=None)
        editor.execute(f"alter table {table} validate constraint {name}")
