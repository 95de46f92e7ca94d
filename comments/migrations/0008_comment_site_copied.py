"""Copies the site of its thread to each comment there is, some at a time, so that nobody waits long for a row."""

from typing import Any

from django.db import migrations, transaction
from django.db.models import Max, OuterRef, Subquery

_ROWS = 5_000


def copy(apps: Any, schema_editor: Any) -> None:
    alias = schema_editor.connection.alias
    comments = apps.get_model("comments", "Comment").objects.using(alias)
    of_thread = apps.get_model("comments", "Thread").objects.using(alias).filter(pk=OuterRef("thread")).values("site")
    last = comments.aggregate(last=Max("pk"))["last"] or 0
    for start in range(0, last + 1, _ROWS):
        with transaction.atomic(alias):
            portion = comments.filter(pk__gte=start, pk__lt=start + _ROWS, site=None)
            portion.update(site=Subquery(of_thread))


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("comments", "0007_comment_site")]
    operations = [migrations.RunPython(copy, migrations.RunPython.noop)]
