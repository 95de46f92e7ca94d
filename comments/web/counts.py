"""How many comments the threads of a page have, and where the links with these numbers lead."""

from collections import defaultdict
from collections.abc import Iterable

from django.http import HttpRequest

from comments.host import Subject
from comments.reading import pages, trending
from comments.web.host_page import shown_thread


def count_of(request: HttpRequest, subject: Subject) -> int:
    """The number of published comments, as read for this page already, or by one query. Raises UnknownSite.

    0 of a thread that is not shown on this page, on a site where signed-in readers alone read.
    """
    shown = shown_thread(request, subject)
    if shown is not None:
        return shown.page.thread.count
    known = _counts(request)
    if (subject.site, subject.key) not in known:
        read_counts(request, [subject])
    return known[subject.site, subject.key]


def label_of(request: HttpRequest, subject: Subject) -> str:
    """“Click to comment”, “1 Comment” or “N Comments”, in the active language. Raises UnknownSite."""
    return pages.count_label(count_of(request, subject))


def anchor_of(request: HttpRequest, subject: Subject) -> str:
    """The id that a link with the count leads to: of the comments, or of the form while there are none.

    Raises UnknownSite.
    """
    shown = shown_thread(request, subject)
    return (shown.page.prefix if shown else "") + ("comments" if count_of(request, subject) else "respond")


def read_counts(request: HttpRequest, subjects: Iterable[Subject]) -> None:
    """Read the counts of many threads by one query for each site, for `count_of` on this page. Raises UnknownSite."""
    keys: dict[str, list[str]] = defaultdict(list)
    for subject in subjects:
        keys[subject.site].append(subject.key)
    for site, of_site in keys.items():
        counted = trending.counted(site, of_site)
        for key, count in counted.counts.items():
            # Lists are pages for everybody, whoever is signed in on them.
            _counts(request)[site, key] = 0 if counted.reads_signed_in else count


def _counts(request: HttpRequest) -> dict[tuple[str, str], int]:
    kept: dict[tuple[str, str], int] = request.__dict__.setdefault("comment_counts", {})
    return kept
