"""The addresses of threads and of their comments, as links from anywhere lead to them."""

from collections.abc import Callable
from urllib.parse import urlencode

from comments import conf, signed_tokens
from comments.models import Comment, Commenter, Identity, Thread

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


def feed_of(site: str, key: str = "") -> str:
    """The absolute address of the feed of a site, by its slug, or of one of its threads."""
    return f"{conf.public_url()}/feeds/{site}/" + (f"?{urlencode({'key': key})}" if key else "")


def feed_of_replies(site: str, author: Commenter | Identity) -> str:
    """The absolute address of the feed of replies to a browser that is remembered, or to an account of the host."""
    return _feed_of_replies(site, type(author).__name__, author.pk)


def feed_of_replies_to(comment: Comment) -> str:
    """That of the author of a comment, read with its thread and site; "" for nobody who is known."""
    site = comment.thread.site.slug
    if comment.identity_id:
        return _feed_of_replies(site, Identity.__name__, comment.identity_id)
    return _feed_of_replies(site, Commenter.__name__, comment.commenter_id) if comment.commenter_id else ""


def _feed_of_replies(site: str, kind: str, author_id: int) -> str:
    token = signed_tokens.replies_token(kind.lower(), author_id)
    return f"{conf.public_url()}/feeds/{site}/replies/?{urlencode({'author': token})}"


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
