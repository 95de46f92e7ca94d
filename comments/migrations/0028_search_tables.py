"""What comments are found by, and how far the index of it is.

The words stand in what each database searches itself: PostgreSQL in a column tsvector, SQLite in a table of FTS5. Both
are given words that were folded in Python, so neither folds, parts or stems anything more.
"""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

# Without its pending list every search takes as long as the one before; a worker writes it, and nobody waits for that.
_POSTGRESQL = (
    "alter table comments_searchentry add column words tsvector not null default ''",
    "create index comments_by_words on comments_searchentry using gin (words) with (fastupdate = off)",
)
# To its tokenizer every letter beyond ASCII belongs to a word. `marks` are words of ours, which name site and thread.
_SQLITE = (
    "create virtual table comments_search using fts5"
    "(words, marks, tokenize = \"ascii tokenchars '='\", columnsize = 0)",
    "create trigger comments_search_gone after delete on comments_searchentry begin"
    " delete from comments_search where rowid = old.comment_id; end",
)
_SQLITE_BACK = ("drop trigger comments_search_gone", "drop table comments_search")


def add_words(apps: Any, editor: Any) -> None:
    for step in _POSTGRESQL if editor.connection.vendor == "postgresql" else _SQLITE:
        editor.execute(step)


def remove_words(apps: Any, editor: Any) -> None:
    """PostgreSQL's go with their table."""
    for step in () if editor.connection.vendor == "postgresql" else _SQLITE_BACK:
        editor.execute(step)


class Migration(migrations.Migration):
    dependencies = [("comments", "0027_decision_in_place")]
    operations = [
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                (
                    "comment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="search_entry",
                        serialize=False,
                        to="comments.comment",
                        verbose_name="comment",
                    ),
                ),
                ("text_version", models.PositiveIntegerField()),
                ("form", models.PositiveSmallIntegerField()),
                ("title", models.CharField(blank=True, max_length=300)),
            ],
        ),
        migrations.CreateModel(
            name="SearchKey",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "comment", "kind", "value", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "comment",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="search_keys",
                        to="comments.comment",
                        verbose_name="comment",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("domain", "Email domain"), ("host", "Website"), ("network", "Network")], max_length=7
                    ),
                ),
                ("value", models.CharField(max_length=253)),
            ],
            options={
                "indexes": [models.Index(fields=["kind", "value", "-comment"], name="comments_by_search_key")],
            },
        ),
        migrations.AddField(model_name="upkeep", name="indexed_from", field=models.BigIntegerField(null=True)),
        migrations.AddField(model_name="upkeep", name="indexed_at", field=models.DateTimeField(null=True)),
        migrations.RunPython(add_words, remove_words),
    ]
