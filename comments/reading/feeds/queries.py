"""The rows of a feed: a short range of an index, or the replies to one author's latest comments."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from comments.db.rows import load_pairs
from comments.db.times import as_stored
from comments.models import Comment, Commenter, Identity, Thread

# Of who wrote more comments than that, replies to the latest.
OWN_COMMENTS = 200
# What readers see is written out as in the partial indexes, since SQLite does not look into parameters.
_NEWEST = """
select {{columns}} from comments_comment
join comments_thread on comments_thread.id = comments_comment.thread_id
where {whose} and comments_comment.shown and comments_comment.status = 'approved'
  and (comments_comment.published_at, comments_comment.id) < (%s, %s)
order by comments_comment.published_at desc, comments_comment.id desc limit %s"""
_OF_SITE = _NEWEST.format(whose="comments_comment.site_id = %s and comments_comment.number > 0")
_OF_THREAD = _NEWEST.format(whose="comments_comment.thread_id = %s")
_OTHERS_TO = """comments_comment.parent_id in (
    select own.id from comments_comment as own where own.{column} = %s order by own.id desc limit %s
  ) and (comments_comment.{column} is null or comments_comment.{column} <> %s)"""
_TO_AUTHOR = {
    model: _NEWEST.format(whose=_OTHERS_TO.format(column=column))
    for model, column in ((Commenter, "commenter_id"), (Identity, "identity_id"))
}

# When a comment was first published, and its id.
Place = tuple[datetime, int]


def of_site(site_id: int, before: Place, *, limit: int) -> list[Comment]:
    """The latest published comments of a site before a place, the latest first, each with its thread."""
    return _rows(_OF_SITE, [site_id], before, limit)


def of_thread(thread_id: int, before: Place, *, limit: int) -> list[Comment]:
    """The latest published comments of a thread before a place, the latest first, each with its thread."""
    return _rows(_OF_THREAD, [thread_id], before, limit)


def to_author(author: Commenter | Identity, before: Place, *, limit: int) -> list[Comment]:
    """The latest published replies of others to what an author wrote, each with its thread."""
    return _rows(_TO_AUTHOR[type(author)], [author.pk, OWN_COMMENTS, author.pk], before, limit)


def _rows(sql: str, whose: Sequence[Any], before: Place, limit: int) -> list[Comment]:
    moment, comment_id = before
    found = []
    for comment, thread, _more in load_pairs(Comment, Thread, sql, [*whose, *as_stored(moment), comment_id, limit]):
        comment.thread = thread
        found.append(comment)
    return found
