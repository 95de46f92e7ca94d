"""What moderators' pages show besides what Django's admin does."""

from typing import Any

from django import template

from comments import floods, markup

register = template.Library()


@register.inclusion_tag("admin/comments/_floods.html")
def flood_notices() -> dict[str, Any]:
    return {"notices": floods.notices()}


@register.filter
def excerpt(text: str) -> str:
    """Typed text as one plain line."""
    return markup.excerpt(text, 300)
