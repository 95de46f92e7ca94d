"""What the documentation says, as HTML: text between backticks is code."""

import re

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

_CODE = re.compile(r"`([^`]+)`")


def html(text: str) -> SafeString:
    """A sentence or several, escaped."""
    pieces = _CODE.split(text)
    parts = [format_html("<code>{}</code>" if number % 2 else "{}", piece) for number, piece in enumerate(pieces)]
    return format_html_join("", "{}", ((part,) for part in parts))
