"""What is new, for programs that look again and again: of a site, of a thread, or in reply to one author.

The latest come first. What is no longer published is in no feed.
"""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from urllib.parse import quote

from comments.db.times import EPOCH
from comments.models import Comment, Commenter, Identity, Site, Thread
from comments.models.feed_tag import new_feed_tag
from comments.reading.feeds import queries
from comments.reading.feeds.queries import Place

ENTRIES = 50
# A moment in microseconds since 1970, which last for some centuries, and an id.
_PLACE = re.compile(r"([0-9]{1,16})-([0-9]{1,18})")
_MICROSECOND = timedelta(microseconds=1)
_LATEST: Place = (datetime(9999, 12, 31, tzinfo=UTC), 0)


class Feed(NamedTuple):
    """`id` never changes. Each comment came with its thread and that with its site; `older` is where the next begin."""

    id: str
    comments: Sequence[Comment]
    older: str | None


def of_site(site: Site, *, before: str = "") -> Feed | None:
    """The comments of a site that were published last; `before` is `older` of another feed.

    None for a `before` that is not, as for the others.
    """
    return _feed(site, _site_id(site), before, lambda place, limit: queries.of_site(site.pk, place, limit=limit))


def of_thread(thread: Thread, *, before: str = "") -> Feed | None:
    """The comments of a thread, read with its site, that were published last. One without a row has none."""
    pk = thread.pk or 0
    named = f"{_site_id(thread.site)}/thread/{quote(thread.key, safe='')}"
    return _feed(thread.site, named, before, lambda place, limit: queries.of_thread(pk, place, limit=limit))


def to_author(author: Commenter | Identity, *, before: str = "") -> Feed | None:
    """The replies of others to a browser that is remembered, or to an account of the host, read with its site."""
    named = f"{_site_id(author.site)}/replies/{type(author).__name__.lower()}/{author.pk}"
    return _feed(author.site, named, before, lambda place, limit: queries.to_author(author, place, limit=limit))


def author_named(kind: str, pk: int, site: str) -> Commenter | Identity | None:
    """Who the token of a feed of replies names, with their site, which has this slug; None if they are forgotten."""
    for model in (Commenter, Identity):
        if model.__name__.lower() == kind:
            return model._default_manager.select_related("site").filter(pk=pk, site__slug=site).first()
    return None


def comment_id(site: Site, pk: int) -> str:
    """The id of a comment in every feed."""
    return f"{_site_id(site)}/comment/{pk}"


def fill_tags() -> int:
    """Give a tag to the sites that an earlier release added without one; returns their number."""
    without = Site.objects.filter(feed_tag="").values_list("pk", flat=True)
    return sum(Site.objects.filter(pk=pk, feed_tag="").update(feed_tag=new_feed_tag()) for pk in without)


def _site_id(site: Site) -> str:
    return site.feed_tag


def _feed(site: Site, named: str, before: str, read: Callable[[Place, int], list[Comment]]) -> Feed | None:
    place = _parsed(before) if before else _LATEST
    if place is None:
        return None
    found = read(place, ENTRIES + 1)
    for comment in found:
        comment.site = comment.thread.site = site
    return Feed(named, found[:ENTRIES], _place_of(found[ENTRIES - 1]) if len(found) > ENTRIES else None)


def _place_of(comment: Comment) -> str:
    return f"{((comment.published_at or EPOCH) - EPOCH) // _MICROSECOND}-{comment.pk}"


def _parsed(before: str) -> Place | None:
    match = _PLACE.fullmatch(before)
    return (EPOCH + int(match[1]) * _MICROSECOND, int(match[2])) if match else None
