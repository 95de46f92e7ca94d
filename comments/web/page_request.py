"""What a request asks of the threads on its page, by its parameters and its cookies alone: nothing is read for it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict

from comments import caching, signed_tokens
from comments.host import Reader, Subject
from comments.reading import pages, permalinks
from comments.text.parsing import parse_id, parse_moment
from comments.web.urls_on_page import (
    BRANCH,
    CURSOR,
    LANGUAGE,
    ORDER,
    REPLY_TO,
    SINCE,
    WAITING,
    FragmentLinks,
    Links,
    language_in,
)

# Of the visitor's own comments, so many of each kind at most: the latest.
MOST_OWN = 20
# Every cursor, of whatever list.
_CURSOR = re.compile(r"b?[0-9-]{1,200}")


@dataclass(frozen=True)
class PageRequest:
    """What is asked of one thread. An empty string, or None, is a parameter that the request does not have.

    `prefix` begins the ids and the names of the parameters of a thread that is not the first on its page; `address` is
    the path and the query of the page. `order` is one of pages.SORTS; `branch` and `cursor` are as typed, `reply_to` is
    an id in digits, `comment_id` the comment that a permalink leads to, `since` the moment after which what was
    published is asked for. `waiting` are the comments that signed parameters open, of any thread, each with its token;
    `commenter_id` is who consented to be remembered in this browser. Who reads is said by `reader_token`, of a session
    here, or by `told`, the word of the project around. Where `is_private`, the answer is for this visitor alone.
    """

    subject: Subject
    prefix: str
    address: str
    order: str
    cursor: str
    branch: str
    comment_id: int | None
    reply_to: str
    waiting: Mapping[int, str]
    commenter_id: int | None
    is_private: bool
    since: datetime | None = None
    # One of `languages.ours`, "" for the site's.
    language: str = ""
    # Whether the thread is for a page of another program.
    is_fragment: bool = False
    reader_token: str = ""
    told: Reader | None = None

    @property
    def links(self) -> Links:
        """The links of the thread where it is shown."""
        if self.is_fragment:
            return FragmentLinks(self.address, language=self.language)
        return Links(self.address, self.prefix)


def requests_of(
    request: HttpRequest, subjects: Sequence[Subject], language: str = "", reader: Reader | None = None
) -> list[PageRequest]:
    """What is asked of each of these threads, in this order and once of each; the first has no prefix.

    Links from elsewhere lead to the ids and the parameters of the first. `language` is that of PageRequest, `reader`
    its `told`.
    """
    once: dict[tuple[str, str], Subject] = {}
    for subject in subjects:
        once.setdefault((subject.site, subject.key), subject)
    waiting = waiting_in(request.GET)
    asked = [
        _request_of(request, subject, f"comments-{number}-" if number > 1 else "", waiting, language)
        for number, subject in enumerate(once.values(), 1)
    ]
    return [replace(one, told=reader, is_private=True) for one in asked] if reader else asked


def fragment_request(
    query: QueryDict, subject: Subject, thread_address: str, described: Mapping[str, str], reader_token: str = ""
) -> PageRequest:
    """What is asked of a thread for a page elsewhere: by parameters alone, so that the answer is everybody's.

    It is one reader's where `reader_token` says who that is.

    `thread_address` is our own page of the thread, to which links lead. Of the parameters they keep those that are
    understood, and those that describe the page (`described`) while the thread has no row.
    """
    part, since = _part_in(query), parse_moment(query.get(SINCE, ""))
    language, comment = language_in(query), part[permalinks.PARAMETER]
    kept = {**described, LANGUAGE: language, **part}
    is_placed = bool(part[BRANCH] or part[CURSOR] or since)
    return PageRequest(
        subject=subject,
        prefix="",
        address="&".join([thread_address, *(urlencode({name: value}) for name, value in kept.items() if value)]),
        order=part[ORDER],
        cursor=part[CURSOR],
        branch=part[BRANCH],
        comment_id=int(comment) if comment and not is_placed else None,
        reply_to=part[REPLY_TO],
        waiting={},
        commenter_id=None,
        is_private=bool(reader_token),
        reader_token=reader_token,
        since=since,
        language=language,
        is_fragment=True,
    )


def _part_in(query: QueryDict) -> dict[str, str]:
    """Which part is asked for, "" for what would be found nowhere: each link repeats it."""
    order, cursor = query.get(ORDER, ""), query.get(CURSOR, "")
    ids = {name: _id_in(query, name) for name in (BRANCH, permalinks.PARAMETER, REPLY_TO)}
    return {
        ORDER: order if order in pages.SORTS else "",
        CURSOR: cursor if _CURSOR.fullmatch(cursor) else "",
        **{name: "" if number is None else str(number) for name, number in ids.items()},
    }


def waiting_in(query: QueryDict) -> dict[int, str]:
    """The comments that the latest `waiting` parameters open, each with its token; one forged or too old opens none."""
    tokens = query.getlist(WAITING)[-MOST_OWN:]
    opened = [(signed_tokens.read_waiting_token(token), token) for token in tokens]
    return {comment_id: token for comment_id, token in opened if comment_id is not None}


def cookie_name(site: str) -> str:
    """The cookie by which a browser is remembered on the site with this slug."""
    return f"{caching.COMMENTER_COOKIE_PREFIX}{site}"


def reader_cookie(site: str) -> str:
    """The cookie by which a reader is signed in on our own pages of the site with this slug."""
    return f"{caching.READER_COOKIE_PREFIX}{site}"


def _request_of(
    request: HttpRequest, subject: Subject, prefix: str, waiting: Mapping[int, str], language: str
) -> PageRequest:
    query, cookie = request.GET, request.COOKIES.get(cookie_name(subject.site))
    reader = request.COOKIES.get(reader_cookie(subject.site))
    order, cursor, branch = [query.get(prefix + name, "") for name in (ORDER, CURSOR, BRANCH)]
    # A host's page may have a parameter of one of these names for itself.
    comment_id, reply_to = _id_in(query, permalinks.PARAMETER), _id_in(query, prefix + REPLY_TO)
    since = parse_moment(query.get(prefix + SINCE, ""))
    return PageRequest(
        subject=subject,
        prefix=prefix,
        address=request.get_full_path(),
        order=order if order in pages.SORTS else "",
        cursor=cursor,
        branch=branch,
        comment_id=None if branch or cursor or since else comment_id,
        reply_to="" if reply_to is None else str(reply_to),
        waiting=waiting,
        commenter_id=signed_tokens.read_commenter_token(cookie) if cookie else None,
        is_private=cookie is not None or reader is not None or WAITING in query,
        since=since,
        language=language,
        reader_token=reader or "",
    )


def _id_in(query: QueryDict, name: str) -> int | None:
    return parse_id(query.get(name, "")) if name in query else None
