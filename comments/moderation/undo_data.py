"""What a decision changed beside the status, kept with it so that undoing puts the comment back exactly."""

from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model

from comments.models import Comment, SetAside, Thread
from comments.statuses import Status

Stored = dict[str, Any]  # as JSON

_COLUMNS = (
    "published_at", "decided_at", "moved_at", "seems_rejected", "unseen", "picked_at", "pinned_at", "erase_at",
    "likeness", "likeness_version", "ignores_reports",
)  # fmt: skip
ASIDE, UNCONFIRMED = "set_aside", "thread_unconfirmed"


def keep(comment: Comment, changes: dict[str, Any]) -> Stored:
    """What these changes of columns, and any decision, take from a comment that is locked and not changed yet."""
    stored = {
        name: _stored(getattr(comment, name))
        for name in _COLUMNS
        if name in changes and getattr(comment, name) != changes[name]
    }
    aside = getattr(comment, ASIDE, None)
    if aside is not None:
        people = {"by": str(aside.by_id), "for_whom": aside.for_whom_id and str(aside.for_whom_id)}
        times = {"until": _stored(aside.until), "created_at": _stored(aside.created_at)}
        stored[ASIDE] = {**people, **times, "note": aside.note}
    return stored


def columns(comment: Comment, stored: Stored, to: Status) -> dict[str, Any]:
    """The columns of a comment as they were before, in the status `to`: what was not replaced is as it is.

    First published it stays where readers see replies already, whose branch would be hidden with it.
    """
    before = {name: getattr(comment, name) for name in _COLUMNS}
    for name in set(_COLUMNS) & set(stored):
        before[name] = Comment._meta.get_field(name).to_python(stored[name])  # type: ignore[union-attr]  # a column
    if (
        comment.published_at is not None
        and before["published_at"] is None
        and comment.children.filter(shown=True).exists()
    ):
        before["published_at"] = comment.published_at
    return before if to == Status.PENDING else {**before, "likeness": None, "likeness_version": None}


def concerns_others(stored: Stored) -> bool:
    """Whether undoing also writes rows of others: where it was set aside, or its page."""
    return ASIDE in stored or UNCONFIRMED in stored


def unconfirm_thread(comment: Comment) -> None:
    """Take the page's title and address back that were published with the comment; called when nobody else approved."""
    Thread.objects.filter(pk=comment.thread_id).update(is_confirmed=False)
    comment.thread.is_confirmed = False


def restore_aside(comment: Comment, stored: Stored) -> None:
    """Set the comment aside as it was before, if it was; for anybody, where the person is not there any more."""
    kept = stored.get(ASIDE)
    if kept is None:
        return
    asked = get_user_model()._default_manager.filter(pk__in=[pk for pk in (kept["by"], kept["for_whom"]) if pk])
    people = {str(user.pk): user for user in asked}
    if kept["by"] in people:
        SetAside.objects.create(
            comment=comment, by=people[kept["by"]], for_whom=people.get(kept["for_whom"]), note=kept["note"],
            until=kept["until"] and datetime.fromisoformat(kept["until"]),
            created_at=datetime.fromisoformat(kept["created_at"]),
        )  # fmt: skip


def _stored(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
