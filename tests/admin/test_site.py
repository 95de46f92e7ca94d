"""A site's discussion settings and its checks, in the admin."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comments.admin import site as site_admin
from comments.models import CheckSetting, ListKind, Membership, Role, Site
from comments.screening import pipeline, registry, word_lists
from tests.admin.conftest import signed_in
from tests.admin.desk import errors, filled_in, refused, save, send
from tests.support.pages import Element, parse

LISTED = [name for name in [*registry.CHECKS, *registry.OUTSIDE] if name not in registry.ALWAYS]


def address(site: Site) -> str:
    return f"/admin/comments/site/{site.pk}/change/"


def row_of(fields: dict[str, str], name: str) -> str:
    """The prefix of a check's fields."""
    return next(field.removesuffix("-check_name") for field, value in fields.items()
                if field.endswith("-check_name") and value == name)  # fmt: skip


def loaded(client: Client, site: Site) -> dict[str, str]:
    return filled_in(parse(client.get(address(site))), "site_form")


def sent(client: Client, site: Site, shown: dict[str, str], name: str, /, **changes: str | None) -> Any:
    row = row_of(shown, name)
    return send(client, address(site), shown, **{f"{row}-{field}": value for field, value in changes.items()})


def set_check(client: Client, site: Site, name: str, /, **changes: str | None) -> Any:
    return sent(client, site, loaded(client, site), name, **changes)


def stored(site: Site) -> list[tuple[str, bool, float]]:
    return list(site.check_settings.order_by("check_name").values_list("check_name", "is_on", "weight"))


def fields_of(form: Element) -> Iterator[str]:
    for control in form.walk():
        if control.tag in {"input", "select", "textarea"}:
            yield control["name"]


@pytest.mark.once
def test_it_offers_every_setting_of_a_site(moderator: Client, times: Site) -> None:
    offered = set(fields_of(parse(moderator.get(address(times))).one("form", id="site_form")))

    settings = {field.name for field in Site._meta.concrete_fields if field.editable} - {"id"}
    assert settings | {*ListKind} <= offered


@pytest.mark.once
def test_it_shows_six_settings_and_folds_the_others_by_subject(moderator: Client, times: Site) -> None:
    form = parse(moderator.get(address(times))).one("form", id="site_form")
    folded = [
        control["name"] for each in form.all("details") for control in each.walk()
        if control.tag in {"input", "select", "textarea"}
    ]  # fmt: skip
    named = [name for name in fields_of(form) if not name.startswith("_")]

    assert sorted(set(named) - set(folded) - {"csrfmiddlewaretoken", "seen"}) == sorted(site_admin.FIRST)
    first, second = form.all("details")[:2]
    assert set(ListKind) <= {control["name"] for control in first.all("textarea")}
    assert not second.all("textarea")


@pytest.mark.once
def test_it_unfolds_the_subject_of_a_mistake(moderator: Client, times: Site) -> None:
    page = parse(save(moderator, address(times), "site_form", max_links="-1"))

    assert not [each for each in page.all("details") if each.all("input", name="max_links")]
    assert page.one("input", name="max_links")["value"] == "-1"


def test_it_changes_how_a_site_moderates(moderator: Client, times: Site) -> None:
    changes = {"premoderation": "all", "standing_by": "name_email", "erase_days": "7", "protected_names": "desk",
               "new_threads_open": None}  # fmt: skip

    assert save(moderator, address(times), "site_form", **changes).status_code == 302

    times.refresh_from_db()
    assert (times.premoderation, times.standing_by, times.erase_days) == ("all", "name_email", 7)
    assert (times.new_threads_open, times.show_consent) == (False, True)
    assert word_lists.lines_of(times)[ListKind.PROTECTED] == "desk"


def test_it_refuses_rules_that_cannot_work(moderator: Client, times: Site) -> None:
    wrong = {
        "premoderation": "never", "standing_by": "", "approvals_needed": "0", "hold_percent": "101",
        "hold_budget": "5", "spam_budget": "1", "repeat_hours": "721", "erase_days": "-1", "order": "best",
        "old_threads": "delete", "guidelines": "x" * 5001,
    }  # fmt: skip

    assert refused(save(moderator, address(times), "site_form", **wrong)) == set(wrong)


@pytest.mark.once
def test_it_names_the_lines_of_word_lists_that_cannot_be_used(moderator: Client, times: Site) -> None:
    lists = [ListKind.MODERATION, ListKind.DISALLOWED]
    words = dict.fromkeys([kind.value for kind in lists], "casino\r\n/(unclosed/\r\n*\r\n")

    said = errors(save(moderator, address(times), "site_form", **words))

    assert [number in text for number, text in zip("2323", said, strict=True)] == [True] * 4
    assert [word_lists.lines_of(times)[kind] for kind in lists] == ["", ""]


def test_it_leaves_the_lists_alone_that_nobody_changed(moderator: Client, times: Site) -> None:
    lists = {ListKind.MODERATION: "casino\nrefund*", ListKind.PROTECTED: "desk"}
    word_lists.keep(times, lists)

    assert save(moderator, address(times), "site_form", name="The Times").status_code == 302

    assert word_lists.lines_of(times) == {**lists, ListKind.DISALLOWED: ""}


