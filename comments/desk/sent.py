"""What was typed into a form of the desk."""

from collections.abc import Mapping

from django.http import QueryDict

_LONGEST = 2_000


def typed(sent: Mapping[str, str] | QueryDict, name: str) -> str:
    """A field's text, cut to what its page lets one type, without space around it and NUL, which no database takes."""
    return (sent.get(name) or "")[:_LONGEST].replace("\x00", "").strip()
