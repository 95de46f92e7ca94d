"""Indexes of the desk's queues; and a person may confirm what the checks published."""

from django.db import migrations, models

from comments.migrations import _checks, _online


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("comments", "0019_desk_columns")]
    operations = [
        _online.AddIndex(
            model_name="comment",
            index=models.Index(condition=models.Q(("unseen", True)), fields=["site", "id"], name="published_unseen"),
        ),
        _online.AddIndex(
            model_name="comment",
            index=models.Index(
                condition=models.Q(("likeness__isnull", False), ("status", "pending")),
                fields=["site", "-likeness", "-id"],
                name="waiting_like_spam",
            ),
        ),
        _online.AddIndex(
            model_name="comment",
            index=models.Index(
                condition=models.Q(("erase_at__isnull", False)), fields=["erase_at"], name="to_delete_for_ever"
            ),
        ),
        _online.AddIndex(
            model_name="decision",
            index=models.Index(
                condition=models.Q(("by__isnull", False)), fields=["by", "-id"], name="decisions_of_moderator"
            ),
        ),
        _checks.ReplaceCheck(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("from_status", ""), ("to_status__in", ["pending"])),
                    models.Q(
                        ("from_status", "pending"),
                        ("to_status__in", ["approved", "deleted", "pending", "rejected", "spam", "withdrawn"]),
                    ),
                    models.Q(
                        ("from_status", "approved"),
                        ("to_status__in", ["approved", "deleted", "pending", "rejected", "spam", "withdrawn"]),
                    ),
                    models.Q(
                        ("from_status", "rejected"),
                        ("to_status__in", ["approved", "deleted", "pending", "spam", "withdrawn"]),
                    ),
                    models.Q(
                        ("from_status", "spam"),
                        ("to_status__in", ["approved", "deleted", "pending", "rejected", "withdrawn"]),
                    ),
                    models.Q(("from_status", "withdrawn"), ("to_status__in", ["deleted"])),
                    _connector="OR",
                ),
                name="legal_move",
            ),
        ),
        _online.AddUnique(
            model_name="decision",
            constraint=models.UniqueConstraint(
                condition=models.Q(("undoes__isnull", False)), fields=("undoes",), name="undone_once"
            ),
        ),
    ]
