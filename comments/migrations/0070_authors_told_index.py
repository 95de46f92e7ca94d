"""The browsers that belong to an author who is told by mail."""

from django.db import migrations, models

from comments.migrations import _online


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("comments", "0069_authors_told")]
    operations = [
        _online.AddIndex(
            model_name="commenter",
            index=models.Index(
                condition=models.Q(("subscriber__isnull", False)),
                fields=["subscriber"],
                name="commenters_of_subscriber",
            ),
        ),
    ]
