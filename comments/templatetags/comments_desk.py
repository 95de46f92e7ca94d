"""What the templates of the moderators' desk ask for."""

from datetime import datetime, timedelta

from django import template
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from comments.desk import typed_number
from comments.desk.place import Place
from comments.desk.said import Undoable, undoable_in

register = template.Library()
_MINUTE = timedelta(minutes=1)


@register.filter
def age(when: datetime | None, now: datetime) -> str:
    """How long ago, in the largest unit: “10 hours”; "" for less than a minute, and for never."""
    return timesince(when, now, depth=1) if when and now - when >= _MINUTE else ""


@register.filter
def ago(when: datetime, now: datetime) -> str:
    """“10 hours ago” or “just now”."""
    shown = age(when, now)
    return _("%(age)s ago") % {"age": shown} if shown else _("just now")


@register.filter
def showing(place: Place, name: str) -> str:
    """The place as the end of an address, with one more part of the card open."""
    query = place.query()
    return f"{query}&show={name}" if query else f"?show={name}"


@register.filter
def undoes(extra_tags: str | None) -> Undoable | None:
    """The decision or the batch that a message can take back."""
    return undoable_in(extra_tags)


@register.filter
def has_to_be_typed(comments: int) -> bool:
    """Whether a decision on so many comments is carried out only with their number typed."""
    return typed_number.is_needed(comments)
