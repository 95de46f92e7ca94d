"""What moderators' pages show besides what Django's admin does."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from comments.similarity import floods
from comments.text import markup

register = template.Library()


@register.inclusion_tag("admin/comments/_floods.html")
def flood_notices() -> dict[str, Any]:
    return {"notices": floods.notices()}


@register.filter
def excerpt(text: str) -> SafeString:
    """Typed text as one plain line."""
    return SafeString(markup.escape_typed(markup.excerpt(text, 300)))
