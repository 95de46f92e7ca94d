"""The languages that visitors can be answered in: those that this app brings its own texts in."""

from functools import cache
from pathlib import Path

from django.utils.translation import to_language

_LOCALES = Path(__file__).parent.parent / "locale"
_LONGEST = 35  # of what browsers and pages name as a language


@cache
def ours() -> frozenset[str]:
    """Their codes as Django writes them, such as de; English is what the texts are written in."""
    return frozenset({"en"} | {to_language(file.parent.parent.name) for file in _LOCALES.glob("*/*/django.mo")})


def nearest(tag: str) -> str:
    """The code of ours that is nearest to a language tag: de for de-AT. "" where we have none of that language."""
    tag = tag.strip().replace("_", "-").lower() if len(tag) <= _LONGEST else ""
    while tag and tag not in ours():
        tag = tag.rpartition("-")[0]
    return tag
