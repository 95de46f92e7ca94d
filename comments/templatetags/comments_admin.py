"""What moderators' pages show besides what Django's admin does."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from comments.access.membership import access_of
from comments.similarity import floods
from comments.text import markup, unseen

register = template.Library()


@register.inclusion_tag("admin/comments/_floods.html", takes_context=True)
def flood_notices(context: dict[str, Any]) -> dict[str, Any]:
    """Of the sites of the person who looks."""
    return {"floods": floods.going_on(access_of(context["request"].user)), "elsewhere": context.get("elsewhere")}


@register.filter
def typed(value: str) -> SafeString:
    """What somebody typed into one field, with what nobody sees written out."""
    return SafeString(unseen.marked(value))


@register.filter
def excerpt(text: str, length: int = 300) -> SafeString:
    """Typed text as one plain line."""
    return SafeString(markup.escape_typed(markup.excerpt(text, length)))
