"""The languages in which visitors are answered: English, those that come with the app, and what a host adds.

A language is there if its catalogue has our texts. Django knows a hundred more, by which only dates and a few words
would be translated: a thread in one of those is English, and whole.
"""

import gettext
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import get_language_info, to_language, to_locale

ENGLISH = "en"
# Every catalogue of ours has it, and no other that a host may have.
_OURS = "Your comment is awaiting moderation."
_LOCALES = Path(__file__).parent / "locale"
_LONGEST = 35  # RFC 5646 asks nobody to take longer tags


@cache
def ours() -> frozenset[str]:
    """The codes of these languages as Django writes them, such as de, and its variants of English, such as en-gb.

    Those write dates otherwise. Of other languages Django's variants have few words and none of ours.
    """
    paths = [_LOCALES, *map(Path, settings.LOCALE_PATHS)]
    ours = {ENGLISH, *(to_language(file.parts[-3]) for path in paths for file in path.glob("*/LC_MESSAGES/django.mo"))}
    ours -= {code for code in ours if code != ENGLISH and not any(_has_our_texts(path, code) for path in paths)}
    return frozenset(ours | {code for code, _name in settings.LANGUAGES if _without_last(code) == ENGLISH})


def nearest(tag: str) -> str:
    """The code of the nearest of these languages for a language tag (BCP 47): de for de-AT. "" where there is none."""
    code = tag.strip().replace("_", "-").lower() if len(tag) <= _LONGEST else ""
    while code and code not in ours():
        code = _without_last(code)
    return code


def spoken(tag: str) -> str:
    """The code of the nearest of these languages; English where there is none."""
    return nearest(tag) or ENGLISH


def choices(current: str = "") -> list[tuple[str, str]]:
    """The languages for a choice: codes and names, each in its own words; the current one is among them in any case."""
    named = sorted((code, _name(code)) for code in ours())
    return named if current in ("", *ours()) else [(current, current), *named]


def _name(code: str) -> str:
    """As its speakers call it; its code where Django does not know it."""
    try:
        name = str(get_language_info(code)["name_local"])
    except KeyError:
        return code
    return name[:1].upper() + name[1:]


def _without_last(code: str) -> str:
    return code.rpartition("-")[0]


def _has_our_texts(path: Path, code: str) -> bool:
    found = gettext.translation("django", path, [to_locale(code)], fallback=True)
    return found.gettext(_OURS) != _OURS
