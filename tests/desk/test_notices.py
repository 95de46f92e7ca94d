"""One's own notices: how often somebody is told that comments wait, chosen by nobody but them."""

from datetime import time

import pytest
from django.contrib.auth.models import User
from django.test import Client

from comments.models import DeskVisit, Membership, NoticeSetting, Site
from comments.moderation.waiting import presence
from tests.admin.desk import filled_in, send
from tests.desk.conftest import member, signed_in
from tests.support import factories
from tests.support.pages import parse
from tests.support.responses import Response

pytestmark = pytest.mark.django_db

NOTICES = "/admin/desk/notices/"


@pytest.fixture(autouse=True)
def _nobody_noted() -> None:
    presence._noted.clear()


def choose(client: Client, **chosen: str) -> Response:
    return send(client, NOTICES, filled_in(parse(client.get(NOTICES)), "notices-form"), **chosen)


def kept() -> list[tuple[str, str | None, str]]:
    rows = NoticeSetting.objects.order_by("user__username", "site__slug")
    return sorted((row.user.username, row.site.slug if row.site else "", row.frequency) for row in rows)


def test_it_is_linked_from_the_desk_and_from_the_first_page_of_the_admin(anna: Client) -> None:
    for address in ("/admin/", "/admin/desk/"):
        assert NOTICES in [link.get("href") for link in parse(anna.get(address)).all("a")], address


def test_it_begins_with_none_in_the_zone_of_ones_sites(anna: Client, times: Site) -> None:
    Site.objects.update(time_zone="Europe/Kyiv")

    shown = filled_in(parse(anna.get(NOTICES)), "notices-form")

    assert {name: shown[name] for name in ("frequency", "at", "time_zone")} == {
        "frequency": "never", "at": "08:00", "time_zone": "Europe/Kyiv",
    }  # fmt: skip
    assert "site_" not in "".join(shown), "one site alone needs no list"
    assert not NoticeSetting.objects.exists()


def test_it_keeps_what_one_chose_for_oneself_alone(anna: Client, times: Site) -> None:
    member("otto", times)

    assert choose(anna, frequency="daily", at="17:30", time_zone="Europe/Berlin").status_code == 302

    row = NoticeSetting.objects.get()
    assert (row.user.username, row.site, row.frequency, row.at, row.time_zone) == (
        "anna", None, "daily", time(17, 30), "Europe/Berlin",
    )  # fmt: skip
    assert filled_in(parse(anna.get(NOTICES)), "notices-form")["at"] == "17:30"


def test_it_takes_another_choice_for_single_sites_and_forgets_it_again(mod: Client, times: Site) -> None:
    herald = factories.quiet_site("herald", name="Herald")
    own = f"site_{herald.pk}"

    choose(mod, frequency="hourly", **{own: "never"})
    assert kept() == [("mod", "", "hourly"), ("mod", "herald", "never")]
    page = parse(mod.get(NOTICES))
    assert "open" in page.one("form", id="notices-form").one("details")

    choose(mod, **{own: ""})
    assert kept() == [("mod", "", "hourly")]


def test_it_offers_the_sites_that_one_moderates_and_takes_no_others(times: Site) -> None:
    herald, foreign = factories.quiet_site("herald"), factories.quiet_site("foreign")
    otto = member("otto", times)
    Membership.objects.create(user=otto, site=herald)
    client = signed_in(otto)

    shown = filled_in(parse(client.get(NOTICES)), "notices-form")
    assert {name for name in shown if name.startswith("site_")} == {f"site_{times.pk}", f"site_{herald.pk}"}

    choose(client, frequency="hourly", **{f"site_{foreign.pk}": "at_once"})
    assert kept() == [("otto", "", "hourly")]


@pytest.mark.parametrize(
    ("name", "typed"),
    [("frequency", "often"), ("at", "25:00"), ("at", ""), ("time_zone", "Mars/Base"), ("time_zone", "")],
)
def test_it_says_what_it_cannot_take_and_keeps_what_was_typed(anna: Client, name: str, typed: str) -> None:
    refused = choose(anna, **{"frequency": "daily", "at": "09:15", name: typed})

    page = parse(refused)
    assert refused.status_code == 422
    assert page.one("ul", class_="errorlist").text
    assert name == "frequency" or filled_in(page, "notices-form")["frequency"] == "daily"
    assert not NoticeSetting.objects.exists()


def test_it_says_where_mails_go_or_that_none_can(anna: Client) -> None:
    assert "no email address" in parse(anna.get(NOTICES)).text

    User.objects.filter(username="anna").update(email="anna@times.example")

    assert "anna@times.example" in parse(anna.get(NOTICES)).text


def test_it_notes_who_is_at_the_desk_but_not_what_a_page_asks_by_itself(anna: Client, times: Site) -> None:
    anna.get("/admin/desk/live/", headers={"Accept": "application/json"})
    assert not DeskVisit.objects.exists()

    anna.get("/admin/desk/")
    assert DeskVisit.objects.get().site is None

    anna.get("/admin/desk/?site=times")
    assert DeskVisit.objects.get().site == times
