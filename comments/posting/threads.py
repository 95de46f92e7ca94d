"""The thread that a comment is posted to: begun by its host's word or by its first comment, and locked."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from comments.db.transactions import writing
from comments.errors import NotFound
from comments.host import Subject
from comments.models import Site, Thread
from comments.net import hosts
from comments.posting import queries
from comments.text.characters import cut


def describe(subject: Subject) -> Thread:
    """Tell a thread what its host says of it now; a host calls this when it publishes or changes a page."""
    site = Site.objects.by_slug(subject.site)
    with writing():
        return hosted_thread(site, subject)


def may_begin(site: Site, page_url: str) -> bool:
    """Whether a thread may begin for a page elsewhere: only under the site's own origins."""
    return site.may_post_from(hosts.origin_of(page_url))


def hosted_thread(site: Site, subject: Subject) -> Thread:
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


def foreign_thread(site: Site, subject: Subject) -> Thread:
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
    thread = queries.lock_thread(Thread, site.pk, key)
    thread.site = site
    return thread


def _begun(site: Site, key: str, described: dict[str, Any]) -> Thread:
    """Insert the thread unless somebody else just did; either way it is locked then."""
    new = Thread(site=site, key=key, is_open=site.new_threads_open, created_at=timezone.now(), **described)
    Thread.objects.bulk_create([new], ignore_conflicts=True)
    return _locked(site, key)
