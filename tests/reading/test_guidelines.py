"""The guidelines that readers see: those of all sites, then the site's own."""

from functools import partial
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client

from comments.models import Guideline, Site
from comments.moderation import all_sites
from comments.reading import guidelines
from tests.support import factories
from tests.support.pages import parse
from tests.support.parallel import at_once

pytestmark = pytest.mark.django_db


def shown(slug: str = "times") -> list[str]:
    page = parse(Client().get(f"/threads/{slug}/?key=bridge"))
    return [text.text for section in page.all("section", class_="comment-guidelines") for text in section.all("p")]


def paragraphs() -> list[Guideline]:
    made = [Guideline.objects.create(text=text, position=9 - number) for number, text in enumerate(["Two.", "One."])]
    guidelines.refresh()
    return made


def test_it_shows_the_guidelines_of_all_sites_before_the_sites_own() -> None:
    factories.crowd(1)
    factories.quiet_site("post")
    Site.objects.filter(slug="times").update(guidelines="Three.")
    paragraphs()

    assert shown() == ["One.", "Two.", "Three."]
    assert Client().get("/api/v1/sites/times/").json()["guidelines"] == "One.\n\nTwo.\n\nThree."
    assert Client().get("/api/v1/sites/post/").json()["guidelines"] == "One.\n\nTwo."


def test_it_shows_no_guideline_that_is_switched_off() -> None:
    factories.crowd(1)
    _two, one = paragraphs()
    all_sites.switch(one, Site.objects.get(), is_on=False, by=factories.moderator())
    assert shown() == ["Two."]

    all_sites.switch(one, Site.objects.get(), is_on=True, by=factories.moderator())
    assert shown() == ["One.", "Two."]


def test_it_asks_for_a_page_with_guidelines_of_all_sites_by_two_statements(django_assert_num_queries: Any) -> None:
    factories.crowd(1)
    paragraphs()

    with django_assert_num_queries(2):
        assert shown() == ["One.", "Two."]


def test_it_shows_them_on_a_site_that_is_made_later() -> None:
    paragraphs()
    call_command("comment_site", "herald", verbosity=0)

    assert Site.objects.get(slug="herald").shown_guidelines == "One.\n\nTwo."


def test_it_mends_what_was_changed_by_hand() -> None:
    factories.quiet_site()
    Guideline.objects.create(text="Be kind.")

    assert guidelines.repair() == 1
    assert guidelines.repair() == 0
    assert Site.objects.get().shown_guidelines == "Be kind."


@pytest.mark.django_db(transaction=True)
def test_it_keeps_what_two_change_at_once() -> None:
    site = factories.quiet_site()
    rows = [Guideline.objects.create(text=f"{number}.", position=number) for number in range(4)]
    guidelines.refresh()
    by: User = factories.moderator()

    at_once([partial(all_sites.switch, row, site, is_on=False, by=by) for row in rows[1:]])

    assert Site.objects.get().shown_guidelines == "0."
