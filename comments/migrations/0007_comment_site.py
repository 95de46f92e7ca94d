"""Each comment has the site of its thread in its own row."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

# While an earlier release still runs beside this one, it inserts comments that name no site. SQLite belongs to the
# processes of one machine, which start together once it is migrated.
_FUNCTION = """
create function comments_site_of_thread() returns trigger language plpgsql as $$
begin
  select site_id into new.site_id from comments_thread where id = new.thread_id;
  return new;
end $$
"""
_TRIGGER = """
create trigger comments_site_of_thread before insert on comments_comment
for each row when (new.site_id is null) execute function comments_site_of_thread()
"""


def copy_for_earlier_releases(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(_FUNCTION, params=None)
        schema_editor.execute(_TRIGGER, params=None)


def copy_no_more(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("drop trigger comments_site_of_thread on comments_comment")
        schema_editor.execute("drop function comments_site_of_thread")


class Migration(migrations.Migration):
    dependencies = [("comments", "0006_comment_indexes")]

    operations = [
        migrations.AddField(
            model_name="comment",
            name="site",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="comments",
                to="comments.site",
                verbose_name="site",
            ),
        ),
        migrations.RunPython(copy_for_earlier_releases, copy_no_more),
    ]
