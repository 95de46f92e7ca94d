"""A page of another program: what it says of itself, whether it can have a thread, what its owner is told if not."""

from http import HTTPStatus

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from comments import conf, host
from comments.access import origins
from comments.errors import Message, OriginRefused, UnknownSite
from comments.host import Subject
from comments.models import Site, Thread
from comments.net import hostnames, page_urls
from comments.posting import threads
from comments.reading import pages
from comments.text import characters, dates, parsing

URL, TITLE, SECTION, AUTHORS, PUBLISHED_AT = "url", "title", "section", "authors", "published_at"
# The same are fields of a form, which has a field named `url` already.
IN_FORM = "page_"
_LONGEST = 300


class Unshown(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """There is nothing to show: `code` tells a program why, `message` people; `status` is that of the answer.

    `sign_in_url` is where one signs in, for what is there for signed-in readers.
    """

    def __init__(self, code: str, message: Message, status: int, *, sign_in_url: str = "") -> None:
        self.code, self.message, self.status, self.sign_in_url = code, message, status, sign_in_url
        super().__init__(code)


def thread_asked_for(request: HttpRequest, site: str) -> Thread:
    """The thread that an address asks for by `key`; raises Unshown."""
    key = request.GET.get("key", "")
    if not host.is_key(key) or not parsing.is_utf8_query(request.META.get("QUERY_STRING", "")):
        raise Unshown("invalid", _("A thread needs a key of 1 to 255 characters."), HTTPStatus.BAD_REQUEST)
    try:
        return pages.thread_of(site, key)
    except UnknownSite as error:
        raise Unshown("not-found", error.message, HTTPStatus.NOT_FOUND) from None


def described(thread: Thread, data: QueryDict, prefix: str = "") -> Subject:
    """The page of a thread as it describes itself. What cannot be kept of that counts as not said.

    Raises Unshown where the thread would begin on a page that the site does not list.
    """
    try:
        url = page_urls.kept(_line(data.get(prefix + URL, "")))
    except page_urls.UnusableAddress:
        url = ""
    if not thread.exists and not threads.may_begin(thread.site, url):
        raise _unlisted(thread.site, hostnames.origin_of(url))
    lines = [_line(data.get(prefix + name, "")) for name in (TITLE, SECTION, AUTHORS)]
    title, section, authors = [characters.cut(line, _LONGEST) for line in lines]
    published_at = dates.of_page(data.get(prefix + PUBLISHED_AT, ""))
    return Subject(thread.site.slug, thread.key, title, url, section, published_at, authors=authors)


def in_address(subject: Subject) -> dict[str, str]:
    """What a page says of itself, as parameters that `described` reads; without what it does not say."""
    published_at = subject.published_at.isoformat() if subject.published_at else ""
    said = {URL: subject.url, TITLE: subject.title, SECTION: subject.section, AUTHORS: subject.authors}
    return {name: value for name, value in {**said, PUBLISHED_AT: published_at}.items() if value}


def _line(said: str) -> str:
    return "" if characters.has_control_in_line(said) else said


def require_listed(request: HttpRequest, site: Site) -> None:
    """Raise Unshown where a page sent this whose origin the site does not list."""
    origin = request.headers.get("Origin")
    try:
        origins.require_listed(origin, site)
    except OriginRefused:
        raise _unlisted(site, hostnames.strict_origin(origin or "")) from None


def _unlisted(site: Site, origin: str) -> Unshown:
    """Tells the owner of a page of this origin what to set where; "" for a page that says no address."""
    settings = f"{conf.public_url()}/admin/comments/site/{site.pk}/change/"
    sentence = _(
        "The comments of this page cannot begin, since it does not say its address. For its owner: give the element the"
        " attribute “page-url”."
    )
    if origin:
        sentence = _(
            "Pages of %(origin)s may not post comments yet. For the owner of this page: add %(origin)s to the origins"
            " of the site “%(site)s” at %(settings)s."
        ) % {"origin": origin, "site": site.name, "settings": settings}
    return Unshown("origin-refused", sentence, HTTPStatus.FORBIDDEN)
