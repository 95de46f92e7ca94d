"""May this be posted now? Each gate refuses with a reason its author is told; the order is `admit`'s.

All of it runs inside the transaction of the post, under the thread's lock. Anybody can type anybody's name and e-mail:
what is known of those is told only to who proves to be the author.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from comments.errors import Banned, Closed, Duplicate, FieldError, Invalid
from comments.models import Comment, Site, Thread
from comments.moderation import bans
from comments.net import ip
from comments.posting import queries
from comments.posting.draft import Draft
from comments.posting.queries import Said
from comments.posting.rate_limit import Turns
from comments.statuses import Status
from comments.text import dates


@dataclass(frozen=True)
class Known:
    """`own` is what the draft's proven author said already in this very place; `bans` are ids of those that refuse."""

    own: Sequence[Comment]
    bans: Sequence[int]


def look_up(draft: Draft, thread: Thread, *, besides: int = 0, now: datetime) -> Known:
    """Ask for all that may stand against a draft: one statement, whoever its author says to be."""
    banned = bans.values_for(draft.email, draft.url, address=draft.address)
    said, refusing = queries.against_post(
        thread, draft.parent_id, draft.text_digest, banned,
        email_canonical=draft.email_canonical, name=draft.name, besides=besides, now=now,
    )  # fmt: skip
    ids = [one.pk for one in said if _is_by(one, draft)]
    return Known(list(Comment.objects.filter(pk__in=ids).order_by("id")) if ids else [], refusing)


def admit(draft: Draft, thread: Thread, site: Site, known: Known, turns: Turns, *, now: datetime) -> Comment | None:
    """Return the parent comment, or None for a top-level one; raise a Refused otherwise.

    The turns were taken before `known` was looked up, so that every answer has its price.
    """
    _require_admission(thread, site, known, turns, now)
    parent = find_parent(draft, thread)
    refuse_duplicate(known, site)
    return parent


def admit_edit(thread: Thread, site: Site, known: Known, turns: Turns, *, now: datetime) -> None:
    """Raise a Refused unless a comment that stands may read as a draft does; its parent is not asked for again."""
    _require_admission(thread, site, known, turns, now)
    refuse_duplicate(known, site)


def _require_admission(thread: Thread, site: Site, known: Known, turns: Turns, now: datetime) -> None:
    turns.require_email()
    require_open(thread, now=now)
    refuse_banned(known, site)


def require_open(thread: Thread, *, now: datetime) -> None:
    if thread.closed_reason(now):
        raise Closed


def refuse_banned(known: Known, site: Site) -> None:
    """By email, website and network; what the text links to is seen when it is screened."""
    if not known.bans:
        return
    until = bans.ends_of(known.bans)
    ends = [end for end in until if end]
    raise Banned(dates.local(max(ends), site.time_zone) if len(ends) == len(until) else "")


@dataclass(frozen=True)
class Unanswerable:
    """Why a comment cannot be answered; `may_return` if it is shown to be under review."""

    message: str
    may_return: bool = False


def unanswerable(comment_id: int, thread: Thread) -> Unanswerable:
    """What is said of a comment that is not published on this very thread, whether there is one or not."""
    return _unanswerable(thread.comments.shown().filter(pk=comment_id).first() if thread.exists else None)


def find_parent(draft: Draft, thread: Thread) -> Comment | None:
    """The parent must be published on this very thread; what is not seen tells nobody that it exists."""
    if draft.parent_id is None:
        return None
    parent = thread.comments.shown().filter(pk=draft.parent_id).first()
    if parent is None or parent.status != Status.APPROVED:
        raise Invalid([FieldError("parent", "no-such-parent", _unanswerable(parent).message)])
    return parent


def _unanswerable(parent: Comment | None) -> Unanswerable:
    if parent and parent.status == Status.PENDING:
        message = _(
            "The comment you reply to is under review."
            " Send your reply again when it is back, or post it as a new comment."
        )
        return Unanswerable(message, may_return=True)
    return Unanswerable(_("The comment you reply to is not there any more. You can post yours as a new comment."))


def refuse_duplicate(known: Known, site: Site) -> None:
    """Of others nobody is told what they said: the same words again are taken, and held when they are screened."""
    if not known.own:
        return
    first = known.own[0]
    when = {"when": dates.local(first.created_at, site.time_zone)}
    if first.status == Status.APPROVED:
        raise Duplicate(_("You already posted this comment on %(when)s.") % when)
    raise Duplicate(_("You already sent this comment on %(when)s. It is waiting for a moderator.") % when)


def _is_by(said: Said, draft: Draft) -> bool:
    """Whether who sends the draft proves to have written what was said: by network, browser or token."""
    network = ip.network_of(draft.address)
    is_near = bool(network) and said.network == network
    is_remembered = draft.commenter_id is not None and said.commenter_id == draft.commenter_id
    return is_near or is_remembered or draft.author_of == (said.pk, said.token_version)
