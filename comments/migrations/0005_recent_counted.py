"""How many comments of each thread are of the last days, from the comments there are."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import migrations
from django.db.models import Count, Min, Q
from django.utils import timezone

_SPANS = {f"recent_{days}": timedelta(days=days) for days in (1, 7, 30)}
_WRITE = "update comments_thread set recent_1 = %s, recent_7 = %s, recent_30 = %s, recent_until = %s where id = %s"


def fill(apps: Any, schema_editor: Any) -> None:
    """One pass over the index `published_in_thread`, then one over the threads with recent comments."""
    connection = schema_editor.connection
    now = timezone.now()
    apps.get_model("comments", "Thread").objects.update(recent_at=now)
    counted = list(_counted(apps.get_model("comments", "Comment"), now))
    stored = connection.ops.adapt_datetimefield_value
    with connection.cursor() as cursor:
        cursor.executemany(_WRITE, [(*counts, stored(until), thread_id) for thread_id, counts, until in counted])


def _counted(comments: Any, now: datetime) -> Iterator[tuple[int, list[int], datetime]]:
    asked: dict[str, Any] = {}
    for name, span in _SPANS.items():
        within = Q(published_at__gte=now - span)
        asked |= {name: Count("published_at", filter=within), f"{name}_from": Min("published_at", filter=within)}
    rows = comments.objects.filter(shown=True, status="approved", published_at__gte=now - max(_SPANS.values()))
    for row in rows.order_by().values("thread_id").annotate(**asked).iterator():
        leaving = [first + span for name, span in _SPANS.items() if (first := row[f"{name}_from"])]
        yield row["thread_id"], [row[name] for name in _SPANS], min(leaving)


class Migration(migrations.Migration):
    dependencies = [("comments", "0004_recent_counts")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
