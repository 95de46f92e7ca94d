"""What comments are found by: the words they were indexed with, and what says who wrote them and where they lead.

`comments.search` writes and reads it. On PostgreSQL `SearchEntry` has a column `words` besides (tsvector, GIN); on
SQLite each of its rows has one in the FTS5 table `comments_search`, which a trigger deletes with it. An operation that
makes the table anew on SQLite has to make that trigger anew.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from comments.models.comment import Comment


class SearchEntry(models.Model):
    """A comment that can be found by its words: which text of it, and under which title of its thread."""

    comment = models.OneToOneField(
        Comment, models.CASCADE, primary_key=True, related_name="search_entry", verbose_name=_("comment")
    )
    text_version = models.PositiveIntegerField()
    # Of the way in which words are folded: search_words.FORM when it was indexed.
    form = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.comment_id}"


class SearchKeyKind(models.TextChoices):
    DOMAIN = "domain", _("Email domain")
    HOST = "host", _("Website")
    NETWORK = "network", _("Network")


class SearchKey(models.Model):
    """A value by which a comment is found: a domain or host, or one that it lies in, or its network, to be sorted."""

    pk = models.CompositePrimaryKey("comment", "kind", "value")
    comment = models.ForeignKey(
        Comment, models.CASCADE, db_index=False, related_name="search_keys", verbose_name=_("comment")
    )
    kind = models.CharField(max_length=7, choices=SearchKeyKind.choices)
    value = models.CharField(max_length=253)

    class Meta:
        indexes = [models.Index(fields=["kind", "value", "-comment"], name="comments_by_search_key")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.value}"
