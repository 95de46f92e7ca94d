"""Lists of one site are ranges of an index, and what was imported is unique in its site."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from comments.migrations import _online


def copy_the_last(apps: Any) -> None:
    of_thread = apps.get_model("comments", "Thread").objects.filter(pk=models.OuterRef("thread")).values("site")
    apps.get_model("comments", "Comment").objects.filter(site=None).update(site=models.Subquery(of_thread))


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("comments", "0008_comment_site_copied")]

    operations = [
        _online.NotNull(
            model_name="comment",
            name="site",
            fill=copy_the_last,
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="comments",
                to="comments.site",
                verbose_name="site",
            ),
        ),
        _online.AddIndex(
            model_name="comment",
            index=models.Index(fields=["site", "email_canonical", "status"], name="standing_on_site"),
        ),
        _online.AddIndex(
            model_name="comment",
            index=models.Index(fields=["site", "status", "-id"], name="queue_of_site"),
        ),
        _online.AddIndex(
            model_name="comment",
            index=models.Index(
                condition=models.Q(("address", ""), ("asked__isnull", True), ("user_agent", ""), _negated=True),
                fields=["site", "created_at"],
                name="traces_to_erase",
            ),
        ),
        _online.AddIndex(
            model_name="comment",
            index=models.Index(
                condition=models.Q(("decided_at__isnull", False)),
                fields=["site", "status", "-decided_at", "-id"],
                name="what_teaches_site",
            ),
        ),
        _online.AddIndex(
            model_name="comment",
            index=models.Index(
                condition=models.Q(("moved_at__isnull", False)),
                fields=["site", "status", "moved_at"],
                name="to_purge_of_site",
            ),
        ),
        _online.AddUnique(
            model_name="comment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("source", ""), _negated=True),
                fields=("site", "source", "source_id"),
                name="imported_once_per_site",
            ),
        ),
        _online.RemoveUnique(model_name="comment", name="imported_once"),
        _online.RemoveIndex(model_name="comment", name="standing"),
        _online.RemoveIndex(model_name="comment", name="addresses_to_erase"),
        _online.RemoveIndex(model_name="comment", name="what_teaches"),
        _online.RemoveIndex(model_name="comment", name="to_purge"),
    ]
