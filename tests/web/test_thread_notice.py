"""What readers see of a thread that moderators switched for a while: on our page, on host pages and in the API."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from comments.models import Override, Site, Thread
from comments.moderation import thread_switches
from tests.support import factories
from tests.support.pages import Element, parse
from tests.web.browsing import ARTICLE

THREAD = "/threads/times/?key=bridge"
API = "/api/v1/comments/?site=times&thread=bridge"
WHY = "It got <b>personal</b> here."


@pytest.fixture
def times(db: None) -> Site:
    return factories.quiet_site("times", time_zone="Europe/Berlin")


def switched(to: Override, **options: Any) -> Thread:
    thread = factories.thread_of(factories.published())
    until = timezone.now() + timedelta(hours=1)
    fields = {"by": factories.moderator(), "until": until, "note": WHY, "seen": None}
    return thread_switches.switch(thread.pk, to, **{**fields, **options})


def notice(client: Client, address: str = THREAD) -> str | None:
    found: list[Element] = parse(client.get(address)).all("div", class_="comments-notice")
    return found[0].text if found else None


def test_it_tells_readers_why_a_thread_is_closed_and_until_when(client: Client, times: Site) -> None:
    switched(Override.CLOSED)

    page = parse(client.get(THREAD))
    shown = page.one("div", class_="comments-notice").text

    assert WHY in shown
    assert "Moderators have closed the comments." in shown
    assert "(Europe/Berlin)" in shown
    assert not page.all("form", id="commentform")


@pytest.mark.parametrize("state", [Override.OPEN, Override.SLOW, Override.HOLD])
def test_it_keeps_the_form_where_a_thread_takes_comments(client: Client, times: Site, state: Override) -> None:
    switched(state)

    assert notice(client)
    assert parse(client.get(THREAD)).all("form", id="commentform")


def test_it_says_nothing_of_a_switch_that_is_over(client: Client, times: Site) -> None:
    switched(Override.CLOSED)
    Thread.objects.update(override_until=timezone.now() - timedelta(seconds=1))

    assert notice(client) is None
    assert parse(client.get(THREAD)).all("form", id="commentform")
    assert client.get(API).json()["thread"]["notice"] is None


def test_it_says_the_same_on_the_page_of_a_host(client: Client, on: dict[str, Any]) -> None:
    thread = factories.thread_of(factories.published(**on))
    thread_switches.switch(thread.pk, Override.SLOW, by=factories.moderator(), until=None, note=WHY, seen=None)

    assert WHY in (notice(client, ARTICLE) or "")


def test_it_tells_programs(client: Client, times: Site) -> None:
    found = switched(Override.CLOSED, until=None)

    thread = client.get(API).json()["thread"]

    assert (thread["open"], thread["closed_reason"]) == (False, "switch")
    since = found.override_since
    assert since is not None
    assert thread["notice"] == {"state": "closed", "note": WHY, "since": f"{since:%Y-%m-%dT%H:%M:%SZ}", "until": None}


def test_it_reads_a_page_with_a_notice_in_two_statements(
    client: Client, times: Site, django_assert_num_queries: Any
) -> None:
    switched(Override.HOLD)

    with django_assert_num_queries(2):
        client.get(THREAD)
