"""Writes what comments are found by, and takes it out. A worker does it, so that no post waits for it."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from django.db.models import F, Q

from comments.db.transactions import writing
from comments.models import Comment, SearchEntry, SearchKey, SearchKeyKind
from comments.models.querysets import CommentQuerySet
from comments.search import documents
from comments.search.documents import Key
from comments.search.index import queries
from comments.search.index.queries import IndexedText
from comments.statuses import Status
from comments.text import search_words

_AT_ONCE = 100


class Prepared(NamedTuple):
    """What a comment is to be found by, worked out before anything is locked."""

    text: IndexedText
    keys: list[Key]


def prepare(comment: Comment) -> Prepared:
    """Work out what a comment is found by as it is; its thread is loaded."""
    lines, marks = documents.lines_of(comment), documents.marks_of(comment)
    text = IndexedText(comment.pk, comment.text_version, search_words.FORM, comment.thread.title, lines, marks)
    return Prepared(text, sorted(documents.keys_of(comment)))


def store(prepared: Collection[Prepared]) -> None:
    """Index these comments, in the transaction that has them locked."""
    if not prepared:
        return
    queries.store([text for text, _keys in prepared])
    SearchKey.objects.filter(comment__in=[text.comment_id for text, _keys in prepared]).delete()
    SearchKey.objects.bulk_create(
        SearchKey(comment_id=text.comment_id, kind=key.kind, value=key.value) for text, keys in prepared for key in keys
    )


def forget(comment_id: int) -> None:
    """Take out all of a comment, in the transaction that erases it."""
    SearchEntry.objects.filter(pk=comment_id).delete()
    SearchKey.objects.filter(comment=comment_id).delete()


def forget_networks(comment_ids: Iterable[int]) -> None:
    """Take out where these comments came from, in the transaction that erases their addresses."""
    SearchKey.objects.filter(kind=SearchKeyKind.NETWORK, comment__in=list(comment_ids)).delete()


def outdated() -> CommentQuerySet:
    """Comments that no worker will index soon, and that are not indexed by the text, title and folding of now."""
    is_current = Q(
        search_entry__isnull=False,
        search_entry__text_version=F("text_version"),
        search_entry__form=search_words.FORM,
        search_entry__title=F("thread__title"),
    )
    return Comment.objects.filter(due=None).exclude(status=Status.DELETED).exclude(is_current)


def write_again(comment_ids: Collection[int]) -> int:
    """Index these comments where nobody else has them locked; returns how many. Some at a time, in short transactions.

    What was deleted meanwhile is left out.
    """
    ids, done = sorted(comment_ids), 0
    for start in range(0, len(ids), _AT_ONCE):
        rows = Comment.objects.exclude(status=Status.DELETED).filter(pk__in=ids[start : start + _AT_ONCE])
        with writing():
            comments = list(rows.order_by("pk").lock_available().select_related("thread"))
            store([prepare(comment) for comment in comments])
        done += len(comments)
    return done
