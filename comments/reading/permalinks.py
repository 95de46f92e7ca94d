"""The addresses of threads and of their comments, as links from anywhere lead to them."""

from collections.abc import Callable
from urllib.parse import urlencode

from comments import conf
from comments.models import Thread

# The parameter by which our own pages open where a comment is.
PARAMETER = "comment"


def address_of(thread: Thread) -> str:
    """The absolute address of the page that a thread, read with its site, belongs to.

    Until the address that came with its first comment is confirmed, it is that of our own page of the thread.
    """
    if not thread.is_confirmed or not thread.url:
        return own_page_of(thread)
    return conf.public_url() + thread.url if thread.url.startswith("/") else thread.url


def own_page_of(thread: Thread) -> str:
    """The absolute address of our own page of a thread."""
    return f"{conf.public_url()}/threads/{thread.site.slug}/?{urlencode({'key': thread.key})}"


def of_comments(thread: Thread) -> Callable[[int], str]:
    """A function from the id of a comment of this thread to its absolute address.

    A browser keeps the fragment to itself, so the id is a parameter too, but for a page that is not ours: it may know
    no such parameter.
    """
    page = address_of(thread)
    is_elsewhere = thread.is_confirmed and bool(thread.url) and not thread.url.startswith("/")
    if is_elsewhere:
        return lambda comment_id: f"{page}#comment-{comment_id}"
    joined = f"{page}{'&' if '?' in page else '?'}{PARAMETER}="
    return lambda comment_id: f"{joined}{comment_id}#comment-{comment_id}"
