"""The thread that a comment is posted to: created by its host's description or by its first comment, and locked."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from comments.db.transactions import writing
from comments.errors import NotFound
from comments.host import Subject
from comments.models import Site, Thread
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
    try:
        thread = queries.lock_thread(site, subject.key)
    except Thread.DoesNotExist:
        thread = _create_locked(site, subject.key, described)
    # Somebody else may have created it at this instant, from elsewhere and without its host's description.
    if changed := {name: value for name, value in described.items() if getattr(thread, name) != value}:
        Thread.objects.filter(pk=thread.pk).update(**changed)
        thread.refresh_from_db(fields=list(changed))
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


def _create_locked(site: Site, key: str, described: dict[str, Any]) -> Thread:
    """Insert the thread unless somebody else just did, and lock it."""
    new = Thread(site=site, key=key, is_open=site.new_threads_open, created_at=timezone.now(), **described)
    Thread.objects.bulk_create([new], ignore_conflicts=True)
    return queries.lock_thread(site, key)
