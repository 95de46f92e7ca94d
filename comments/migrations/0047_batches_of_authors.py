"""Bans with what their authors wrote, as batches count and undo: the decisions of each, its numbers, and what is told."""

from collections import Counter
from typing import Any

from django.db import migrations, transaction
from django.utils import translation
from django.utils.translation import gettext

_ROWS = 500
_DECIDED = ("done", "undone", "kept")
_SENTENCES = {
    "offensive": "Your comment contains offensive language.",
    "abusive": "Your comment attacks or insults somebody.",
    "hate": "Your comment is hateful towards a group of people.",
    "spam": "Your comment advertises something.",
    "off-topic": "Your comment is not about the article.",
    "personal-data": "Your comment shows somebody's personal data, such as an address or a telephone number.",
    "illegal": "Your comment may be against the law.",
    "guidelines": "Your comment does not follow our guidelines.",
}

Model = Any  # as it was


def count(apps: Any, schema_editor: Any) -> None:
    alias = schema_editor.connection.alias
    rows = apps.get_model("comments", "Batch").objects.using(alias).filter(kind="author", size__gt=0)
    for batch in rows.select_related("site").order_by("pk"):
        with transaction.atomic(alias):
            items = batch.items.using(alias)
            _link(apps, batch, list(items.filter(outcome__in=_DECIDED).values_list("comment", "version")), alias)
            n = Counter(items.values_list("outcome", flat=True))
            batch.done, batch.skipped = sum(n[one] for one in _DECIDED), n["skipped"] + n["leased"]
            batch.undone, batch.kept = n["undone"], n["kept"]
            if batch.undone_at:
                # What is undone begins anew with the latest decision, and passes by those that are taken back.
                batch.undone_by_id, batch.reached = batch.undone_by_id or batch.by_id, 0
            if not batch.told and items.filter(action="reject").exists():
                told = _told(apps, batch, alias)
                batch.told = {str(batch.site_id): told} if told else {}
            batch.save(using=alias)


def _link(apps: Any, batch: Model, items: list[tuple[int, int]], alias: str) -> None:
    moves = apps.get_model("comments", "Decision").objects.using(alias)
    moves = moves.filter(actor="moderator", by=batch.by_id, undoes=None, batch=None)
    for start in range(0, len(items), _ROWS):
        after = {comment: version + 1 for comment, version in items[start : start + _ROWS]}
        rows = moves.filter(comment__in=after).values_list("pk", "comment", "version")
        moves.filter(pk__in=[pk for pk, comment, version in rows if version == after[comment]]).update(batch=batch)


def _told(apps: Any, batch: Model, alias: str) -> str:
    """As the first of them was told; else the reason in the words of the site, the publisher or the app."""
    decided = apps.get_model("comments", "Decision").objects.using(alias).filter(batch=batch).exclude(told="")
    if first := decided.order_by("pk").first():
        return str(first.told)
    rows = apps.get_model("comments", "Reason").objects.using(alias).filter(code=batch.code)
    own = rows.filter(site=batch.site_id).exclude(sentence="").first()
    own = own or rows.filter(site=None).exclude(sentence="").first()
    with translation.override(batch.site.language):
        sentence = own.sentence if own else gettext(_SENTENCES[batch.code]) if batch.code in _SENTENCES else ""
    return f"{sentence} {batch.reason}".strip()


def go_back(apps: Any, schema_editor: Any) -> None:
    """An undoing went by decisions, and goes by items again."""
    alias = schema_editor.connection.alias
    undone = apps.get_model("comments", "Batch").objects.using(alias).filter(kind="author", undone_at__isnull=False)
    undone.update(reached=0)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("comments", "0046_no_cluster_decisions")]
    operations = [migrations.RunPython(count, go_back)]
