"""Taking a comment in: one transaction keeps it, then the queue is rung."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from comments import doorbell, limits, paths
from comments.db import rows
from comments.errors import Closed, Invalid, KeyReused
from comments.host import Subject
from comments.models import Actor, Comment, Commenter, Decision, Site, Submission, Thread
from comments.net import ip
from comments.posting import gates, queries, rate_limit
from comments.posting.draft import Draft, Limits, errors_in
from comments.posting.gates import Known
from comments.posting.threads import describe, foreign_thread, hosted_thread
from comments.statuses import Status


@dataclass(frozen=True)
class Posted:
    """`replayed`: the same submission was taken before, and this is that comment."""

    comment: Comment
    replayed: bool = False


def post_comment(subject: Subject, draft: Draft, *, site: Site | None = None, now: datetime | None = None) -> Posted:
    """Take a comment on a page of our own host, whose description of the page is believed.

    Raises a Refused; then nothing was kept but its turns at the flood limits. Locks the thread, then rings the queue.
    `site` is for who has it already.
    """
    try:
        return _rung(keep_comment(subject, draft, site=site, now=now))
    except Closed:
        describe(subject)  # the refusal took back what the thread was told; other edges must know it too
        raise


def keep_comment(subject: Subject, draft: Draft, *, site: Site | None = None, now: datetime | None = None) -> Posted:
    """Take a comment as `post_comment` does, and leave the queue alone: the caller screens it, or the sweep finds it.

    Raises a Refused; of a closed thread nothing is kept, not even what its host says of it.
    """
    site = site or Site.objects.by_slug(subject.site)
    return _checked_and_kept(site, draft, now or timezone.now(), lambda: hosted_thread(site, subject))


def post_comment_from_elsewhere(
    subject: Subject, draft: Draft, *, site: Site | None = None, now: datetime | None = None
) -> Posted:
    """Take a comment on a page of another program: it may begin a thread only under the site's own origins.

    Raises a Refused; then nothing was kept but its turns at the flood limits. Locks the thread, then rings the queue.
    """
    site = site or Site.objects.by_slug(subject.site)
    return _rung(_checked_and_kept(site, draft, now or timezone.now(), lambda: foreign_thread(site, subject)))


def _rung(posted: Posted) -> Posted:
    transaction.on_commit(lambda: doorbell.screening.ring(posted.comment.pk))
    return posted


def _checked_and_kept(site: Site, draft: Draft, now: datetime, locked_thread: Callable[[], Thread]) -> Posted:
    if errors := errors_in(draft, Limits(site.text_limit, site.require_name_email)):
        raise Invalid(errors)
    draft.text_digest  # noqa: B018 - worked out here, not under the thread's lock
    try:
        return _keep(site, draft, now, locked_thread)
    except IntegrityError:
        # Only the same key on another thread at the same instant comes here; now the first one can be seen.
        return _keep(site, draft, now, locked_thread)


def _keep(site: Site, draft: Draft, now: datetime, locked_thread: Callable[[], Thread]) -> Posted:
    with rate_limit.turnstile(draft, site, now=now) as turns:
        thread = locked_thread()
        used = queries.submission(site.pk, draft.submission_key) if draft.submission_key else None
        if used and used.fingerprint == _fingerprint(thread, draft):
            return Posted(Comment.objects.get(pk=used.comment_id), replayed=True)
        turns.take()
        if used:
            raise KeyReused
        known = gates.look_up(draft, thread, now=now)
        if first := _sent_before(known, draft, now):
            return Posted(first, replayed=True)
        parent = gates.admit(draft, thread, site, known, turns, now=now)
        queries.take_number(thread)
        return Posted(_insert(thread, parent, draft, now))


def _sent_before(known: Known, draft: Draft, now: datetime) -> Comment | None:
    """The comment that a submission without a key made already, known by being the very same.

    The answer holds the author's token, so what anybody can read and type again is not enough: it must come from the
    same network while the comment still waits, or seems to.
    """
    if draft.submission_key:
        return None
    return next((comment for comment in known.own if _is_same(comment, draft, now)), None)


def _is_same(comment: Comment, draft: Draft, now: datetime) -> bool:
    # The first may bear a later time than this one: each takes its time before it waits for the thread's lock.
    return (
        (comment.name, comment.email, comment.text) == (draft.name, draft.email, draft.text)
        and abs(now - comment.created_at) < timedelta(seconds=limits.REPLAY_SECONDS)
        and comment.status in (Status.PENDING, Status.SPAM)
        and bool(comment.network)
        and comment.network == ip.network_of(draft.address)
    )


def _insert(thread: Thread, parent: Comment | None, draft: Draft, now: datetime) -> Comment:
    site = thread.site
    path = paths.path_below(parent.path if parent else "", thread.last_number, deepest=site.depth)
    comment = Comment(
        thread=thread, site=site, parent=parent, number=thread.last_number, path=path, depth=paths.depth_of(path),
        name=draft.name, email=draft.email, email_canonical=draft.email_canonical, url=draft.url,
        text=draft.text, text_digest=draft.text_digest,
        address=draft.address, network=ip.network_of(draft.address),
        user_agent=draft.user_agent[: limits.USER_AGENT_LIMIT], signals=draft.signals.stored(),
        commenter_id=_remembered(site, draft, now), created_at=now,
        due=now + timedelta(seconds=limits.DUE_AFTER_POST_SECONDS),
    )  # fmt: skip
    rows.insert(comment)
    rows.insert(Decision(comment=comment, actor=Actor.VISITOR, to_status=Status.PENDING, version=1, created_at=now))
    if draft.submission_key:
        fingerprint = _fingerprint(thread, draft)
        submission = Submission(
            site=site, key=draft.submission_key, fingerprint=fingerprint, comment=comment, created_at=now
        )
        rows.insert(submission)
    return comment


def _remembered(site: Site, draft: Draft, now: datetime) -> int | None:
    """The browser's row, with the fields to fill in next time; without consent, or where none is asked, forgotten."""
    if not (draft.commenter_id or draft.remember):
        return None
    known = Commenter.objects.none()
    if draft.commenter_id:
        known = Commenter.objects.filter(pk=draft.commenter_id, site=site)
    if not (draft.remember and site.show_consent):
        known.update(name="", email="", url="")
        return None
    fields = {"name": draft.name, "email": draft.email, "url": draft.url}
    if known.update(**fields):
        return draft.commenter_id
    return Commenter.objects.create(site=site, created_at=now, **fields).pk


def _fingerprint(thread: Thread, draft: Draft) -> str:
    parts = (thread.key, str(draft.parent_id), draft.name, draft.email, draft.url, draft.text)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
