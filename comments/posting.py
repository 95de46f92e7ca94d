"""Taking a comment in: one transaction keeps it, then the queue is rung."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from comments import conf, doorbell, gates, limits, threads
from comments.db import rows
from comments.db.transactions import writing
from comments.drafts import Draft, Limits, errors_in
from comments.errors import Closed, Invalid, KeyReused, NotFound
from comments.gates import Known
from comments.models import Actor, Comment, Commenter, Decision, Site, Submission, Thread
from comments.net import hosts, ip
from comments.querysets import taking
from comments.statuses import Status
from comments.text.characters import cut
from comments.threads import Subject


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
    return _checked_and_kept(site, draft, now or timezone.now(), lambda: _hosted_thread(site, subject))


def post_comment_from_elsewhere(
    subject: Subject, draft: Draft, *, site: Site | None = None, now: datetime | None = None
) -> Posted:
    """Take a comment on a page of another program: it may begin a thread only under the site's own origins.

    Raises a Refused; then nothing was kept but its turns at the flood limits. Locks the thread, then rings the queue.
    """
    site = site or Site.objects.by_slug(subject.site)
    return _rung(_checked_and_kept(site, draft, now or timezone.now(), lambda: _foreign_thread(site, subject)))


def describe(subject: Subject) -> Thread:
    """Tell a thread what its host says of it now; a host calls this when it publishes or changes a page."""
    site = Site.objects.by_slug(subject.site)
    with writing():
        return _hosted_thread(site, subject)


def may_begin(site: Site, page_url: str) -> bool:
    """Whether a thread may begin for a page elsewhere: only under the site's own origins."""
    return site.may_post_from(hosts.origin_of(page_url))


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
    with limits.turnstile(draft, site, now=now) as turns:
        thread = locked_thread()
        used = taking.submission(site.pk, draft.submission_key) if draft.submission_key else None
        if used and used.fingerprint == _fingerprint(thread, draft):
            return Posted(Comment.objects.get(pk=used.comment_id), replayed=True)
        turns.take()
        if used:
            raise KeyReused
        known = gates.look_up(draft, thread, now=now)
        if first := _sent_before(known, draft, now):
            return Posted(first, replayed=True)
        parent = gates.admit(draft, thread, site, known, turns, now=now)
        taking.take_number(thread)
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
        and abs(now - comment.created_at) < timedelta(seconds=conf.REPLAY_SECONDS)
        and comment.status in (Status.PENDING, Status.SPAM)
        and bool(comment.network)
        and comment.network == ip.network_of(draft.address)
    )


def _insert(thread: Thread, parent: Comment | None, draft: Draft, now: datetime) -> Comment:
    site = thread.site
    path = threads.path_below(parent.path if parent else "", thread.last_number, deepest=site.depth)
    comment = Comment(
        thread=thread, site=site, parent=parent, number=thread.last_number, path=path, depth=threads.depth_of(path),
        name=draft.name, email=draft.email, email_canonical=draft.email_canonical, url=draft.url,
        text=draft.text, text_digest=draft.text_digest,
        address=draft.address, network=ip.network_of(draft.address),
        user_agent=draft.user_agent[: conf.USER_AGENT_LIMIT], signals=draft.signals.stored(),
        commenter_id=_remembered(site, draft, now), created_at=now,
        due=now + timedelta(seconds=conf.DUE_AFTER_POST_SECONDS),
    )  # fmt: skip
    rows.add(comment)
    rows.add(Decision(comment=comment, actor=Actor.VISITOR, to_status=Status.PENDING, version=1, created_at=now))
    if draft.submission_key:
        fingerprint = _fingerprint(thread, draft)
        submission = Submission(
            site=site, key=draft.submission_key, fingerprint=fingerprint, comment=comment, created_at=now
        )
        rows.add(submission)
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


def _hosted_thread(site: Site, subject: Subject) -> Thread:
    described = {
        "title": cut(subject.title, 300), "url": subject.url, "section": cut(subject.section, 100),
        "published_at": subject.published_at, "host_is_open": subject.is_open, "is_confirmed": True,
    }  # fmt: skip
    try:
        thread = _locked(site, subject.key)
    except Thread.DoesNotExist:
        thread = _begun(site, subject.key, described)
    # Somebody else may have begun it at this instant, from elsewhere and without its host's word.
    if changed := {name: value for name, value in described.items() if getattr(thread, name) != value}:
        Thread.objects.filter(pk=thread.pk).update(**changed)
        thread.refresh_from_db(fields=list(changed))
    return thread


def _foreign_thread(site: Site, subject: Subject) -> Thread:
    try:
        return _locked(site, subject.key)
    except Thread.DoesNotExist:
        if not may_begin(site, subject.url):
            raise NotFound(
                _("This thread has no comments yet, and begins only for a page_url under the origins of the site.")
            ) from None
        return _begun(site, subject.key, {"title": cut(subject.title, 300), "url": subject.url})


def _locked(site: Site, key: str) -> Thread:
    """The thread, locked; raises DoesNotExist."""
    thread = taking.lock_thread(Thread, site.pk, key)
    thread.site = site
    return thread


def _begun(site: Site, key: str, described: dict[str, Any]) -> Thread:
    """Insert the thread unless somebody else just did; either way it is locked then."""
    new = Thread(site=site, key=key, is_open=site.new_threads_open, created_at=timezone.now(), **described)
    Thread.objects.bulk_create([new], ignore_conflicts=True)
    return _locked(site, key)
