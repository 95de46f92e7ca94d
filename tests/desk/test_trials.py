"""Trying a rule from the desk and from the admin's forms: begun, followed, stopped, and switched on."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from comments.models import AuditEntry, Ban, Comment, ListKind, Role, RuleTrial, Site
from comments.moderation import decisions
from comments.screening import word_lists
from comments.screening.word_lists import Typed
from comments.trials import trials
from comments.trials.rules import TriedRule
from tests.desk.conftest import member, signed_in
from tests.desk.hands import look, said
from tests.support import factories
from tests.support.pages import Element, form_values
from tests.support.responses import Response

TRIALS = "/admin/desk/trials/"


@pytest.fixture
def written(times: Site) -> list[Comment]:
    """One published, one spam, one that waits; each has the word."""
    Site.objects.update(premoderation="objections")
    now, made = timezone.now() - timedelta(days=2), []
    for number in range(3):
        name, came = f"Perran{number}", now + timedelta(minutes=11 * number)
        text, email = f"casino {number}", f"p{number}@spam.example"
        made.append(factories.screened(now=came, name=name, text=text, email=email))
    decisions.mark_spam(made[1].pk, by=factories.moderator(), version=made[1].version, now=timezone.now())
    decisions.review_again(made[2].pk, by=factories.moderator(), version=made[2].version, now=timezone.now())
    return made


def try_out(client: Client, what: str, value: str, **fields: Any) -> Response:
    page = look(client, TRIALS)
    typed = {**form_values(page, "trial-form"), "what": what, "value": value, **fields}
    return client.post(TRIALS, typed)


def finished() -> RuleTrial:
    trial = RuleTrial.objects.latest("pk")
    while trials.carry_out(trial.pk):
        pass
    return RuleTrial.objects.get(pk=trial.pk)


def numbers(page: Element) -> dict[str, str]:
    return {row.one("th").text: row.one("td").text for row in page.one("table", class_="trial-numbers").all("tr")}


def test_it_shows_what_a_word_would_have_done(anna: Client, written: list[Comment]) -> None:
    answer = try_out(anna, "hold", "casino")
    assert "being counted" in look(anna, answer["Location"]).text

    finished()
    page = look(anna, answer["Location"])

    assert "Moderation words, added: “casino”" in page.text
    assert numbers(page) == {
        "Comments that the rule concerns": "3",
        "Published comments that it would have held back": "1",
        "Spam that it would have stopped": "1",
    }
    listed = [link["href"] for link in page.one("ol", class_="trial-comments").all("a")]
    assert listed == [f"/admin/desk/comment/{comment.pk}/" for comment in reversed(written)]
    assert "casino" in look(anna, TRIALS).one("ol", class_="trial-list").text


def test_it_lists_all_that_were_kept_on_wish(anna: Client, written: list[Comment], monkeypatch: Any) -> None:
    monkeypatch.setattr("comments.desk.trials._FEW", 1)
    try_out(anna, "max_links", "1")
    address = try_out(anna, "hold", "casino")["Location"]
    finished()

    assert len(look(anna, address).one("ol", class_="trial-comments").all("li")) == 1
    assert len(look(anna, f"{address}?group=approved-pending").one("ol", class_="trial-comments").all("li")) == 3


@pytest.mark.parametrize(("what", "value", "why"), [
    ("email", "nobody", "not an email address"), ("max_links", "many", "Type a number"), ("hold", " ", "Choose what"),
    ("max_links", "2", "how it is already"), ("max_links", "1001", "less than or equal to"), ("nothing", "x", "Choose"),
    ("hold", "/(/", "RE2 does not take it"),
])  # fmt: skip
def test_it_says_what_cannot_be_tried(anna: Client, what: str, value: str, why: str) -> None:
    answer = try_out(anna, what, value)

    assert answer.status_code == 400
    assert why in answer.content.decode().replace("&#x27;", "'")
    assert not RuleTrial.objects.exists()


def test_it_tries_on_the_site_that_is_chosen(mod: Client) -> None:
    other = factories.quiet_site("other", name="Other")

    assert try_out(mod, "hold", "casino", on="").status_code == 400
    try_out(mod, "hold", "casino", on=str(other.pk))

    assert RuleTrial.objects.get().site == other


def test_it_stops_a_trial(anna: Client, written: list[Comment]) -> None:
    address = try_out(anna, "hold", "casino")["Location"]
    press(anna, address, "stop", form="trial-stop")

    assert RuleTrial.objects.get().stopped_at
    assert look(anna, address).all("form", id="trial-stop") == []


def press(client: Client, address: str, change: str, *, form: str = "trial-form") -> Response:
    return client.post(address, {**form_values(look(client, address), form), "change": change})


def test_it_switches_on_what_was_tried(times: Site, written: list[Comment]) -> None:
    chief = signed_in(member("chief", times, Role.CHIEF))
    word_lists.keep(times, {ListKind.DISALLOWED: "roulette"})
    address = try_out(chief, "reject", "casino")["Location"]
    finished()

    press(chief, address, "switch-on")

    assert word_lists.lines_of(times)[ListKind.DISALLOWED] == "roulette\ncasino"
    assert AuditEntry.objects.latest("pk").text == "Switched on after a trial: Disallowed words, added: “casino”"
    assert "Switched on:" in look(chief, address).text


def test_it_does_not_switch_on_what_somebody_changed_since(times: Site, written: list[Comment]) -> None:
    chief = signed_in(member("chief", times, Role.CHIEF))
    address = try_out(chief, "max_links", "1")["Location"]
    finished()
    Site.objects.update(max_links=5)

    answer = press(chief, address, "switch-on")

    assert answer.status_code == 409
    assert "Somebody changed this" in answer.content.decode()
    assert Site.objects.get().max_links == 5


def test_it_lets_a_moderator_switch_on_a_ban_and_no_setting(anna: Client, written: list[Comment]) -> None:
    address = try_out(anna, "email", "P0@spam.example")["Location"]
    finished()
    press(anna, address, "switch-on")
    assert [(ban.value, ban.by and ban.by.username) for ban in Ban.objects.all()] == [("p0@spam.example", "anna")]

    address = try_out(anna, "email_domain", "spam.example")["Location"]
    finished()
    page = look(anna, address)
    assert page.all("form", id="trial-form") == []
    assert "A chief moderator of the site can switch it on." in page.text
    form = form_values(look(anna, TRIALS), "trial-form")
    assert anna.post(address, {**form, "change": "switch-on"}).status_code == 403
    assert Ban.objects.count() == 1


def test_it_shows_nothing_of_other_sites(anna: Client, written: list[Comment]) -> None:
    elsewhere = factories.quiet_site("elsewhere", name="Elsewhere")
    rule = TriedRule(lists={ListKind.MODERATION: Typed("secret")})
    for site_id in (elsewhere.pk, None):
        trial = trials.start(rule, by=factories.moderator(), site_id=site_id)
        assert anna.get(f"{TRIALS}{trial.pk}/").status_code == 403

    assert "secret" not in look(anna, TRIALS).text
    listed = look(signed_in(factories.moderator()), TRIALS)
    assert [link for link in listed.all("a") if link.get("href") == f"{TRIALS}{trial.pk}/"]
    assert said(look(anna, TRIALS)) == []
