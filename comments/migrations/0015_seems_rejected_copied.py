"""Marks spam that was rejected when it was marked, and not edited since."""

from typing import Any

from django.db import migrations
from django.db.models import Exists, OuterRef


def mark(apps: Any, schema_editor: Any) -> None:
    alias = schema_editor.connection.alias
    marked = (
        apps.get_model("comments", "Decision")
        .objects.using(alias)
        .filter(comment=OuterRef("pk"), from_status="rejected", to_status="spam", version=OuterRef("version"))
    )
    spam = apps.get_model("comments", "Comment").objects.using(alias).filter(status="spam")
    spam.filter(Exists(marked)).update(seems_rejected=True)


class Migration(migrations.Migration):
    dependencies = [("comments", "0014_seems_rejected")]
    operations = [migrations.RunPython(mark, migrations.RunPython.noop)]
