"""Setting comments aside: they leave the queue for a while, for one person or for anybody, and come back by themselves.

What is set aside still waits, and any decision on it ends that. Both functions raise NotFound, NotAllowed where the
person does not moderate its site, Stale when the comment is not at `version` any more, if that is given, and
IllegalMove.
"""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from comments.access.membership import access_of, require_moderator
from comments.access.staff import Moderator
from comments.db.transactions import writing
from comments.errors import FieldError, IllegalMove, Invalid
from comments.models import Action, Actor, Comment, SetAside
from comments.moderation.transitions import Transition, is_done, lock, rendered_if_missing, stay
from comments.statuses import Status


def set_aside(
    comment_id: int,
    *,
    by: Moderator,
    for_whom: Moderator | None = None,
    until: datetime | None = None,
    note: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> Comment:
    """Set a waiting comment aside, or change for whom, until when and why; without a time until somebody decides.

    Raises Invalid for a person who does not moderate the site, and for a time that is over.
    """
    now = now or timezone.now()
    transition = Transition(Actor.MODERATOR, now, by, action=Action.ASIDE, note=note)
    rendered = rendered_if_missing(comment_id)
    with writing():
        comment = lock(comment_id)
        require_moderator(by, comment.site_id)
        _validate(comment, for_whom, until, now)
        if version is not None and is_done(comment, transition, version):
            return comment
        if comment.status != Status.PENDING:
            raise IllegalMove(_("Only a comment that waits can be set aside."))
        # The checks leave it to people from now on.
        stay(comment, transition, {"due": None, "leased_until": None, **rendered})
        row = SetAside(comment=comment, by=by, for_whom=for_whom, until=until, note=note, created_at=now)
        row.save(force_insert=True)
        return comment


def take_back(
    comment_id: int, *, by: Moderator, note: str = "", version: int | None = None, now: datetime | None = None
) -> Comment:
    """Put a comment that is set aside back into its queue."""
    transition = Transition(Actor.MODERATOR, now or timezone.now(), by, action=Action.BACK, note=note)
    with writing():
        comment = lock(comment_id)
        require_moderator(by, comment.site_id)
        if version is not None and is_done(comment, transition, version):
            return comment
        if not hasattr(comment, "set_aside"):
            raise IllegalMove(_("This comment is not set aside."))
        return stay(comment, transition, {})


def _validate(comment: Comment, for_whom: Moderator | None, until: datetime | None, now: datetime) -> None:
    if for_whom is not None and not access_of(for_whom).may_moderate(comment.site_id):
        raise Invalid([FieldError("for_whom", "not-a-moderator", _("This person does not moderate the site."))])
    if until is not None and until <= now:
        raise Invalid([FieldError("until", "over", _("This time is over already."))])
