"""`{% comments for object %}`, `{% comment_count for object %}` and `{% comment_anchor for object %}`."""

from collections.abc import Callable
from operator import attrgetter

from django import template
from django.template.base import FilterExpression, Parser, Token
from django.utils.safestring import SafeString

from comments.threads import Commentable
from comments.web.discussion import Discussion, discussion_of

register = template.Library()


class ThreadNode(template.Node):
    """The thread of an object that has `comments_subject()`, with its form."""

    def __init__(self, target: FilterExpression) -> None:
        self.target = target

    def render(self, context: template.Context) -> SafeString:
        discussion = _discussion(self.target, context)
        thread = context.template.engine.get_template("comments/thread.html")  # type: ignore[union-attr]  # in a render
        with context.push(discussion=discussion):
            return thread.render(context)


class WordNode(template.Node):
    """Something short about the thread of an object."""

    def __init__(self, target: FilterExpression, read: Callable[[Discussion], str]) -> None:
        self.target = target
        self.read = read

    def render(self, context: template.Context) -> str:
        return template.base.render_value_in_context(self.read(_discussion(self.target, context)), context)


@register.tag("comments")
def comments_tag(parser: Parser, token: Token) -> ThreadNode:
    return ThreadNode(_target(parser, token))


@register.tag("comment_count")
def comment_count_tag(parser: Parser, token: Token) -> WordNode:
    """“Click to comment”, “1 Comment” or “N Comments”."""
    return WordNode(_target(parser, token), attrgetter("count_label"))


@register.tag("comment_anchor")
def comment_anchor_tag(parser: Parser, token: Token) -> WordNode:
    """The id to which such a link leads: of the comments, or of the form while there are none."""
    return WordNode(_target(parser, token), attrgetter("anchor"))


def _target(parser: Parser, token: Token) -> FilterExpression:
    bits = token.split_contents()
    if len(bits) != 3 or bits[1] != "for":
        raise template.TemplateSyntaxError(f"write {{% {bits[0]} for object %}}")
    return parser.compile_filter(bits[2])


def _discussion(target: FilterExpression, context: template.Context) -> Discussion:
    commentable: Commentable = target.resolve(context)
    return discussion_of(context["request"], commentable.comments_subject())
