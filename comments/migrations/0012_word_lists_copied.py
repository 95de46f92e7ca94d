"""Copies the lists of each site to rows of their own, or back."""

import hashlib
from typing import Any

from django.db import migrations

_KINDS = ("moderation_words", "disallowed_words", "protected_names")


def copy(apps: Any, schema_editor: Any) -> None:
    lists = apps.get_model("comments", "WordList").objects
    for site in apps.get_model("comments", "Site").objects.all():
        for kind in _KINDS:
            lines = getattr(site, kind)
            digest = hashlib.sha256(lines.encode()).hexdigest()
            lists.get_or_create(site=site, kind=kind, defaults={"lines": lines, "digest": digest})


def copy_back(apps: Any, schema_editor: Any) -> None:
    sites = apps.get_model("comments", "Site").objects
    for one in apps.get_model("comments", "WordList").objects.filter(kind__in=_KINDS):
        sites.filter(pk=one.site_id).update(**{one.kind: one.lines})


class Migration(migrations.Migration):
    dependencies = [("comments", "0011_word_lists")]
    operations = [migrations.RunPython(copy, copy_back)]
