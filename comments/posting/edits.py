"""What authors do with their own comments by the token they were given: read, edit for some minutes, withdraw."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from comments import doorbell, signed_tokens
from comments.classifier import storage
from comments.db.transactions import writing
from comments.errors import Invalid, NotFound, Stale
from comments.models import Comment, Correction
from comments.moderation import decisions, transitions
from comments.posting import gates, rate_limit
from comments.posting.draft import Draft, field_errors
from comments.similarity import clusters
from comments.statuses import Status


@dataclass(frozen=True)
class Edit:
    """The new fields; None leaves one as it is. `version` is the text version that the author saw, if they said."""

    name: str | None = None
    text: str | None = None
    version: int | None = None
    address: str = ""

    @property
    def fields(self) -> set[str]:
        """Names of the fields that are to change."""
        return {field for field in ("name", "text") if getattr(self, field) is not None}


def own_comment(comment_id: int, token: str) -> Comment:
    """The comment of an author's token, whatever its status until it is deleted; raises NotFound.

    The database is asked only if the signature is right, so that the time a refusal takes tells nothing either.
    """
    version = signed_tokens.author_token_version(token, comment_id)
    if version is None:
        raise NotFound
    return _found(pk=comment_id, token_version=version)


def own_by_link(comment_id: int, token: str) -> Comment:
    """The comment of a `waiting` token, whatever its status until it is deleted; raises NotFound.

    Its holder may edit and withdraw it until `editable_until` and `withdrawable_until`.
    """
    if signed_tokens.read_waiting_token(token) != comment_id:
        raise NotFound
    return _found(pk=comment_id)


def editable_until(comment: Comment, *, now: datetime) -> datetime | None:
    """When its author's time to edit ends; None if they cannot edit it, or not any more."""
    is_open = comment.thread.closed_reason(now) is None
    return _end_of_window(comment) if is_open and _is_editable(comment, now) else None


def withdrawable_until(comment: Comment, *, now: datetime) -> datetime | None:
    """When the time ends in which a link is enough to withdraw it; None if it is not, or not any more."""
    is_there = comment.status_for_author in (Status.PENDING, Status.APPROVED)
    return _end_of_window(comment) if is_there and _is_in_time(comment, now) else None


def edit(own: Comment, changed: Edit, *, now: datetime | None = None) -> Comment:
    """Change an `own_comment` and queue its screening; an edit to what it says already changes nothing.

    Raises NotFound when it cannot be edited any more, Stale when it was edited since the version that was seen, and
    every Refused of a new comment.
    """
    comment = keep_edit(own, changed, now=now)
    if comment.text_version != own.text_version:
        doorbell.screening.ring_after_commit(comment.pk)
    return comment


def keep_edit(own: Comment, changed: Edit, *, now: datetime | None = None) -> Comment:
    """Change an `own_comment` as `edit` does, but queue nothing: the caller screens it, or the sweep finds it.

    Raises NotFound, Stale, and every Refused of a new comment.
    """
    now, site = now or timezone.now(), own.thread.site
    if not _is_editable(own, now):
        raise NotFound
    draft = _as_changed(own, changed)
    if errors := [error for error in field_errors(draft, site) if error.field in changed.fields]:
        raise Invalid(errors)
    draft.text_digest  # noqa: B018 - worked out here, not under the thread's lock
    with rate_limit.transaction(draft, site, now=now) as rate_limits:
        comment = transitions.lock(own.pk)
        if not _is_editable(comment, now):
            raise NotFound
        if (comment.name, comment.text) == (draft.name, draft.text):
            return comment
        if comment.text_version != own.text_version or changed.version not in (None, own.text_version):
            raise Stale(_("This comment was edited in the meantime, perhaps in another window. Nothing was changed."))
        rate_limits.consume()
        evidence = gates.find_evidence(draft, comment.thread, besides=comment.pk, now=now)
        gates.admit_edit(comment.thread, site, evidence, rate_limits, now=now)
        was_decided = comment.decided_at is not None
        _forget_old_text(comment)
        decisions.rewrite(comment, name=draft.name, text=draft.text, text_digest=draft.text_digest, now=now)
        if was_decided:
            storage.mark_stale(comment.site_id, now)
    return comment


def withdraw_by_link(own: Comment, *, now: datetime | None = None) -> None:
    """Withdraw an `own_by_link`, in time, for good; a second time changes nothing. Raises NotFound once it is over."""
    now = now or timezone.now()
    if own.status != Status.WITHDRAWN and withdrawable_until(own, now=now) is None:
        raise NotFound
    withdraw(own, now=now)


def withdraw(own: Comment, *, now: datetime | None = None) -> None:
    """Withdraw an `own_comment`, at any time and for good; a second time changes nothing. Raises NotFound."""
    with writing():
        comment = transitions.lock(own.pk)
        if comment.status == Status.DELETED:
            raise NotFound
        if comment.status != Status.WITHDRAWN:
            decisions.withdraw(comment.pk, now=now)


def _found(**by: int) -> Comment:
    rows = Comment.objects.select_related("thread__site", "parent").exclude(status=Status.DELETED)
    comment = rows.filter(**by).first()
    if comment is None:
        raise NotFound
    return comment


def _forget_old_text(comment: Comment) -> None:
    """Leave its cluster of similar comments, and tell no outside service of the old text."""
    clusters.leave([comment.pk])
    Correction.objects.filter(comment=comment).delete()


def _is_editable(comment: Comment, now: datetime) -> bool:
    """By the site's time to edit and its status; whether the thread is open is for the gates."""
    return _is_in_time(comment, now) and decisions.is_editable(comment)


def _is_in_time(comment: Comment, now: datetime) -> bool:
    return bool(comment.thread.site.edit_minutes) and now < _end_of_window(comment)


def _end_of_window(comment: Comment) -> datetime:
    return comment.created_at + timedelta(minutes=comment.thread.site.edit_minutes)


def _as_changed(comment: Comment, changed: Edit) -> Draft:
    is_name_kept = changed.name is None or comment.identity_id is not None  # the host names its accounts
    return Draft(
        name=comment.name if is_name_kept else changed.name or "",
        email=comment.email,
        url=comment.url,
        text=comment.text if changed.text is None else changed.text,
        parent_id=comment.parent_id,
        address=changed.address,
        commenter_id=comment.commenter_id,
        identity_id=comment.identity_id,
    )
