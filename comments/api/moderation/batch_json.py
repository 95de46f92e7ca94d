"""Decisions on many comments as the JSON objects of `managing_shapes`."""

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from comments.access.membership import access_of
from comments.access.staff import Moderator
from comments.api.moderation.managing_shapes import (
    BatchJSON,
    FollowedBatchJSON,
    LeftCommentJSON,
    MatchedCommentsJSON,
)
from comments.api.moderation.serializers import person_json
from comments.models import Batch
from comments.moderation import batch_access, batches, sentences
from comments.moderation.matched import Matched
from comments.moderation.ticked import LeftOut
from comments.reading.as_json import moment, moment_or_none

# Comments of one batch that were left as they were.
LISTED = 100


def batch_json(batch: Batch, by: Moderator) -> BatchJSON:
    """How far a batch is, which came with its site and its people, and what this person can do with it."""
    far = batches.progress(batch)
    return {
        "id": batch.pk,
        "kind": batch.kind,
        "action": batch.action or None,
        "site": batch.site.slug if batch.site else None,
        "by": person_json(batch.by),
        "created_at": moment(batch.created_at),
        "state": far.state.value,
        "total": far.total,
        "done": far.done,
        "skipped": far.skipped,
        "open": far.open,
        "undone": far.undone,
        "kept": far.kept,
        "percent": far.percent,
        "undone_at": moment_or_none(batch.undone_at),
        "undone_by": person_json(batch.undone_by) if batch.undone_by else None,
        "ban": batch.ban_id,
        "can": list(batch_access.possible(batch, by, timezone.now())),
    }


def followed_batch_json(batch: Batch, by: Moderator, left_out: Sequence[LeftCommentJSON] = ()) -> FollowedBatchJSON:
    """A batch with the first comments that it left as they were; `left_out` were not even taken into it."""
    access = access_of(by)
    within: list[LeftCommentJSON] = [
        {"comment": one.comment.pk, "code": "kept" if one.was_decided else "skipped", "why": one.why}
        for one in batches.skipped(batch, LISTED)
        if access.may_moderate(one.comment.site_id)
    ]
    return {**batch_json(batch, by), "left": [*left_out, *within]}


def left_out_json(left: LeftOut, version: int) -> LeftCommentJSON:
    """A comment that was not as it had been seen, and why."""
    comment = left.comment
    if comment is None:
        why = _("Comment %(id)d is not there any more.") % {"id": left.comment_id}
    else:
        why = sentences.meanwhile(comment, version) if left.refusal.code == "stale" else ""
    return {"comment": left.comment_id, "code": left.refusal.code, "why": why or str(left.refusal.message)}


def matched_json(matched: Matched) -> MatchedCommentsJSON:
    """What a decision on all that matches would fall on."""
    return {
        "number": matched.number,
        "last": matched.last or None,
        "statuses": [
            {"status": group.status.value, "number": group.number, "included": group.is_in} for group in matched.groups
        ],
    }
