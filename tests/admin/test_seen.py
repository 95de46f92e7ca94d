"""Two people with the same form open: neither undoes unseen what the other saved."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import timezone

from comments.models import Ban, CheckSetting, Site, TrustedAuthor
from project.newsroom.models import Article
from tests import build
from tests.admin.conftest import signed_in
from tests.admin.desk import errors, save
from tests.build import NOON
from tests.pages import Element, form_values, parse


@pytest.fixture
def other(moderator: Client) -> Client:
    return signed_in(build.moderator("Otto"))


def make(kind: str, site: Site) -> Any:
    if kind == "site":
        return site
    if kind == "thread":
        return build.thread_of(build.published())
    if kind == "ban":
        return Ban.objects.create(
            site=site, kind="email", value="a@spam.example", created_at=NOON, until=timezone.now()
        )
    if kind == "trustedauthor":
        return TrustedAuthor.objects.create(site=site, email="a@a.example", name="Ada", created_at=NOON)
    build.quiet_site("newsroom")
    return Article.objects.create(section="city", slug="a", title="A", body="One.\n\nTwo.", published_at=NOON)


# Of each form two fields, and what the two people put there.
FORMS: list[tuple[str, str, dict[str, str | None], dict[str, str | None]]] = [
    ("site", "comments", {"guidelines": "Be kind."}, {"name": "The Evening Times"}),
    ("site", "comments", {"page_size": "20"}, {"guidelines": "Be brief.\r\nAlways."}),
    ("site", "comments", {"require_name_email": None}, {"max_links": "4"}),
    ("site", "comments", {"moderation_words": "casino\r\npills"}, {"disallowed_words": "viagra"}),
    ("thread", "comments", {"title": "Mine"}, {"is_open": None}),
    ("ban", "comments", {"note": "Mine."}, {"effect": "spam"}),
    ("ban", "comments", {"until_0": "2030-01-01"}, {"value": "b@spam.example"}),
    ("trustedauthor", "comments", {"note": "Mine."}, {"name": "Ada L."}),
    ("article", "newsroom", {"title": "Mine"}, {"comments_open": None}),
    ("article", "newsroom", {"body": "Mine."}, {"byline": "Otto"}),
]


def form_of(client: Client, kind: str, app: str, row: Any) -> tuple[str, dict[str, str]]:
    """The address, and what the form would send as it stands."""
    address = f"/admin/{app}/{kind}/{row.pk}/change/"
    return address, values_of(parse(client.get(address)), kind)


def values_of(page: Element, kind: str) -> dict[str, str]:
    values = form_values(page, f"{kind}_form")
    for element in page.one("form", id=f"{kind}_form").all("select"):
        chosen = [option["value"] for option in element.all("option") if "selected" in option]
        values[element["name"]] = chosen[0] if chosen else ""
    return {name: value for name, value in values.items() if not name.startswith("_")}


def send(client: Client, address: str, values: dict[str, str], changes: dict[str, str | None]) -> Any:
    merged = {name: value for name, value in {**values, **changes}.items() if value is not None}
    return client.post(address, urlencode(merged), content_type="application/x-www-form-urlencoded")


@pytest.mark.parametrize(("kind", "app", "mine", "theirs"), FORMS)
def test_it_keeps_what_both_changed_in_different_fields(
    kind: str, app: str, mine: dict[str, str | None], theirs: dict[str, str | None],
    moderator: Client, other: Client, times: Site,
) -> None:  # fmt: skip
    row = make(kind, times)
    address, shown = form_of(moderator, kind, app, row)
    their_address, their_values = form_of(other, kind, app, row)

    assert send(other, their_address, their_values, theirs).status_code == 302
    assert send(moderator, address, shown, mine).status_code == 302

    now = form_of(moderator, kind, app, row)[1]
    wanted = {**mine, **theirs}
    assert {name: _lines(now.get(name)) for name in wanted} == {name: _lines(value) for name, value in wanted.items()}


def _lines(value: str | None) -> str | None:
    return None if value is None else "\n".join(value.splitlines())


# Of two people who both change a tick, both want the same.
@pytest.mark.parametrize(("kind", "app", "mine", "_theirs"), [form for form in FORMS if None not in form[2].values()])
def test_it_refuses_what_both_changed(
    kind: str, app: str, mine: dict[str, str | None], _theirs: object, moderator: Client, other: Client, times: Site
) -> None:
    (name, value), row = next(iter(mine.items())), make(kind, times)
    address, shown = form_of(moderator, kind, app, row)
    theirs = {"until_0": "2031-01-01", "page_size": "30"}.get(name, "Theirs\r\nhere")
    send(other, address, form_of(other, kind, app, row)[1], {name: theirs})

    response = send(moderator, address, shown, mine)

    (told,) = [text for text in errors(response) if "Otto" in text]
    assert theirs.split("\r\n")[0] in told or "2031" in told
    assert form_of(other, kind, app, row)[1][name] != value
    again = values_of(parse(response), kind)
    assert _lines(again[name]) == _lines(value)
    assert send(moderator, address, again, {}).status_code == 302
    assert _lines(form_of(other, kind, app, row)[1][name]) == _lines(value)


def test_it_undoes_nothing_when_a_refused_form_is_sent_again(moderator: Client, other: Client, times: Site) -> None:
    address, shown = form_of(moderator, "site", "comments", times)
    send(other, address, shown, {"name": "Theirs", "guidelines": "Theirs.", "csrfmiddlewaretoken": _token(other)})

    again = values_of(parse(send(moderator, address, shown, {"name": "Mine"})), "site")
    assert send(moderator, address, again, {}).status_code == 302

    times.refresh_from_db()
    assert (times.name, times.guidelines) == ("Mine", "Theirs.")


def _token(client: Client) -> str:
    return form_of(client, "site", "comments", Site.objects.get())[1]["csrfmiddlewaretoken"]


def test_it_keeps_checks_apart(moderator: Client, other: Client, times: Site) -> None:
    CheckSetting.objects.create(site=times, check_name="links", weight=0.5)
    page = parse(moderator.get(f"/admin/comments/site/{times.pk}/change/"))
    fields = [field["name"] for field in page.all("input") if (field.get("name") or "").endswith("-weight")]
    CheckSetting.objects.update(weight=0.25)
    saved = next(name for name in fields if values_of(page, "site")[name] == "0.5")
    values = values_of(page, "site")

    other_field = saved.replace("weight", "position")
    assert send(moderator, f"/admin/comments/site/{times.pk}/change/", values, {other_field: "7"}).status_code == 302
    assert list(CheckSetting.objects.values_list("weight", "position")) == [(0.25, 7)]
    told = errors(send(moderator, f"/admin/comments/site/{times.pk}/change/", values, {saved: "0.75"}))
    assert any("changed this in the meantime. It is now: 0.25." in text for text in told)


@pytest.mark.parametrize("mine", ["weight", "is_on", "position"])
def test_it_keeps_apart_who_set_a_check_for_the_first_time(
    mine: str, moderator: Client, other: Client, times: Site
) -> None:
    """Neither window had a row for it."""
    address, shown = form_of(moderator, "site", "comments", times)
    (prefix,) = [name.removesuffix("check_name") for name, value in shown.items() if value == "links"]
    assert send(other, address, {**shown, **_csrf(other, address)}, {f"{prefix}weight": "0.5"}).status_code == 302
    changes: dict[str, str | None] = {"weight": "0.25", "is_on": None, "position": "7"}

    answer = send(moderator, address, shown, {f"{prefix}{mine}": changes[mine], "guidelines": "Long and typed."})

    (row,) = CheckSetting.objects.values("weight", "is_on", "position")
    if mine == "weight":
        assert any("0.5" in text for text in errors(answer))
        assert row["weight"] == 0.5
        assert send(moderator, address, values_of(parse(answer), "site"), {}).status_code == 302
        assert CheckSetting.objects.get().weight == 0.25
        assert Site.objects.get().guidelines == "Long and typed."
        return
    assert answer.status_code == 302
    assert (row["weight"], row["is_on"], row["position"] == 7) == (0.5, mine != "is_on", mine == "position")


def _csrf(client: Client, address: str) -> dict[str, str]:
    return {"csrfmiddlewaretoken": form_values(parse(client.get(address)), "site_form")["csrfmiddlewaretoken"]}


def test_it_says_the_time_that_a_colleague_set_as_the_form_has_it(moderator: Client, times: Site) -> None:
    Site.objects.update(time_zone="America/New_York")
    ban = make("ban", times)
    address, shown = form_of(moderator, "ban", "comments", ban)
    Ban.objects.update(until=datetime(2031, 1, 1, 3, 30, tzinfo=UTC))

    (told,) = errors(send(moderator, address, shown, {"until_0": "2030-01-01"}))

    assert "2030-12-31 22:30:00" in told


def test_it_says_whose_change_it_was_and_nobody_elses(moderator: Client, other: Client, times: Site) -> None:
    save(other, f"/admin/comments/site/{times.pk}/change/", "site_form", page_size="20")
    address, shown = form_of(moderator, "site", "comments", times)
    shown["seen"] = shown["seen"].replace('"@": ', '"@": 9')
    Site.objects.update(name="By a script")

    (told,) = errors(send(moderator, address, shown, {"name": "Mine"}))[-1:]

    assert told.startswith("Somebody changed this in the meantime. It is now: By a script.")


@pytest.mark.parametrize(
    "marks", ["", "x", "[]", "{}", "\x00", '{"name": 1, "@": "x"}', '{"@": -1e99}', "1" * 5000, "[" * 50_000]
)
def test_it_survives_odd_marks(marks: str, moderator: Client, times: Site) -> None:
    address, shown = form_of(moderator, "site", "comments", times)

    assert send(moderator, address, {**shown, "seen": marks}, {"name": "Mine"}).status_code in (200, 302)


def test_it_saves_a_form_of_a_script(moderator: Client, times: Site) -> None:
    address, shown = form_of(moderator, "site", "comments", times)
    del shown["seen"]

    assert send(moderator, address, shown, {"name": "Mine"}).status_code == 302
    assert Site.objects.get().name == "Mine"
