"""Pages that were refused lately, and how chief moderators allow them."""

from datetime import timedelta

import pytest

from comments.access import audit, origins
from comments.access.membership import ALL_SITES, access_of
from comments.errors import Invalid, NotAllowed
from comments.maintenance.chores import forgetting
from comments.models import RefusedOrigin, Role, Site
from tests.desk.conftest import member
from tests.support import factories
from tests.support.factories import NOON

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def noted(site: Site) -> list[str]:
    return [row.origin for row in origins.refused(ALL_SITES, site)]


def test_it_tells_of_each_origin_once_in_one_spelling_the_latest_first() -> None:
    site = factories.site()
    for minute, origin in enumerate(["https://a.example", "HTTPS://B.example:443", "https://a.example"]):
        origins.note_refused(origin, None, now=NOON + minute * HOUR)
    for nothing in ("null", "", "a.example", "https://a.example/path", f"https://{'a.' * 200}example", "\x00"):
        origins.note_refused(nothing, None, now=NOON)
    origins.note_refused("https://b.example", factories.site("herald").pk, now=NOON)

    assert noted(site) == ["https://a.example", "https://b.example"]
    assert noted(Site.objects.get(slug="herald")) == ["https://a.example", "https://b.example", "https://b.example"]


def test_it_keeps_few_however_many_are_made_up() -> None:
    site = factories.site()
    for number in range(2 * origins.MOST):
        origins.note_refused(f"https://{number}.example", None, now=NOON)
    first = noted(site)
    origins.note_refused("https://late.example", None, now=NOON + HOUR)

    assert len(first) == RefusedOrigin.objects.count() == origins.MOST
    assert noted(site)[0] == "https://late.example"
    assert forgetting.refused_origins(NOON + timedelta(days=31)) == origins.MOST


def test_it_shows_chiefs_what_their_site_refused_and_what_nobody_lists() -> None:
    site, other = factories.site(), factories.site("herald", origins="https://herald.example")
    origins.note_refused("https://new.example", None, now=NOON)
    origins.note_refused("https://herald.example", site.pk, now=NOON)
    chief, moderator = member("chief", site, Role.CHIEF), member("moderator", site)

    assert {row.origin for row in origins.refused(access_of(chief), site)} == {
        "https://new.example", "https://herald.example"
    }  # fmt: skip
    assert not origins.refused(access_of(moderator), site)
    assert not origins.refused(access_of(chief), other)
    assert noted(other) == ["https://new.example"]


def test_it_lets_a_chief_allow_an_origin_which_is_then_no_longer_told() -> None:
    site = factories.site(origins="https://times.example.org\nhttps://old.example")
    origins.note_refused("https://new.example:8443", None, now=NOON)
    chief = member("chief", site, Role.CHIEF)

    for _twice in range(2):
        origins.allow("https://new.example:8443", site.pk, by=chief)

    site.refresh_from_db()
    assert site.origins.split() == ["https://times.example.org", "https://old.example", "https://new.example:8443"]
    assert noted(site) == []
    assert [entry.text for entry in audit.find(ALL_SITES)] == ["Allowed https://new.example:8443 to post."]


def test_it_allows_nothing_else_and_nobody_else() -> None:
    site = factories.site()

    with pytest.raises(NotAllowed):
        origins.allow("https://new.example", site.pk, by=member("moderator", site))
    for wrong in ("null", "https://*.example", "https://a.example/path", "https://a.example\nhttps://b.example"):
        with pytest.raises(Invalid):
            origins.allow(wrong, site.pk, by=member(f"chief{len(wrong)}", site, Role.CHIEF))
    site.refresh_from_db()
    assert site.origins == "https://times.example.org"
