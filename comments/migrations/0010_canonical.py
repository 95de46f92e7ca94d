"""Mailboxes, hosts and texts as they are compared now, of what was stored before.

In short transactions of a few hundred rows, each guarded by what was read, so that the service goes on meanwhile. It may
be stopped and started again at any place: what is right already is left alone.
"""

from collections.abc import Iterator
from typing import Any

from django.db import IntegrityError, migrations, transaction

from comments.net import emails, hostnames
from comments.text import normalization

_AT_ONCE = 500
_EMAIL_CHARACTERS = 100


def of_comments(apps: Any, schema_editor: Any) -> None:
    rows = apps.get_model("comments", "Comment").objects.using(schema_editor.connection.alias).order_by("pk")
    for some in _by_the_handful(rows.values("pk", "email", "email_canonical", "text", "text_digest")):
        with transaction.atomic(schema_editor.connection.alias):
            for row in some:
                if changed := _of_comment(row):
                    rows.filter(pk=row["pk"], email=row["email"], text=row["text"]).update(**changed)


def _of_comment(row: dict[str, Any]) -> dict[str, str]:
    canonical = emails.canonical(row["email"])
    now = {
        "email_canonical": canonical if len(canonical) <= _EMAIL_CHARACTERS else row["email_canonical"],
        "text_digest": normalization.digest(row["text"]) if row["text"] else row["text_digest"],
    }
    return {name: value for name, value in now.items() if value != row[name]}


def of_rules(apps: Any, schema_editor: Any) -> None:
    """Bans and trusted authors; of two that are one now the older stays, or the ban that lasts longer."""
    alias = schema_editor.connection.alias
    for trust in apps.get_model("comments", "TrustedAuthor").objects.using(alias).order_by("pk"):
        _rewrite(trust, "email", emails.canonical(trust.email))
    bans = apps.get_model("comments", "Ban").objects.using(alias).exclude(kind="network")
    for ban in bans.order_by("pk"):
        value = emails.canonical(ban.value) if ban.kind == "email" else hostnames.canonical(ban.value)
        shorter = bans.filter(site=ban.site_id, kind=ban.kind, value=value, until__isnull=False).exclude(pk=ban.pk)
        if value != ban.value:
            (shorter if ban.until is None else shorter.filter(until__lt=ban.until)).delete()
        _rewrite(ban, "value", value)


def _rewrite(rule: Any, field: str, value: str) -> None:
    if value == getattr(rule, field):
        return
    setattr(rule, field, value)
    try:
        with transaction.atomic(rule._state.db):
            rule.save(update_fields=[field])
    except IntegrityError:
        rule.delete()


def _by_the_handful(rows: Any) -> Iterator[list[dict[str, Any]]]:
    last = 0
    while some := list(rows.filter(pk__gt=last)[:_AT_ONCE]):
        yield some
        last = some[-1]["pk"]


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("comments", "0009_comment_site_indexes")]
    operations = [
        migrations.RunPython(of_comments, migrations.RunPython.noop),
        migrations.RunPython(of_rules, migrations.RunPython.noop),
    ]
