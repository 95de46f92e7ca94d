"""Since when spam and rejected comments are what they are, from the decisions that made them so."""

from typing import Any

from django.db import migrations
from django.db.models import OuterRef, Subquery


def fill(apps: Any, schema_editor: Any) -> None:
    comments, decisions = (apps.get_model("comments", name).objects for name in ("Comment", "Decision"))
    last = decisions.filter(comment=OuterRef("pk"), to_status=OuterRef("status")).order_by("-id")
    put_away = comments.filter(status__in=["spam", "rejected"], moved_at=None)
    put_away.update(moved_at=Subquery(last.values("created_at")[:1]))


class Migration(migrations.Migration):
    dependencies = [("comments", "0002_screening")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
