"""A flood is cleared by a few keys; more than a hundred comments want their number typed, and Enter sends nothing."""

import pytest
from playwright.sync_api import expect

from comments.models import Cluster, Comment, Site
from comments.statuses import Status
from tests.e2e.desk_hands import SitDown, waiting
from tests.e2e.test_desk_keys import objections
from tests.support.factories import NOON
from tests.support.servers import wait_until

# What a browser's scripts do does not depend on the database.
pytestmark = pytest.mark.once


def flood(times: Site, *sizes: int) -> None:
    """Clusters of so many comments that wait in the thread of an honest one, and bear a link."""
    (honest,) = waiting(1)
    number = honest.number
    for size in sizes:
        cluster = Cluster.objects.create(site=times, first=None, size=size, first_at=NOON, last_at=NOON)
        rows = []
        for place in range(1, size + 1):
            number += 1
            rows.append(
                Comment(
                    thread=honest.thread, site=times, number=number, path=f"{number:06}", depth=1, created_at=NOON,
                    text=f"See www.page{size}.example", html="<p>See</p>", cluster=cluster, cluster_place=place,
                )
            )  # fmt: skip
        Comment.objects.bulk_create(rows)


def test_it_clears_a_flood_by_keys_and_takes_it_back_by_one(sit_down: SitDown, times: Site) -> None:
    flood(times, 61, 60)
    anna = sit_down()
    anna.press("f")
    ticked = anna.page.locator(".flood-ticked")
    expect(anna.page.locator("html.has-keys .flood-cluster")).to_have_count(2)

    anna.press("1", "x")
    expect(ticked).to_have_text("60 ticked")
    anna.press("l")
    expect(anna.page.locator(".flood-ten li")).to_have_count(10)
    assert objections(anna) == []
    anna.press("l", "x", "s")
    number = anna.page.locator("[name=number]")
    expect(number).to_be_focused()
    anna.press("1", "2", "1", "Enter")
    expect(number).to_have_value("121")
    assert objections(anna) == []
    anna.press("Control+Enter")

    anna.hears("121 comments are being marked as spam.")
    spam = Comment.objects.filter(status=Status.SPAM)
    wait_until(lambda: spam.count() == 121, seconds=15, what="the end of the decision")
    assert Comment.objects.filter(status=Status.PENDING).count() == 1
    anna.press("z")
    wait_until(lambda: spam.count() == 0, seconds=15, what="the undoing")
