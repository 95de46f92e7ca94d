"""What an account of the host wrote."""

from django.db import migrations, models

from comments.migrations import _online


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("comments", "0054_readers")]
    operations = [
        _online.AddIndex(
            model_name="comment",
            index=models.Index(
                condition=models.Q(("identity__isnull", False)),
                fields=["identity", "status"],
                name="comments_of_identity",
            ),
        ),
    ]