@pytest.mark.once
def test_it_lists_every_check_that_can_be_set_by_its_name(moderator: Client, times: Site) -> None:
    rows = parse(moderator.get(address(times))).one("fieldset", class_="checks").one("tbody").all("tr")

    assert [row.one("th").text for row in rows] == [str(registry.LABELS[name]) for name in LISTED]
    assert all(control.get("aria-label") for row in rows for control in row.all("input") if control["type"] != "hidden")


def test_it_keeps_no_record_of_checks_that_nobody_changed(moderator: Client, times: Site) -> None:
    save(moderator, address(times), "site_form", name="The Times")

    assert stored(times) == []


def test_it_switches_one_check_off(moderator: Client, times: Site) -> None:
    assert set_check(moderator, times, "links", is_on=None).status_code == 302

    assert stored(times) == [("links", False, 1.0)]
    assert "links" not in [step.name for step in pipeline.planned_checks(times.check_settings.all())]


def test_it_changes_a_check_again(moderator: Client, times: Site) -> None:
    shown = loaded(moderator, times)
    sent(moderator, times, shown, "links", weight="0.5")
    sent(moderator, times, shown, "form_signals", weight="0")
    set_check(moderator, times, "links", is_on=None, position="5")

    assert stored(times) == [("form_signals", True, 0.0), ("links", False, 0.5)]
    rows = parse(moderator.get(address(times))).one("fieldset", class_="checks").one("tbody").all("tr")
    assert rows[0].one("th").text == str(registry.LABELS["links"])


def test_it_refuses_weights_and_positions_that_mean_nothing(moderator: Client, times: Site) -> None:
    wrong = [{"weight": "1.1"}, {"weight": "-1"}, {"weight": "nan"}, {"weight": ""}, {"position": "-1"},
             {"position": "99999999"}]  # fmt: skip
    shown = loaded(moderator, times)
    changes = {
        f"{row_of(shown, name)}-{field}": value
        for name, change in zip(LISTED, wrong, strict=False)
        for field, value in change.items()
    }

    assert refused(send(moderator, address(times), shown, **changes)) == set(changes)
    assert stored(times) == []


def test_it_refuses_checks_that_cannot_be_set(moderator: Client, times: Site) -> None:
    wrong = ["", "nonsense", "premoderation", "standing", "bans", "screening", "\x00"]
    shown = loaded(moderator, times)
    rows = [row_of(shown, name) for name in LISTED[: len(wrong)]]
    names = {f"{row}-check_name": name for row, name in zip(rows, wrong, strict=True)}

    answer = send(moderator, address(times), {**shown, **names, **{f"{row}-weight": "0.5" for row in rows}})

    assert refused(answer) == set(names)
    assert stored(times) == []


def test_it_refuses_one_check_twice(moderator: Client, times: Site) -> None:
    CheckSetting.objects.create(site=times, check_name="form_signals", weight=0.5)
    assert errors(set_check(moderator, times, "links", check_name="form_signals", weight="0.5"))
    assert stored(times) == [("form_signals", True, 0.5)]


def test_it_loses_nothing_when_two_change_different_checks_at_once(moderator: Client, times: Site) -> None:
    shown = loaded(moderator, times)
    assert sent(moderator, times, shown, "moderation_words", weight="0.25").status_code == 302

    assert sent(moderator, times, shown, "links", weight="0.5").status_code == 302

    assert stored(times) == [("links", True, 0.5), ("moderation_words", True, 0.25)]


def test_it_hides_a_check_that_there_is_no_more(moderator: Client, times: Site) -> None:
    CheckSetting.objects.create(site=times, check_name="perspective", is_on=False)

    page = parse(moderator.get(address(times)))

    assert "perspective" not in page.raw
    assert sent(moderator, times, filled_in(page, "site_form"), "links", is_on=None).status_code == 302


def test_it_begins_a_site_with_its_checks(moderator: Client, times: Site) -> None:
    row = "check_settings-0"
    response = save(moderator, "/admin/comments/site/add/", "site_form",
                    name="The Herald", slug="herald", **{f"{row}-weight": "0.5"})  # fmt: skip

    assert response.status_code == 302
    assert stored(Site.objects.get(slug="herald")) == [(LISTED[0], True, 0.5)]


def staff(*permissions: str) -> Client:
    user = User.objects.create(username="deputy", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    Membership.objects.create(user=user, role=Role.CHIEF)
    return signed_in(user)


def test_it_lets_who_may_change_sites_change_checks(times: Site) -> None:
    assert set_check(staff("change_site"), times, "links", is_on=None).status_code == 302
    assert stored(times) == [("links", False, 1.0)]


@pytest.mark.once
def test_it_shows_checks_to_who_may_only_look(times: Site) -> None:
    client = staff("view_site")

    page = parse(client.get(address(times)))

    assert not page.one("fieldset", class_="checks").all("input", type="number")
    assert client.post(address(times), {"name": "Mine"}).status_code == 403


@pytest.mark.once
def test_it_shows_no_settings_to_other_staff(colleague: Client, times: Site) -> None:
    assert colleague.get(address(times)).status_code == 403


def test_it_reads_a_site_in_few_queries(moderator: Client, times: Site) -> None:
    with CaptureQueriesContext(connection) as queries:
        moderator.get(address(times))

    assert len(queries) <= 11
