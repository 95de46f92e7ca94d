"""Times in the admin: in one zone on all pages, and it is named."""

import pytest
from django.test import Client

from comments.models import Ban, Site
from tests.admin.cards import address_of, clustered
from tests.desk.hands import DESK
from tests.desk.hands import address_of as page_of
from tests.support import factories
from tests.support.factories import NOON
from tests.support.pages import parse


def addresses() -> list[str]:
    cluster = clustered(2)
    comment = cluster.comments.all()[0]
    ban = Ban.objects.create(site=cluster.site, kind="email", value="a@a.example", until=NOON, created_at=NOON)
    rules = f"/admin/comments/ban/{ban.pk}"
    cards = ["/admin/comments/cluster/", address_of(cluster)]
    return [
        DESK,
        page_of(comment),
        f"{page_of(comment)}?show=checks",
        *cards,
        f"{rules}/change/",
        "/admin/comments/ban/",
    ]


@pytest.mark.once
@pytest.mark.parametrize("zone", ["Asia/Kathmandu", "America/New_York"])
def test_it_shows_and_names_the_zone_of_the_sites(zone: str, moderator: Client) -> None:
    Site.objects.update(time_zone=zone)

    pages = [parse(moderator.get(address)) for address in addresses()]

    assert {page.one("p", class_="zone").text for page in pages} == {f"All times are in the zone {zone}."}
    shown = {"Asia/Kathmandu": "5:45 p.m.", "America/New_York": ("8 a.m.", "7 a.m.")}[zone]
    assert any(time in pages[0].text for time in ([shown] if isinstance(shown, str) else shown))
    field = pages[5].one("input", id="id_until_1")["value"]
    assert field == {"Asia/Kathmandu": "17:45:00"}.get(zone, field)


@pytest.mark.once
def test_it_shows_utc_where_sites_differ(moderator: Client) -> None:
    factories.quiet_site("herald", time_zone="Asia/Tokyo")

    for address in addresses():
        assert "All times are in the zone UTC." in moderator.get(address).content.decode()


def test_it_takes_times_as_it_shows_them(moderator: Client) -> None:
    Site.objects.update(time_zone="Asia/Kathmandu")
    ban = Ban.objects.create(site=Site.objects.get(), kind="email", value="a@a.example", created_at=NOON)
    address = f"/admin/comments/ban/{ban.pk}/change/"
    token = parse(moderator.get(address)).one("form", id="ban_form").one("input", name="csrfmiddlewaretoken")["value"]
    values = {"site": ban.site_id, "kind": "email", "value": "a@a.example", "effect": "hold", "note": ""}

    moderator.post(address, {**values, "until_0": "2030-01-01", "until_1": "17:45", "csrfmiddlewaretoken": token})

    ban.refresh_from_db()
    assert ban.until is not None and ban.until.isoformat() == "2030-01-01T12:00:00+00:00"
