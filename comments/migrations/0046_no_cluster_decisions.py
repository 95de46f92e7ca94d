"""Decisions on whole clusters are batches. An earlier release that still runs on PostgreSQL keeps what it writes."""

from typing import Any

from django.db import migrations

from comments.migrations import _online

Editor = Any  # each database has a class of its own
States = Any  # of the app before and after


class ForgetField(migrations.RemoveField):
    """The column stays on PostgreSQL, for a later release to drop."""

    def database_forwards(self, app_label: str, editor: Editor, before: States, after: States) -> None:
        if editor.connection.vendor != "postgresql":
            super().database_forwards(app_label, editor, before, after)

    def database_backwards(self, app_label: str, editor: Editor, before: States, after: States) -> None:
        if editor.connection.vendor != "postgresql":
            super().database_backwards(app_label, editor, before, after)


class ForgetModel(migrations.DeleteModel):
    """So does the table, without its foreign keys: nobody deletes its rows with what they point to any more."""

    def database_forwards(self, app_label: str, editor: Editor, before: States, after: States) -> None:
        if editor.connection.vendor != "postgresql":
            super().database_forwards(app_label, editor, before, after)
            return
        model = before.apps.get_model(app_label, self.name)
        for field in _foreign_keys(model):
            for name in editor._constraint_names(model, [field.column], foreign_key=True):
                editor.execute(editor._delete_fk_sql(model, name))

    def database_backwards(self, app_label: str, editor: Editor, before: States, after: States) -> None:
        if editor.connection.vendor != "postgresql":
            super().database_backwards(app_label, editor, before, after)
            return
        model = after.apps.get_model(app_label, self.name)
        for field in _foreign_keys(model):
            editor.execute(editor._create_fk_sql(model, field, "_fk_%(to_table)s_%(to_column)s"))


def _foreign_keys(model: Any) -> list[Any]:  # Any: a model as it was
    return [field for field in model._meta.concrete_fields if field.remote_field]


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("comments", "0045_batches_of_clusters")]
    operations = [
        _online.RemoveIndex(model_name="decision", name="by_cluster"),
        ForgetField(model_name="decision", name="with_cluster"),
        ForgetModel(name="ClusterDecision"),
    ]
