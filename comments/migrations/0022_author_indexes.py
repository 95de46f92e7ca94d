"""Indexes by which the desk says how much an author wrote: by mailbox, network, website and name."""

from django.db import migrations, models

from comments.db.website_host import WebsiteHost
from comments.migrations import _online


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("comments", "0021_memberships_of_staff")]
    operations = [
        _online.AddIndex(
            model_name="comment",
            index=models.Index(fields=["site", "email_canonical", "status", "id"], name="author_on_site"),
        ),
        _online.RemoveIndex(model_name="comment", name="standing_on_site"),
        _online.AddIndex(
            model_name="comment",
            index=models.Index(
                condition=models.Q(("network", ""), _negated=True),
                fields=["site", "network", "id"],
                name="network_on_site",
            ),
        ),
        _online.AddIndex(
            model_name="comment",
            index=models.Index(
                models.F("site"),
                WebsiteHost("url"),
                models.F("id"),
                condition=models.Q(("url", ""), _negated=True),
                name="website_on_site",
            ),
        ),
        _online.AddIndex(
            model_name="comment",
            index=models.Index(
                condition=models.Q(("name", ""), _negated=True),
                fields=["site", "name", "email_canonical"],
                name="name_on_site",
            ),
        ),
    ]
