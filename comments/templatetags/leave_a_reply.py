"""What a host's templates show of threads: `{% comments for object %}` and what is short enough for a list.

An object is whatever has `comments_subject()`.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django import template
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.template.base import FilterExpression, Parser, Token
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from comments.host import Commentable, Subject
from comments.reading import permalinks
from comments.text import markup
from comments.web import oembed
from comments.web.counts import anchor_of, label_of, read_counts
from comments.web.host_page import ShownThread, shown_thread
from comments.web.thread_page import localized

register = template.Library()
# Of a comment's text, where a link to it is shared.
_PREVIEWED = 200


class ThreadNode(template.Node):
    """Renders `comments/thread.html` with `page` and `form`, in the language and the time zone of the thread's site.

    Where comments are for signed-in readers, and nobody is, it is `comments/locked.html`.
    """

    def __init__(self, target: FilterExpression) -> None:
        self.target = target

    def render(self, context: template.Context) -> SafeString:
        page, form = _shown(self.target, context)
        name = "comments/locked.html" if page.is_locked else "comments/thread.html"
        template = context.template.engine.get_template(name)  # type: ignore[union-attr]  # in a render
        with localized(page.site, page.asked.language), context.push(page=page, form=form):
            return template.render(context)


class LinkedNode(template.Node):
    """Renders `comments/_linked.html` where a permalink leads to a comment, and what it encloses on any other page."""

    def __init__(self, target: FilterExpression, otherwise: template.NodeList) -> None:
        self.target = target
        self.otherwise = otherwise

    def render(self, context: template.Context) -> str:
        page, _form = _shown(self.target, context)
        if page.linked is None:
            return self.otherwise.render(context)
        comment = page.linked.comment
        address = permalinks.of_comments(page.thread)(comment.pk)
        with localized(page.site, page.asked.language):
            return render_to_string(
                "comments/_linked.html",
                {
                    "page": page,
                    "comment": comment,
                    "excerpt": markup.excerpt(comment.text, _PREVIEWED),
                    "address": address,
                    "oembed_address": "" if page.site.reads_signed_in else oembed.address_for(address),
                },
            )


class FeedNode(template.Node):
    """Renders `comments/_feed_link.html` in the language of the thread's site."""

    def __init__(self, target: FilterExpression) -> None:
        self.target = target

    def render(self, context: template.Context) -> SafeString:
        page, _form = _shown(self.target, context)
        with localized(page.site, page.asked.language):
            return render_to_string("comments/_feed_link.html", {"page": page}) if page.list.feed_url else SafeString()


class CountsNode(template.Node):
    """Renders nothing: reads the counts of a list by one query for each site, for the tags in the loop over it."""

    def __init__(self, target: FilterExpression) -> None:
        self.target = target

    def render(self, context: template.Context) -> str:
        listed: Iterable[Commentable] = _resolved(self.target, context)
        read_counts(_request(context), [commentable.comments_subject() for commentable in listed])
        return ""


class CountNode(template.Node):
    """Renders what `text_of` makes of the number of comments of a thread."""

    def __init__(self, target: FilterExpression, text_of: Callable[[HttpRequest, Subject], str]) -> None:
        self.target = target
        self.text_of = text_of

    def render(self, context: template.Context) -> str:
        commentable: Commentable = _resolved(self.target, context)
        text = self.text_of(_request(context), commentable.comments_subject())
        return template.base.render_value_in_context(text, context)


@register.tag("comments")
def comments_tag(parser: Parser, token: Token) -> ThreadNode:
    """`{% comments for article %}`: its thread with the form, which the view has read by `comment_page`."""
    return ThreadNode(_target(parser, token))


@register.tag("comment_linked")
def comment_linked_tag(parser: Parser, token: Token) -> LinkedNode:
    """`{% comment_linked for article %}…{% endcomment_linked %}` around the page's Open Graph, for the head.

    Where a link leads to one comment, that is what is shared.
    """
    target, otherwise = _target(parser, token), parser.parse(("endcomment_linked",))
    parser.delete_first_token()
    return LinkedNode(target, otherwise)


@register.tag("comment_feed")
def comment_feed_tag(parser: Parser, token: Token) -> FeedNode:
    """`{% comment_feed for article %}`, for the head: by it feed readers find the thread's feed."""
    return FeedNode(_target(parser, token))


@register.tag("comment_counts")
def comment_counts_tag(parser: Parser, token: Token) -> CountsNode:
    """`{% comment_counts for articles %}` before a loop over a list or queryset."""
    return CountsNode(_target(parser, token))


@register.tag("comment_count")
def comment_count_tag(parser: Parser, token: Token) -> CountNode:
    """`{% comment_count for article %}`: “Click to comment”, “1 Comment” or “N Comments”."""
    return CountNode(_target(parser, token), label_of)


@register.tag("comment_anchor")
def comment_anchor_tag(parser: Parser, token: Token) -> CountNode:
    """`{% comment_anchor for article %}`: the id of the comments, or of the form while there are none, for a link."""
    return CountNode(_target(parser, token), anchor_of)


def _target(parser: Parser, token: Token) -> FilterExpression:
    bits = token.split_contents()
    if len(bits) != 3 or bits[1] != "for":
        raise template.TemplateSyntaxError(f"write {{% {bits[0]} for object %}}")
    return parser.compile_filter(bits[2])


def _resolved(target: FilterExpression, context: template.Context) -> Any:
    """What the context has under this name. Raises TemplateSyntaxError, since "" would hide that it is misspelt."""
    value = target.resolve(context, ignore_failures=True)
    if value is None:
        raise template.TemplateSyntaxError(f"“{target}” is not in the context of this template")
    return value


def _shown(target: FilterExpression, context: template.Context) -> ShownThread:
    """What the view has read of the thread of this object, and its form.

    Raises ImproperlyConfigured where it read no such thread.
    """
    commentable: Commentable = _resolved(target, context)
    subject = commentable.comments_subject()
    shown = shown_thread(_request(context), subject)
    if shown is None:
        raise ImproperlyConfigured(
            f"the view takes no comments on {subject.key!r} of the site {subject.site!r}: answer with comment_page, and"
            " give it this Subject"
        )
    return shown


def _request(context: template.Context) -> HttpRequest:
    request: HttpRequest | None = getattr(context, "request", None) or context.get("request")
    if request is None:
        raise template.TemplateSyntaxError("render this template with the request: render(request, …)")
    return request
