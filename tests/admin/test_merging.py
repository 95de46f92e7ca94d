"""Two people with the same form open: neither undoes unseen what the other saved."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from comments.models import Ban, CheckSetting, Site, TrustedAuthor
from project.newsroom.models import Article
from tests.admin.desk import errors, filled_in, send
from tests.support import factories
from tests.support.factories import NOON
from tests.support.pages import parse
from tests.support.responses import Response


@pytest.fixture
def other(moderator: Client) -> Client:
    """Otto, whose CSRF tokens are no matter here."""
    client = Client()
    client.force_login(factories.moderator("Otto"))
    return client


def make(model: str, site: Site) -> Any:
    if model == "comments/site":
        return site
    if model == "comments/thread":
        return factories.thread_of(factories.published())
    if model == "comments/ban":
        return Ban.objects.create(
            site=site, kind="email", value="a@spam.example", created_at=NOON, until=timezone.now()
        )
    if model == "comments/trustedauthor":
        return TrustedAuthor.objects.create(site=site, email="a@a.example", name="Ada", created_at=NOON)
    factories.quiet_site("newsroom")
    return Article.objects.create(section="city", slug="a", title="A", body="One.\n\nTwo.", published_at=NOON)


# Of each form some fields, and what the two people put there.
FORMS: dict[str, tuple[dict[str, str | None], dict[str, str | None]]] = {
    "comments/site": (
        {
            "guidelines": "Be kind.",
            "page_size": "20",
            "require_name_email": None,
            "moderation_words": "casino\r\npills",
        },
        {"name": "The Evening Times", "max_links": "4", "protected_names": "desk\r\neditor", "show_consent": None},
    ),
    "comments/thread": ({"title": "Mine"}, {"is_open": None}),
    "comments/ban": ({"note": "Mine.", "until_0": "2030-01-01"}, {"effect": "spam", "value": "b@spam.example"}),
    "comments/trustedauthor": ({"note": "Mine."}, {"name": "Ada L."}),
    "newsroom/article": ({"title": "Mine", "body": "Mine."}, {"comments_open": None, "byline": "Otto"}),
}


def form_of(client: Client, model: str, row: Any) -> tuple[str, dict[str, str]]:
    """The address, and what the form would send as it stands."""
    address = f"/admin/{model}/{row.pk}/change/"
    return address, values_of(client.get(address), model)


def values_of(page: Response, model: str) -> dict[str, str]:
    return filled_in(parse(page), f"{model.partition('/')[2]}_form")


@pytest.mark.parametrize("model", FORMS)
def test_it_keeps_what_both_changed_in_different_fields(
    model: str, moderator: Client, other: Client, times: Site
) -> None:
    (mine, theirs), row = FORMS[model], make(model, times)
    address, shown = form_of(moderator, model, row)

    assert send(other, address, shown, **theirs).status_code == 302
    assert send(moderator, address, shown, **mine).status_code == 302

    now = form_of(moderator, model, row)[1]
    wanted = {**mine, **theirs}
    assert {name: _lines(now.get(name)) for name in wanted} == {name: _lines(value) for name, value in wanted.items()}


def _lines(value: str | None) -> str | None:
    return None if value is None else "\n".join(value.splitlines())


@pytest.mark.parametrize("model", FORMS)
def test_it_refuses_what_both_changed(model: str, moderator: Client, other: Client, times: Site) -> None:
    # Of two people who both change a tick, both want the same.
    mine, row = {name: value for name, value in FORMS[model][0].items() if value is not None}, make(model, times)
    address, shown = form_of(moderator, model, row)
    theirs = {name: {"until_0": "2031-01-01", "page_size": "30"}.get(name, f"Theirs {name}\r\nhere") for name in mine}
    assert send(other, address, shown, **theirs).status_code == 302
    before = form_of(other, model, row)[1]

    response = send(moderator, address, shown, **mine)

    told = [text for text in errors(response) if "Otto" in text]
    assert len(told) == len(mine)
    for value in theirs.values():
        assert any(value.split("\r\n")[0] in text for text in told)
    assert _but_marks(form_of(other, model, row)[1]) == _but_marks(before)
    again = values_of(response, model)
    assert {name: _lines(again[name]) for name in mine} == {name: _lines(value) for name, value in mine.items()}
    assert send(moderator, address, again).status_code == 302
    now = form_of(other, model, row)[1]
    assert {name: _lines(now[name]) for name in mine} == {name: _lines(value) for name, value in mine.items()}


def _but_marks(values: dict[str, str]) -> dict[str, str]:
    """Without when the form was loaded."""
    return {name: value for name, value in values.items() if not name.endswith(("seen", "csrfmiddlewaretoken"))}


def test_it_undoes_nothing_when_a_refused_form_is_sent_again(moderator: Client, other: Client, times: Site) -> None:
    address, shown = form_of(moderator, "comments/site", times)
    send(other, address, shown, name="Theirs", guidelines="Theirs.")

    again = values_of(send(moderator, address, shown, name="Mine"), "comments/site")
    assert send(moderator, address, again).status_code == 302

    times.refresh_from_db()
    assert (times.name, times.guidelines) == ("Mine", "Theirs.")


def row_of(fields: dict[str, str], check: str) -> str:
    return next(name.removesuffix("check_name") for name, value in fields.items() if value == check)


def test_it_keeps_checks_apart(moderator: Client, other: Client, times: Site) -> None:
    CheckSetting.objects.create(site=times, check_name="links", weight=0.5)
    address, shown = form_of(moderator, "comments/site", times)
    CheckSetting.objects.update(weight=0.25)
    row = row_of(shown, "links")

    assert send(moderator, address, shown, **{f"{row}position": "7"}).status_code == 302
    assert list(CheckSetting.objects.values_list("weight", "position")) == [(0.25, 7)]
    told = errors(send(moderator, address, shown, **{f"{row}weight": "0.75"}))
    assert any("changed this in the meantime. It is now: 0.25." in text for text in told)


def test_it_keeps_apart_who_set_checks_for_the_first_time(moderator: Client, other: Client, times: Site) -> None:
    """Neither window had a row for them."""
    address, shown = form_of(moderator, "comments/site", times)
    checks = ("links", "form_signals", "moderation_words")
    weighed, ticked, moved = (row_of(shown, check) for check in checks)
    theirs = {f"{row}weight": "0.5" for row in (weighed, ticked, moved)}
    assert send(other, address, shown, **theirs).status_code == 302

    def stored() -> list[tuple[float, bool, bool]]:
        rows = {row.check_name: row for row in CheckSetting.objects.all()}
        return [(rows[check].weight, rows[check].is_on, rows[check].position == 7) for check in checks]

    assert send(moderator, address, shown, **{f"{ticked}is_on": None, f"{moved}position": "7"}).status_code == 302
    assert stored() == [(0.5, True, False), (0.5, False, False), (0.5, True, True)]
    answer = send(moderator, address, shown, **{f"{weighed}weight": "0.25", "guidelines": "Long and typed."})
    assert any("0.5" in text for text in errors(answer))
    assert stored()[0] == (0.5, True, False)
    assert send(moderator, address, values_of(answer, "comments/site")).status_code == 302
    assert stored() == [(0.25, True, False), (0.5, False, False), (0.5, True, True)]
    assert Site.objects.get().guidelines == "Long and typed."


def test_it_says_the_time_that_a_colleague_set_as_the_form_has_it(moderator: Client, times: Site) -> None:
    Site.objects.update(time_zone="America/New_York")
    ban = make("comments/ban", times)
    address, shown = form_of(moderator, "comments/ban", ban)
    Ban.objects.update(until=datetime(2031, 1, 1, 3, 30, tzinfo=UTC))

    (told,) = errors(send(moderator, address, shown, until_0="2030-01-01"))

    assert "2030-12-31 22:30:00" in told


def test_it_says_whose_change_it_was_and_nobody_elses(moderator: Client, other: Client, times: Site) -> None:
    address, shown = form_of(moderator, "comments/site", times)
    assert send(other, address, shown, page_size="20").status_code == 302
    shown["seen"] = shown["seen"].replace('"@": ', '"@": 9')
    Site.objects.update(name="By a script")

    (told,) = errors(send(moderator, address, shown, name="Mine"))[-1:]

    assert told.startswith("Somebody changed this in the meantime. It is now: By a script.")


def test_it_survives_odd_marks(moderator: Client, times: Site) -> None:
    address, shown = form_of(moderator, "comments/trustedauthor", make("comments/trustedauthor", times))
    odd = ["", "x", "[]", "{}", "\x00", '{"name": 1, "@": "x"}', '{"@": -1e99}', "1" * 5000, "[" * 50_000]

    for number, marks in enumerate(odd):
        response = send(moderator, address, shown, seen=marks, note=f"Mine {number}.")
        assert response.status_code in (200, 302), marks[:50]


def test_it_saves_a_form_of_a_script(moderator: Client, times: Site) -> None:
    address, shown = form_of(moderator, "comments/site", times)

    assert send(moderator, address, shown, seen=None, name="Mine").status_code == 302
    assert Site.objects.get().name == "Mine"
