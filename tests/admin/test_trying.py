"""“Try it on the last 30 days” in the forms of settings, lists and bans: it begins a trial and saves nothing."""

from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client

from comments.admin.trying import TryingAdmin
from comments.models import Ban, CheckSetting, ListKind, Role, RuleTrial, Site, WordList
from comments.screening import word_lists
from comments.screening.word_lists import Typed
from comments.trials.rules import BanRule, CheckRule, TriedRule
from tests.admin.desk import errors, filled_in
from tests.desk.conftest import member, signed_in
from tests.support import factories
from tests.support.pages import parse
from tests.support.responses import Response

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Site:
    return factories.quiet_site(disallowed_words="roulette", origins="https://a.example\nhttps://b.example")


@pytest.fixture
def chief(site: Site) -> Client:
    return signed_in(member("chief", None, Role.CHIEF))


def try_form(client: Client, address: str, form: str, **typed: Any) -> Response:
    sent = {**filled_in(parse(client.get(address)), form), **typed, "_try": "1"}
    return client.post(address, sent)


def tried() -> tuple[int | None, TriedRule]:
    trial = RuleTrial.objects.get()
    return trial.site_id, TriedRule.from_json(trial.rule)


def address_of(site: Site) -> str:
    return f"/admin/comments/site/{site.pk}/change/"


def test_it_tries_the_settings_lists_and_checks_in_the_form_of_a_site(chief: Client, site: Site) -> None:
    prefix = form_of_check(chief, site, "links")
    typed = {"max_links": "1", "disallowed_words": "roulette\ncasino", f"{prefix}-weight": "0.5", "name": "Another"}
    typed |= {"origins": "https://a.example\r\nhttps://b.example\r\n", "guidelines": "Stay calm."}

    answer = try_form(chief, address_of(site), "site_form", **typed)

    trial = RuleTrial.objects.get()
    assert answer["Location"] == f"/admin/desk/trials/{trial.pk}/"
    assert tried() == (
        site.pk,
        TriedRule({"max_links": 1}, {ListKind.DISALLOWED: Typed("roulette\ncasino")}, {"links": CheckRule(weight=0.5)}),
    )
    page = parse(chief.get(answer["Location"]))
    assert "Not part of the trial: Name, Guidelines." in page.text
    site.refresh_from_db()
    assert (site.name, site.max_links, CheckSetting.objects.count()) == ("The Times of Nowhere", 2, 0)
    assert word_lists.lines_of(site)[ListKind.DISALLOWED] == "roulette"


def form_of_check(client: Client, site: Site, name: str) -> str:
    """The prefix of the row of a check."""
    sent = filled_in(parse(client.get(address_of(site))), "site_form")
    return next(field for field, value in sent.items() if value == name and field.endswith("check_name"))[:-11]


def test_it_says_that_nothing_was_changed(chief: Client, site: Site) -> None:
    answer = try_form(chief, address_of(site), "site_form", name="Typed, and still there")

    assert answer.status_code == 200
    assert "This is how it is already." in answer.content.decode()
    assert "Typed, and still there" in answer.content.decode()
    assert not RuleTrial.objects.exists()
    site.refresh_from_db()
    assert site.name == "The Times of Nowhere"


def test_it_neither_tries_nor_saves_a_form_with_errors(chief: Client, site: Site) -> None:
    answer = try_form(chief, address_of(site), "site_form", max_links="1", disallowed_words="/(/")

    assert answer.status_code == 200
    assert errors(answer)
    site.refresh_from_db()
    assert (site.max_links, RuleTrial.objects.count()) == (2, 0)


def test_it_saves_nothing_where_what_was_wrong_is_right_an_instant_later(chief: Client, site: Site) -> None:
    with patch.object(TryingAdmin, "_try", return_value=None):  # as where its form was not valid
        answer = try_form(chief, address_of(site), "site_form", max_links="1")

    assert answer.status_code == 200
    site.refresh_from_db()
    assert site.max_links == 2


def test_it_tries_a_list_of_all_sites(chief: Client, site: Site) -> None:
    word_lists.make_rows()
    row = WordList.objects.get(site=None, kind=ListKind.MODERATION)

    try_form(chief, f"/admin/comments/wordlist/{row.pk}/change/", "wordlist_form", lines="casino")

    assert tried() == (None, TriedRule(lists={ListKind.MODERATION: Typed("casino")}))
    row.refresh_from_db()
    assert row.lines == ""


def test_it_tries_a_ban_before_it_is_there_and_a_change_of_it(site: Site) -> None:
    anna = signed_in(member("anna", site))
    fields = {"site": str(site.pk), "kind": "email_domain", "value": "@Spam.Example", "effect": "spam", "note": "Pills"}

    try_form(anna, "/admin/comments/ban/add/", "ban_form", **fields)

    assert tried() == (site.pk, TriedRule(ban=BanRule("email_domain", "spam.example", "spam", note="Pills")))
    assert not Ban.objects.exists()
    RuleTrial.objects.all().delete()
    laid = Ban.objects.create(site=site, kind="email", value="a@b.example", created_at=factories.NOON)
    change = {"effect": "refuse", "until_0": "2030-01-01", "until_1": "12:00:00"}
    try_form(anna, f"/admin/comments/ban/{laid.pk}/change/", "ban_form", **change)
    assert tried()[1].ban == BanRule("email", "a@b.example", "refuse", "2030-01-01T12:00:00+00:00")
    laid.refresh_from_db()
    assert (laid.effect, laid.until) == ("hold", None)


def test_it_offers_no_trial_to_whom_the_form_is_not(site: Site) -> None:
    anna = signed_in(member("anna", site))

    assert b"_try" not in anna.get(address_of(site)).content
    assert anna.post(address_of(site), {"_try": "1", "max_links": "1"}).status_code == 403
    assert not RuleTrial.objects.exists()
