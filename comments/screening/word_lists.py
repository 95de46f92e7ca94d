"""The word lists of each site: stored as moderators typed them, compiled once per version by each worker."""

import hashlib
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any

from comments.db.transactions import writing
from comments.models import ListKind, Site, WordList
from comments.screening.checks import impersonation
from comments.screening.vocabulary import ProtectedNames, Staff
from comments.sized_cache import SizedCache
from comments.text import word_list
from comments.text.word_list.matching import WordMatcher

# In the memory of each process that screens, which ends at 200 MB: the largest lists take 20 MB.
LISTS_BYTES = 32_000_000

# What a site without a list of its own has.
USUAL = {ListKind.PROTECTED: "admin\nadministrator\nmoderator\neditor"}

_compiled: SizedCache[Any] = SizedCache(LISTS_BYTES)  # Any: lists of words, and of names


@dataclass(frozen=True)
class SiteWordLists:
    """The compiled lists of one site."""

    moderation_words: WordMatcher
    disallowed_words: WordMatcher
    protected: ProtectedNames


def of_site(site: Site, staff: Staff) -> SiteWordLists:
    """The compiled lists of a site. Reads only their digests, unless one changed since this process compiled it."""
    digests = dict(WordList.objects.filter(site=site).values_list("kind", "digest"))

    def kept(kind: ListKind, compile_: Callable[[str], Any], *also: Hashable) -> Any:  # Any: as above
        return _compiled.get((site.pk, kind), (digests.get(kind), *also), lambda: compile_(_lines(site, kind)))

    return SiteWordLists(
        kept(ListKind.MODERATION, word_list.compile_list),
        kept(ListKind.DISALLOWED, word_list.compile_list),
        kept(ListKind.PROTECTED, lambda lines: impersonation.protected(site.name, lines, staff), site.name, staff),
    )


def lines_of(site: Site) -> dict[ListKind, str]:
    """Every list of a site as it was typed, one entry a line; of a site that is not saved yet, the usual ones."""
    typed = dict(WordList.objects.filter(site=site).values_list("kind", "lines")) if site.pk else {}
    return {kind: typed.get(kind, USUAL.get(kind, "")) for kind in ListKind}


def keep(site: Site, lists: Mapping[ListKind, str]) -> None:
    """Store these lists of a site in place of its former ones; one that did not change is not written."""
    with writing():
        known = dict(WordList.objects.filter(site=site).values_list("kind", "digest"))
        for kind, lines in lists.items():
            digest = hashlib.sha256(lines.encode()).hexdigest()
            if known.get(kind) != digest:
                values = {"lines": lines, "digest": digest}
                WordList.objects.update_or_create(site=site, kind=kind, defaults=values)


def _lines(site: Site, kind: ListKind) -> str:
    lines = WordList.objects.filter(site=site, kind=kind).values_list("lines", flat=True).first()
    return USUAL.get(kind, "") if lines is None else lines
