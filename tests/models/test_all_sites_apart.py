"""Going back to a release in which everything belonged to one site: each gets what it had of all sites."""

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps

from comments.models import Ban, Guideline, ListKind, Reason, Site, TrustedAuthor
from comments.moderation import all_sites
from comments.screening import word_lists
from comments.screening.word_lists import USUAL, Typed
from tests.support import factories
from tests.support.factories import NOON

pytestmark = pytest.mark.django_db

BANNED = {"kind": "email", "value": "someone@spam.example", "created_at": NOON}


@pytest.fixture
def sites() -> dict[str, Site]:
    """One that inherits everything, one with something of its own, one that has switched everything off."""
    return {slug: factories.site(slug) for slug in ("plain", "own", "off")}


def go_back() -> None:
    import_module("comments.migrations.0032_all_sites_apart").copy_to_sites(apps, None)


def switch_off(row: all_sites.Shared, site: Site) -> None:
    all_sites.switch(row, site, is_on=False, by=factories.moderator())


def test_it_bans_trusts_and_rejects_as_before(sites: dict[str, Site]) -> None:
    browser = factories.waiting(remember=True, on=factories.subject("plain")).commenter
    shared: list[Any] = [
        Ban.objects.create(effect="refuse", **BANNED),
        TrustedAuthor.objects.create(email="ada@example.org", name="Ada", commenter=browser, created_at=NOON),
        Reason.objects.create(code="rude", sentence="Be kind."),
    ]
    Ban.objects.create(site=sites["own"], effect="hold", note="Ours.", **BANNED)
    for row in shared:
        switch_off(row, sites["off"])

    go_back()

    assert sorted(Ban.objects.values_list("site__slug", "effect")) == [("own", "hold"), ("plain", "refuse")]
    trusted = TrustedAuthor.objects.values_list("site__slug", "email", "commenter")
    assert sorted(trusted) == [("own", "ada@example.org", None), ("plain", "ada@example.org", browser and browser.pk)]
    assert sorted(Reason.objects.values_list("site__slug", "sentence")) == [("own", "Be kind."), ("plain", "Be kind.")]


def test_it_compares_with_the_words_of_before(sites: dict[str, Site]) -> None:
    kind = ListKind.MODERATION
    word_lists.keep(None, {kind: "casino\npoker\n/a\\d/"})
    word_lists.keep(sites["own"], {kind: "lottery\nCasino"})
    word_lists.keep(sites["off"], {kind: Typed("", off="Poker\ncasino\n/a\\d/")})

    go_back()

    words = {slug: word_lists.typed_of(site) for slug, site in sites.items()}
    assert {slug: typed[kind] for slug, typed in words.items()} == {
        "plain": Typed("casino\npoker\n/a\\d/"), "own": Typed("lottery\nCasino\npoker\n/a\\d/"), "off": Typed(),
    }  # fmt: skip
    assert {typed[ListKind.PROTECTED].lines for typed in words.values()} == {USUAL[ListKind.PROTECTED]}


def test_it_shows_the_guidelines_of_before(sites: dict[str, Site]) -> None:
    Site.objects.filter(slug="own").update(guidelines="Be brief.")
    switch_off(Guideline.objects.create(text="Be kind."), sites["off"])

    go_back()

    assert dict(Site.objects.values_list("slug", "guidelines")) == {
        "plain": "Be kind.", "own": "Be kind.\n\nBe brief.", "off": ""
    }  # fmt: skip
