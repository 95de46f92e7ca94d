"""Comments of an email address on all sites, newest first."""

from django.db import migrations, models

from comments.migrations import _online


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("comments", "0028_search_tables")]
    operations = [
        _online.AddIndex(
            model_name="comment",
            index=models.Index(
                condition=models.Q(("email_canonical", ""), _negated=True),
                fields=["email_canonical", "-id"],
                name="comments_of_email",
            ),
        ),
    ]
