"""The addresses of pages without fragments and tracking parameters, and none where what was kept was no address."""

from typing import Any

from django.db import migrations

from comments.net import page_urls

_AT_ONCE = 1_000


def clean(apps: Any, schema_editor: Any) -> None:
    """Each row by itself, guarded by what was read; what is right already is left alone."""
    threads = apps.get_model("comments", "Thread").objects.using(schema_editor.connection.alias).exclude(url="")
    last = 0
    while some := list(threads.filter(pk__gt=last).order_by("pk").values_list("pk", "url")[:_AT_ONCE]):
        for pk, url in some:
            if (kept := _kept(url)) != url:
                threads.filter(pk=pk, url=url).update(url=kept)
        last = some[-1][0]


def _kept(url: str) -> str:
    try:
        return page_urls.kept(url)
    except page_urls.UnusableAddress:
        return ""


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("comments", "0015_seems_rejected_copied")]
    operations = [migrations.RunPython(clean, migrations.RunPython.noop)]
