"""Which entry of a site's word list a comment has, and where."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from django.utils.translation import gettext as _

from comments.net import hostnames
from comments.screening.vocabulary import Candidate
from comments.text import markup
from comments.text.characters import word
from comments.text.word_list.matching import WordMatcher, WordMatchers

FIELDS = ("text", "name", "email", "url", "address", "user_agent")

# What browsers say of themselves and of what they run on: an entry that is one of these would hit most readers.
_BROWSERS = """
mozilla applewebkit webkit khtml like gecko chrome chromium safari version mobile firefox focus edg edge edga edgios
msie trident opr opera crios fxios gsa samsungbrowser vivaldi yabrowser duckduckgo ddg brave silk ucbrowser
miuibrowser instagram fban fbav fbios fb iab facebook linkedinapp whatsapp wv build release compatible
windows nt win wow macintosh mac os intel ppc cpu iphone ipad ipod linux android ubuntu fedora debian cros arm
aarch tablet touch phone tv k u x rv en us gb de fr es it pt pixel galaxy samsung note redmi xiaomi poco moto
motorola nokia huawei honor oneplus oppo vivo nexus pro plus max ultra lite
"""
_OF_BROWSERS = frozenset(_BROWSERS.split())
_WORD = re.compile(word())
_PIECE = re.compile(rf"{word()}(?:\S+?{word()})*")


@dataclass(frozen=True)
class Match:
    """A listed entry as it was typed, and the field it was found in; not `is_literal` if that only looks like it."""

    entry: str
    field: str
    is_literal: bool = True


def first_match(listed: WordMatcher | WordMatchers, candidate: Candidate) -> Match | None:
    """The first entry of the list that is in a field of the comment; one that is there as typed before a look-alike."""
    if listed.is_empty:
        return None
    looks: Match | None = None
    for field, value in _values(candidate):
        found = listed.find_address(value) if field == "address" else listed.find_first(value)
        if found and found.is_literal:
            return Match(found.entry, field)
        if found:
            looks = looks or Match(found.entry, field, is_literal=False)
    return looks


def label_of(field: str) -> str:
    """A field of a comment, in a sentence for moderators."""
    names = {"text": _("text"), "name": _("name"), "email": _("email"), "url": _("website")}
    return names.get(field) or {"address": _("network address"), "user_agent": _("browser")}[field]


def _values(candidate: Candidate) -> Iterator[tuple[str, str]]:
    yield "text", candidate.text
    # "cas<b></b>ino" and "&#99;asino" are typed in one way and read in another.
    if "<" in candidate.text or "&" in candidate.text:
        yield "text", markup.excerpt(candidate.text, len(candidate.text))
    if "%" in candidate.text:
        yield "text", unquote(candidate.text)
    for name, value in markup.attribute_values(candidate.html):
        for meant in _meant(value) if name == "href" else [value]:
            if meant not in candidate.text:
                yield "text", meant
    yield "name", candidate.name
    yield "email", candidate.email
    for meant in _meant(candidate.url):
        yield "url", meant
    yield "address", candidate.address
    yield "user_agent", _told_apart(candidate.user_agent)


def _meant(url: str) -> list[str]:
    """An address as it was typed, without percent-encoding, and the host in letters where it is written in punycode."""
    host = hostnames.host_of(url)
    return list(dict.fromkeys(written for written in (url, unquote(url), host, hostnames.to_unicode(host)) if written))


def _told_apart(user_agent: str) -> str:
    """The words of a browser's name that not every second browser has; without numbers."""
    return " ".join(_PIECE.findall(_WORD.sub(_uncommon, user_agent)))


def _uncommon(found: re.Match[str]) -> str:
    has_figures = any(map(str.isdigit, found[0]))
    return "" if has_figures or found[0].lower() in _OF_BROWSERS else found[0]
