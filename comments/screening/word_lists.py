"""Word lists: one of all sites, to which each site adds and from which it takes single entries.

They are stored as moderators typed them, and compiled once per version by each worker.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Q

from comments.db.transactions import writing
from comments.models import ListKind, Site, WordList
from comments.screening.checks import impersonation
from comments.screening.vocabulary import ProtectedNames, Staff
from comments.sized_cache import SizedCache
from comments.text import word_list
from comments.text.word_list.matching import WordMatcher, WordMatchers

# In the memory of each process that screens, which ends at 200 MB: the largest lists take 20 MB.
LISTS_BYTES = 32_000_000

# What is on the list of all sites until somebody changes it.
USUAL = {ListKind.PROTECTED: "admin\nadministrator\nmoderator\neditor"}

_compiled: SizedCache[Any] = SizedCache(LISTS_BYTES)  # Any: lists of words, and of names


@dataclass(frozen=True)
class SiteWordLists:
    """The compiled lists of one site."""

    moderation_words: WordMatcher | WordMatchers
    disallowed_words: WordMatcher | WordMatchers
    protected: ProtectedNames


@dataclass(frozen=True)
class Typed:
    """A list as it was typed, one entry a line; `off` has the entries of the list of all sites that do not count."""

    lines: str = ""
    off: str = ""

    @property
    def digest(self) -> str:
        return hashlib.sha256((f"{self.lines}\0{self.off}" if self.off else self.lines).encode()).hexdigest()


@dataclass(frozen=True)
class _Version:
    """Of one kind of list, as a site has it: digests, None for a list that nobody changed."""

    kind: ListKind
    shared: str | None = None
    own: str | None = None
    has_off: bool = False


def of_site(site: Site, staff: Staff) -> SiteWordLists:
    """The compiled lists of a site. Reads only their digests, unless one changed since this process compiled it."""
    versions = _versions(site)
    return SiteWordLists(
        _words(site, versions[ListKind.MODERATION]),
        _words(site, versions[ListKind.DISALLOWED]),
        _names(site, versions[ListKind.PROTECTED], staff),
    )


def tried(site: Site, staff: Staff, drafts: Mapping[ListKind, Typed], *, are_shared: bool) -> SiteWordLists:
    """The compiled lists of a site as they would be with drafts in place of its own part, or of the lists of all sites.

    Lists without a draft are as they are stored.
    """
    own, shared = typed_of(site), typed_of(None)
    (shared if are_shared else own).update(drafts)
    inherited = {kind: without(shared[kind].lines, own[kind].off) for kind in ListKind}

    def compiled(kind: ListKind, make: Callable[[str, str], Any]) -> Any:
        parts = inherited[kind], own[kind].lines
        return _compiled.get((site.pk, kind, "tried"), (Typed(*parts).digest, site.name, staff), lambda: make(*parts))

    def words(inherited: str, own: str) -> WordMatcher | WordMatchers:
        return word_list.joined(word_list.compile_list(inherited), word_list.compile_list(own))

    def names(inherited: str, own: str) -> ProtectedNames:
        return impersonation.protected(site.name, f"{inherited}\n{own}", staff)

    return SiteWordLists(
        compiled(ListKind.MODERATION, words), compiled(ListKind.DISALLOWED, words), compiled(ListKind.PROTECTED, names)
    )


def lines_of(site: Site | None) -> dict[ListKind, str]:
    """Every list of all sites (None), or what a site adds to it, as it was typed, one entry a line."""
    return {kind: typed.lines for kind, typed in typed_of(site).items()}


def typed_of(site: Site | None) -> dict[ListKind, Typed]:
    """Every list of all sites (None), or what a site adds to it and takes from it, as it was typed."""
    if site is not None and not site.pk:
        return dict.fromkeys(ListKind, Typed())
    rows = WordList.objects.filter(site=site).values_list("kind", "lines", "off")
    typed = {kind: Typed(lines, off) for kind, lines, off in rows}
    usual = {} if site else USUAL
    return {kind: typed.get(kind, Typed(usual.get(kind, ""))) for kind in ListKind}


def keep(site: Site | None, lists: Mapping[ListKind, str | Typed]) -> None:
    """Store lists of all sites (None), or a site's part, in place of the former; what did not change is not written.

    Of a list without its `off`, what a site has switched off stays so.
    """
    with writing():
        known = {row.kind: row for row in WordList.objects.filter(site=site).only("kind", "off", "digest")}
        for kind, given in lists.items():
            row = known.get(kind)
            typed = given if isinstance(given, Typed) else Typed(given, row.off if row else "")
            if row is None or row.digest != typed.digest:
                values = {"lines": typed.lines, "off": typed.off, "digest": typed.digest}
                WordList.objects.update_or_create(site=site, kind=kind, defaults=values)


def make_rows() -> None:
    """Store each list of all sites that nobody has changed yet, as it is."""
    known = WordList.objects.filter(site=None).values_list("kind", flat=True)
    missing = {kind: USUAL.get(kind, "") for kind in ListKind if kind not in known}
    if missing:
        keep(None, missing)


def without(lines: str, off: str) -> str:
    """The entries of a list that are not switched off: an entry is the same in capitals, an expression is not."""
    if not off:
        return lines
    dropped = {_key(line) for line in off.splitlines()}
    return "\n".join(line for line in lines.splitlines() if _key(line) not in dropped)


def unknown(off: str, lines: str) -> list[str]:
    """The entries to switch off that are not on the list."""
    known = {_key(line) for line in lines.splitlines()}
    return [line.strip() for line in off.splitlines() if line.strip() and _key(line) not in known]


def _key(line: str) -> str:
    typed = line.strip()
    return typed if typed.startswith("/") else typed.casefold()


def _versions(site: Site) -> dict[ListKind, _Version]:
    has_off = ExpressionWrapper(~Q(off=""), output_field=BooleanField())
    rows = WordList.objects.filter(Q(site=site) | Q(site=None)).annotate(has_off=has_off)
    versions = {kind: _Version(kind) for kind in ListKind}
    for site_id, name, digest, switches in rows.values_list("site_id", "kind", "digest", "has_off"):
        kind = ListKind(name)
        changes: dict[str, Any] = {"own": digest, "has_off": switches} if site_id else {"shared": digest}
        versions[kind] = replace(versions[kind], **changes)
    return versions


def _words(site: Site, version: _Version) -> WordMatcher | WordMatchers:
    """What the site adds, and the list of all sites, which is compiled once for all sites that take nothing from it."""

    def own() -> WordMatcher:
        return word_list.compile_list(_read(site, version).lines)

    def shared() -> WordMatcher:
        return word_list.compile_list(_inherited(site, version))

    key = (site.pk, version.kind)
    shared_key, shared_version = (
        ((*key, "shared"), version) if version.has_off else ((None, version.kind), version.shared)
    )
    return word_list.joined(_compiled.get(shared_key, shared_version, shared), _compiled.get(key, version.own, own))


def _names(site: Site, version: _Version, staff: Staff) -> ProtectedNames:
    def compiled() -> ProtectedNames:
        listed = f"{_inherited(site, version)}\n{_read(site, version).lines}"
        return impersonation.protected(site.name, listed, staff)

    names: ProtectedNames = _compiled.get((site.pk, version.kind), (version, site.name, staff), compiled)
    return names


def _inherited(site: Site, version: _Version) -> str:
    """The entries of all sites that count on this one."""
    return without(_read(None, version).lines, _read(site, version).off if version.has_off else "")


def _read(site: Site | None, version: _Version) -> Typed:
    """A list as it was typed; none is read that has never been changed."""
    if (version.own if site else version.shared) is None:
        return Typed("" if site else USUAL.get(version.kind, ""))
    found = WordList.objects.filter(site=site, kind=version.kind).values_list("lines", "off").first()
    return Typed(*found) if found else Typed()
