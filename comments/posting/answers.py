"""The publication's own replies to comments, which moderators write."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from comments.access.membership import require_moderator
from comments.access.staff import Moderator
from comments.db.transactions import writing
from comments.errors import IllegalMove, Invalid, NotFound, Stale
from comments.models import Comment
from comments.moderation import decisions, transitions
from comments.posting import posts
from comments.posting.draft import Draft, field_errors
from comments.statuses import Status

_WAITS = (Status.PENDING, Status.REJECTED, Status.SPAM)


def answer(comment_id: int, *, by: Moderator, version: int, text: str, now: datetime | None = None) -> Comment:
    """Publish a reply in the name of the publication, and first what it answers, if that is not published.

    Returns the reply. Gates and rate limits are for visitors: it is posted on a closed thread too. Raises NotFound,
    NotAllowed, Stale when the comment is not at `version` any more, IllegalMove when it is gone, and Invalid for a text
    that no visitor could post either; then nothing was changed.
    """
    now = now or timezone.now()
    answered = Comment.objects.select_related("thread__site").filter(pk=comment_id).first()
    if answered is None:
        raise NotFound
    site = answered.thread.site
    require_moderator(by, site.pk)
    draft = Draft(name=site.name, email="", url="", text=text, parent_id=comment_id)
    if errors := [error for error in field_errors(draft, site) if error.field == "text"]:
        raise Invalid(errors)
    with writing():
        parent = _published(comment_id, by, version, now)
        parent.thread.site = site
        reply = posts.insert(parent.thread, parent, draft, now, by=by)
        return decisions.approve(reply.pk, by=by, version=reply.version, now=now)


def _published(comment_id: int, by: Moderator, version: int, now: datetime) -> Comment:
    """What is answered, locked with its thread until the transaction ends."""
    comment = transitions.lock(comment_id)
    if comment.status in _WAITS:
        return decisions.approve(comment_id, by=by, version=version, now=now)
    if comment.status != Status.APPROVED:
        raise IllegalMove(_("This comment is gone, so nobody can answer it."))
    if comment.version != version:
        raise Stale
    return comment
