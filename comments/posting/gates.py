"""May this be posted now? Each gate refuses with a reason that its author is told; `admit` has their order.

All of it runs inside the transaction of the post, under the thread's lock. Anybody can type anybody's name and e-mail:
what is known of those is told only to a proven author.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from comments.errors import Banned, Closed, Duplicate, FieldError, Invalid, SignInNeeded
from comments.models import Comment, Site, Thread
from comments.moderation import bans
from comments.net import ip
from comments.posting import queries
from comments.posting.draft import Draft
from comments.posting.queries import EarlierCopy
from comments.posting.rate_limit import RateLimits
from comments.statuses import Status
from comments.text import dates


@dataclass(frozen=True)
class Evidence:
    """What may stand against a draft: earlier copies by its proven author, and the ids of bans that refuse it."""

    own_copies: Sequence[Comment]
    ban_ids: Sequence[int]


def find_evidence(draft: Draft, thread: Thread, *, besides: int = 0, now: datetime) -> Evidence:
    """Find what may stand against a draft, by one statement; an earlier copy costs another.

    `besides` is the id of a comment that is not counted: the one that is edited.
    """
    banned = bans.values_for(draft.email, draft.url, address=draft.address)
    copies, ban_ids = queries.earlier_copies_and_bans(
        thread, draft.parent_id, draft.text_digest, banned,
        email_canonical=draft.email_canonical, name=draft.name, besides=besides, now=now,
    )  # fmt: skip
    own = [copy.pk for copy in copies if _is_by_author(copy, draft)]
    return Evidence(list(Comment.objects.filter(pk__in=own).order_by("id")) if own else [], ban_ids)


def admit(
    draft: Draft, thread: Thread, site: Site, evidence: Evidence, rate_limits: RateLimits, *, now: datetime
) -> Comment | None:
    """The parent comment, or None for a top-level one; raises a Refused if the draft may not be posted.

    The rate limits were consumed before the evidence was looked for, so that every answer has its price.
    """
    rate_limits.require_author()
    require_signed_in(draft, site)
    require_open(thread, now=now)
    refuse_banned(evidence, site)
    parent = find_parent(draft, thread)
    refuse_duplicate(evidence, site)
    return parent


def admit_edit(thread: Thread, site: Site, evidence: Evidence, rate_limits: RateLimits, *, now: datetime) -> None:
    """Raise a Refused if a comment may not be edited so; its parent was asked for when it was posted."""
    rate_limits.require_author()
    require_open(thread, now=now)
    refuse_banned(evidence, site)
    refuse_duplicate(evidence, site)


def require_signed_in(draft: Draft, site: Site) -> None:
    """Raise SignInNeeded if nobody is signed in, and the site takes comments of signed-in readers alone."""
    if site.posts_signed_in and draft.identity_id is None:
        raise SignInNeeded


def require_open(thread: Thread, *, now: datetime) -> None:
    """Raise Closed if the thread takes no comments."""
    if thread.closed_reason(now):
        raise Closed


def refuse_banned(evidence: Evidence, site: Site) -> None:
    """Raise Banned if an e-mail, website or network is banned; links in the text are looked at by screening."""
    if not evidence.ban_ids:
        return
    until = bans.ends_of(evidence.ban_ids)
    ends = [end for end in until if end]
    raise Banned(dates.format_local(max(ends), site.time_zone) if len(ends) == len(until) else "")


@dataclass(frozen=True)
class Unanswerable:
    """Why nobody can reply to a comment; `may_return` is whether readers see that it is under review."""

    message: str
    may_return: bool = False


def unanswerable(comment_id: int, thread: Thread) -> Unanswerable:
    """Why nobody can reply to a comment that is not published on this thread, or does not exist."""
    return _unanswerable(thread.comments.shown().filter(pk=comment_id).first() if thread.exists else None)


def find_parent(draft: Draft, thread: Thread) -> Comment | None:
    """The published comment of this thread that the draft replies to, None if it replies to none.

    Raises Invalid otherwise, in the same words whether it is hidden or does not exist.
    """
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


def refuse_duplicate(evidence: Evidence, site: Site) -> None:
    """Raise Duplicate if the proven author has posted this before.

    Nobody is told what others posted: a copy of theirs is taken, and held when it is screened.
    """
    if not evidence.own_copies:
        return
    first = evidence.own_copies[0]
    when = {"when": dates.format_local(first.created_at, site.time_zone)}
    if first.status == Status.APPROVED:
        raise Duplicate(_("You already posted this comment on %(when)s.") % when)
    raise Duplicate(_("You already sent this comment on %(when)s. It is waiting for a moderator.") % when)


def _is_by_author(copy: EarlierCopy, draft: Draft) -> bool:
    """Whether the draft's author proves by network, browser, token or account to have written the earlier copy.

    What was posted by an account is nobody else's, wherever it came from.
    """
    if copy.identity_id != draft.identity_id:
        return draft.author_of == (copy.pk, copy.token_version)
    if draft.identity_id:
        return True
    network = ip.network_of(draft.address)
    is_near = bool(network) and copy.network == network
    is_remembered = draft.commenter_id is not None and copy.commenter_id == draft.commenter_id
    return is_near or is_remembered or draft.author_of == (copy.pk, copy.token_version)
