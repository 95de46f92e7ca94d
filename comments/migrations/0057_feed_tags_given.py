"""Each site gets its own."""

from typing import Any

from django.db import migrations

from comments.models.feed_tag import new_feed_tag


def give(apps: Any, schema_editor: Any) -> None:
    sites = apps.get_model("comments", "Site").objects.using(schema_editor.connection.alias)
    for pk in sites.filter(feed_tag="").values_list("pk", flat=True):
        sites.filter(pk=pk, feed_tag="").update(feed_tag=new_feed_tag())


class Migration(migrations.Migration):
    dependencies = [("comments", "0056_feed_tags")]
    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
