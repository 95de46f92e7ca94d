"""The thread that a comment is posted to: created by its host's description or by its first comment, and locked."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from comments.access import audit
from comments.access.membership import require_moderator
from comments.access.staff import Moderator
from comments.db.transactions import writing
from comments.deliveries import events
from comments.errors import NotFound
from comments.host import Subject
from comments.models import AuditVerb, Site, Thread
from comments.net import hostnames
from comments.posting import queries
from comments.text.characters import cut


def describe(subject: Subject) -> Thread:
    """Create or update the thread of a page from its host's description; raises UnknownSite.

    A host calls this when it publishes or changes a page.
    """
    site = Site.objects.by_slug(subject.site)
    with writing():
        return lock_hosted(site, subject)


def describe_for(subject: Subject, *, by: Moderator, now: datetime | None = None) -> tuple[Thread, bool]:
    """Keep what a program of the host says of its page, by this person's rights; returns the thread, and if it is new.

    What it changes of a thread is noted in the log. Raises UnknownSite, and NotAllowed.
    """
    site = Site.objects.by_slug(subject.site)
    require_moderator(by, site.pk)
    with writing():
        known = _locked_or_none(site, subject.key)
        was = _described_by_host(known) if known else {}
        thread = lock_hosted(site, subject)
        changed = [name for name, value in _described_by_host(thread).items() if was and was[name] != value]
        if changed:
            labels = {one.name: str(one.verbose_name) for one in Thread._meta.concrete_fields}
            change = _("Its host changed: %(fields)s.") % {"fields": ", ".join(labels[name] for name in changed)}
            audit.write_change(AuditVerb.THREAD, thread, change, by=by, site_id=site.pk, now=now)
    return thread, known is None


def may_begin(site: Site, page_url: str) -> bool:
    """Whether a comment may create the thread of a page elsewhere: only under the site's own origins."""
    return site.may_post_from(hostnames.origin_of(page_url))


def lock_hosted(site: Site, subject: Subject) -> Thread:
    """Lock the thread of a page of our own host until the transaction ends.

    The host is believed: the thread is created if there is none, and updated where its description differs.
    """
    described = {
        **_described(subject),
        "host_is_open": subject.is_open, "is_confirmed": True,
    }  # fmt: skip
    thread = _locked_or_none(site, subject.key) or _create_locked(site, subject.key, described)
    # Somebody else may have created it at this instant, from elsewhere and without its host's description.
    if changed := {name: value for name, value in described.items() if getattr(thread, name) != value}:
        now = timezone.now()
        was_open = thread.closed_reason(now) is None
        Thread.objects.filter(pk=thread.pk).update(**changed)
        thread.refresh_from_db(fields=list(changed))
        events.tell(events.of_thread(thread, was_open=was_open, now=now), now=now)
    return thread


def lock_foreign(site: Site, subject: Subject) -> Thread:
    """Lock the thread of a page of another program until the transaction ends.

    The description is a visitor's: it creates the thread, under the site's origins only, and never changes one. Raises
    NotFound if there is none and it may not be created.
    """
    try:
        return queries.lock_thread(site, subject.key)
    except Thread.DoesNotExist:
        if not may_begin(site, subject.url):
            raise NotFound(
                _("This thread has no comments yet, and begins only for a page_url under the origins of the site.")
            ) from None
        return _create_locked(site, subject.key, _described(subject))


def _described(subject: Subject) -> dict[str, Any]:
    """What a page says of itself, in the columns of its thread."""
    return {
        "title": cut(subject.title, 300), "url": subject.url, "section": cut(subject.section, 100),
        "authors": cut(subject.authors, 300), "published_at": subject.published_at,
    }  # fmt: skip


def _described_by_host(thread: Thread) -> dict[str, Any]:
    names = ("title", "url", "section", "authors", "published_at", "host_is_open")
    return {name: getattr(thread, name) for name in names}


def _locked_or_none(site: Site, key: str) -> Thread | None:
    try:
        return queries.lock_thread(site, key)
    except Thread.DoesNotExist:
        return None


def _create_locked(site: Site, key: str, described: dict[str, Any]) -> Thread:
    """Insert the thread unless somebody else just did, and lock it."""
    new = Thread(site=site, key=key, is_open=site.new_threads_open, created_at=timezone.now(), **described)
    Thread.objects.bulk_create([new], ignore_conflicts=True)
    return queries.lock_thread(site, key)
