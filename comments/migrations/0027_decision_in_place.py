"""A moderator may also decide on what is rejected, spam or withdrawn and leave it that: to have it deleted for ever."""

from django.db import migrations, models

from comments.migrations import _checks


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("comments", "0026_decision_action")]
    operations = [
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
                        ("to_status__in", ["approved", "deleted", "pending", "rejected", "spam", "withdrawn"]),
                    ),
                    models.Q(
                        ("from_status", "spam"),
                        ("to_status__in", ["approved", "deleted", "pending", "rejected", "spam", "withdrawn"]),
                    ),
                    models.Q(("from_status", "withdrawn"), ("to_status__in", ["deleted", "withdrawn"])),
                    _connector="OR",
                ),
                name="legal_move",
            ),
        ),
    ]
