"""Says which of the typed markup will not work, for authors who look at their comment before they send it."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from comments.text import characters
from comments.text.markup import elements, lexer, links
from comments.text.markup.pieces import ATTRIBUTES, Tag, replace_unshowable

MOST = 10
_LONGEST_SHOWN = 60
_END_TAG = re.compile("</([a-zA-Z0-9]+)")


def find_lost(text: str) -> list[str]:
    """Sentences, each on one piece of typed markup that has no effect: at most MOST, none of them twice.

    What is code, or stands between backticks, is meant to be seen as it was typed. An end tag is not told of where the
    tag that it belongs to is.
    """
    found: dict[str, None] = {}
    for sentence in _sentences(text):
        found.setdefault(sentence)
        if len(found) == MOST:
            break
    return list(found)


def _sentences(text: str) -> Iterator[str]:
    begun: set[str] = set()
    for typed in lexer.find_unknown_tags(text):
        if not _ends_one_of(begun, typed):
            yield _("“%(tag)s” does not work here. It will be shown as you typed it.") % {"tag": _shown(typed)}
    working, broken = elements.tell_apart(lexer.split(text))
    for tag in broken:
        if not _ends_one_of(begun, tag.typed):
            yield _why_broken(tag) % {"tag": _shown(tag.typed)}
    for tag in working:
        for name in sorted(tag.attributes.keys() - ATTRIBUTES.get(tag.name, frozenset())):
            yield _("“%(name)s” in “%(tag)s” has no effect.") % {"name": _shown(name), "tag": _shown(tag.typed)}


def _ends_one_of(begun: set[str], typed: str) -> bool:
    """Whether a tag as typed ends one of those that were begun; one that begins is put among them."""
    end = _END_TAG.match(typed)
    if end is None:
        begun.update(re.findall("^<([a-zA-Z0-9]+)", typed.lower()))
    return end is not None and end[1].lower() in begun


def _why_broken(tag: Tag) -> str:
    if tag.name == "a" and not tag.closing and not links.is_linkable(tag.target):
        return _("“%(tag)s” leads to no web address. It will be shown as you typed it.")
    if tag.closing:
        return _("“%(tag)s” ends nothing that was begun before. It will be shown as you typed it.")
    return _("“%(tag)s” is not ended where it should be. It will be shown as you typed it.")


def _shown(typed: str) -> str:
    line = " ".join(replace_unshowable(typed).split())
    return line if len(line) <= _LONGEST_SHOWN else f"{characters.cut(line, _LONGEST_SHOWN - 1)}…"
