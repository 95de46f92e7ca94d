"""Posting a comment: check its shape, keep it in one transaction, queue its screening."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import get_language

from comments import doorbell, languages, limits, paths
from comments.access.staff import Moderator
from comments.db import rows
from comments.db.transactions import retried_once
from comments.errors import Closed, Invalid, KeyReused
from comments.host import Subject
from comments.models import Actor, Comment, Commenter, Decision, Site, Submission, Thread
from comments.net import ip
from comments.posting import gates, queries, rate_limit, threads
from comments.posting.draft import Draft, field_errors
from comments.posting.gates import Evidence
from comments.statuses import Status


@dataclass(frozen=True)
class Posted:
    """The comment that was made of a submission; `replayed` if the submission had been taken before."""

    comment: Comment
    replayed: bool = False


def post_comment(subject: Subject, draft: Draft, *, site: Site | None = None, now: datetime | None = None) -> Posted:
    """Post a comment on a page of our own host, whose description of the page is believed, and queue its screening.

    Raises a Refused; then nothing was kept but what it consumed of the rate limits. Locks the thread. Pass `site` where
    it has been read already.
    """
    try:
        posted = keep_comment(subject, draft, site=site, now=now)
    except Closed:
        threads.describe(subject)  # the refusal rolled back what the thread was told; other edges must know it too
        raise
    doorbell.screening.ring_after_commit(posted.comment.pk)
    return posted


def post_comment_from_elsewhere(
    subject: Subject, draft: Draft, *, site: Site | None = None, now: datetime | None = None
) -> Posted:
    """Post a comment on a page of another program, and queue its screening.

    Its thread is created only under the site's own origins. Raises a Refused; then nothing was kept but what it
    consumed of the rate limits. Locks the thread. Pass `site` where it has been read already.
    """
    posted = keep_comment(subject, draft, lock_thread=threads.lock_foreign, site=site, now=now)
    doorbell.screening.ring_after_commit(posted.comment.pk)
    return posted


# Raised only if a key is used on two threads at the same instant; the second time its first use can be seen.
@retried_once(IntegrityError)
def keep_comment(
    subject: Subject,
    draft: Draft,
    *,
    lock_thread: Callable[[Site, Subject], Thread] = threads.lock_hosted,
    site: Site | None = None,
    now: datetime | None = None,
) -> Posted:
    """The transaction of a post. Nothing is queued: the caller screens the comment, or the sweep finds it.

    Raises a Refused; then nothing was kept but what it consumed of the rate limits, not even what the host says of its
    page. `lock_thread` returns the thread of a subject, locked.
    """
    site, now = site or Site.objects.by_slug(subject.site), now or timezone.now()
    if errors := field_errors(draft, site):
        raise Invalid(errors)
    draft.text_digest  # noqa: B018 - worked out here, not under the thread's lock
    with rate_limit.transaction(draft, site, now=now) as rate_limits:
        thread = lock_thread(site, subject)
        used = queries.used_key(site.pk, draft.submission_key) if draft.submission_key else None
        if used and used.fingerprint == _fingerprint(thread, draft):
            return Posted(Comment.objects.get(pk=used.comment_id), replayed=True)
        rate_limits.slow_down(thread)
        rate_limits.consume()
        if used:
            raise KeyReused
        evidence = gates.find_evidence(draft, thread, now=now)
        if first := _resent(evidence, draft, now):
            return Posted(first, replayed=True)
        parent = gates.admit(draft, thread, site, evidence, rate_limits, now=now)
        return Posted(insert(thread, parent, draft, now))


def insert(
    thread: Thread, parent: Comment | None, draft: Draft, now: datetime, *, by: Moderator | None = None
) -> Comment:
    """Insert the comment with the next number of its locked thread, its first decision, and the key it came with.

    With `by` it is the publication's own, written by that moderator.
    """
    site, number = thread.site, queries.take_number(thread)
    path = paths.path_below(parent.path if parent else "", number, max_depth=site.depth)
    comment = Comment(
        thread=thread, site=site, parent=parent, number=number, path=path, depth=paths.depth_of(path),
        staff=by is not None or draft.is_staff,
        name=draft.name, email=draft.email, email_canonical=draft.email_canonical, url=draft.url,
        text=draft.text, text_digest=draft.text_digest,
        address=draft.address, network=ip.network_of(draft.address),
        user_agent=draft.user_agent[: limits.USER_AGENT_LIMIT], signals=draft.signals.stored(),
        commenter_id=_remembered(site, draft, now), identity_id=draft.identity_id, created_at=now,
        **_told(site, draft),
        due=now + timedelta(seconds=limits.DUE_AFTER_POST_SECONDS),
    )  # fmt: skip
    rows.insert(comment)
    actor = Actor.MODERATOR if by else Actor.VISITOR
    rows.insert(Decision(comment=comment, actor=actor, by=by, to_status=Status.PENDING, version=1, created_at=now))
    if draft.submission_key:
        fingerprint = _fingerprint(thread, draft)
        submission = Submission(
            site=site, key=draft.submission_key, fingerprint=fingerprint, comment=comment, created_at=now
        )
        rows.insert(submission)
    return comment


def _resent(evidence: Evidence, draft: Draft, now: datetime) -> Comment | None:
    """The comment that was made of this submission before, if it bears no key and is sent again within a minute.

    The answer holds the author's token, so what anybody can read and type again is not enough: it must come from the
    same network while the comment still waits, or seems to, and from the same account where it came from one.
    """
    if draft.submission_key:
        return None
    return next((comment for comment in evidence.own_copies if _is_same(comment, draft, now)), None)


def _is_same(comment: Comment, draft: Draft, now: datetime) -> bool:
    # The first may bear a later time than this one: each takes its time before it waits for the thread's lock.
    return (
        (comment.name, comment.email, comment.text) == (draft.name, draft.email, draft.text)
        and abs(now - comment.created_at) < timedelta(seconds=limits.REPLAY_SECONDS)
        and comment.status in (Status.PENDING, Status.SPAM)
        and bool(comment.network)
        and comment.network == ip.network_of(draft.address)
    )


def _remembered(site: Site, draft: Draft, now: datetime) -> int | None:
    """The id of the browser's row, which keeps the fields to fill in next time.

    None without consent, or where the site asks for none: then what was kept of this browser is emptied.
    """
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


def _told(site: Site, draft: Draft) -> dict[str, Any]:
    """What the author wants to be told by mail, in columns; the language is that of the form that they filled in."""
    told = {"tells_replies": draft.tells_replies(site), "tells_author": draft.tells_author(site)}
    return {**told, "mail_language": languages.spoken(get_language() or "")} if any(told.values()) else told


def _fingerprint(thread: Thread, draft: Draft) -> str:
    """A hash of what a submission says and where; a key that comes with another one was reused."""
    parts = [thread.key, str(draft.parent_id), draft.name, draft.email, draft.url, draft.text]
    if draft.identity_id:
        parts.append(str(draft.identity_id))
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
