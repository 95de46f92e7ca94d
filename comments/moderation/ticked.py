"""Which of the comments that somebody chose one by one can be decided on as they were seen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Case, IntegerField, QuerySet, Value, When

from comments.access.membership import access_of
from comments.access.staff import Moderator
from comments.errors import IllegalMove, NotFound, Refused, Stale
from comments.models import Comment
from comments.moderation import decisions


@dataclass(frozen=True)
class LeftOut:
    """A comment that cannot be decided on, and why: NotFound without the `comment`, Stale or IllegalMove."""

    comment_id: int
    comment: Comment | None
    refusal: Refused


@dataclass(frozen=True)
class Ticked:
    """The versions of the comments that are as they were seen, by id, and those that are not."""

    as_seen: Mapping[int, int]
    left_out: Sequence[LeftOut]

    def comments(self) -> QuerySet[Comment]:
        """Each with its version, so that an edit of this very moment is not decided on unread."""
        if not self.as_seen:
            return Comment.objects.none()
        by_version: dict[int, list[int]] = {}
        for comment_id, version in self.as_seen.items():
            by_version.setdefault(version, []).append(comment_id)
        # A list of cases, since SQLite takes no condition in which hundreds are joined by OR.
        cases = (When(pk__in=ids, then=Value(version)) for version, ids in by_version.items())
        return Comment.objects.filter(pk__in=self.as_seen, version=Case(*cases, output_field=IntegerField()))


def look_at(versions: Mapping[int, int], action: str, *, by: Moderator) -> Ticked:
    """Compare the comments with the versions that were seen, by id; at most two queries."""
    rows = Comment.objects.filter(pk__in=versions).select_related("thread__site", "review_sample", "set_aside")
    found = {comment.pk: comment for comment in access_of(by).filter(rows)}
    as_seen: dict[int, int] = {}
    left_out = []
    for comment_id, version in versions.items():
        comment = found.get(comment_id)
        refusal = _refusal(comment, version, action, by)
        if refusal is None:
            as_seen[comment_id] = version
        else:
            left_out.append(LeftOut(comment_id, comment, refusal))
    return Ticked(as_seen, left_out)


def _refusal(comment: Comment | None, version: int, action: str, by: Moderator) -> Refused | None:
    if comment is None:
        return NotFound()
    if comment.version != version:
        return Stale()
    return None if action in decisions.possible_actions(comment, by) else IllegalMove()
