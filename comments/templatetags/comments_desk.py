"""What the templates of the moderators' desk ask for."""

from datetime import datetime

from django import template
from django.utils.timesince import timesince

from comments.desk.place import Place
from comments.desk.said import decision_in

register = template.Library()


@register.filter
def age(when: datetime, now: datetime) -> str:
    """How long ago, in the largest unit: “10 hours”."""
    return timesince(when, now, depth=1)


@register.filter
def showing(place: Place, name: str) -> str:
    """The place as the end of an address, with one more part of the card open."""
    query = place.query()
    return f"{query}&show={name}" if query else f"?show={name}"


@register.filter
def undoes(extra_tags: str | None) -> int | None:
    """The decision that a message can take back."""
    return decision_in(extra_tags)
