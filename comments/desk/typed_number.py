"""The number that has to be typed before very many comments are decided on, so that no slip of the hand does that."""

import re

from django.http import QueryDict
from django.utils.translation import gettext as _

FIELD = "number"
ABOVE = 100  # comments


def is_needed(comments: int) -> bool:
    """Whether a decision on so many is carried out only with their number typed."""
    return comments > ABOVE


def objection(comments: int, sent: QueryDict) -> str:
    """Why a decision on so many is not carried out with what was sent; "" if it is. Any separators are read over."""
    typed = re.sub(r"\D", "", sent.get(FIELD) or "", flags=re.ASCII)[:18]
    if not is_needed(comments) or typed == str(comments):
        return ""
    return _("Nothing was changed. These are %(number)d comments: type this number, and press again.") % {
        "number": comments
    }
