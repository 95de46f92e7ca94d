"""The dashboard: what it counts is what the comments and decisions say, drawn without script, for one's own sites."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from django.test import Client
from django.utils import translation

from comments.counters import queries
from comments.counters.queries import DayNumber
from comments.desk import charts
from comments.models import Comment, ReviewSample, Role, Site
from comments.moderation import decisions
from tests.desk import hands
from tests.desk.conftest import member, signed_in
from tests.support import factories
from tests.support.pages import Element, parse

DASHBOARD = "/admin/desk/dashboard/"
DAY = date(2026, 3, 2)


def count(site: Site, what: str, number: int, *, ago: int = 0, check: str = "") -> None:
    day = (datetime.now(UTC) - timedelta(days=ago)).date()
    queries.add_to_days({DayNumber(site.pk, day, what, check): number})


def table(page: Element, heading: str) -> dict[str, list[str]]:
    """The cells of the first table below a heading, by the title of their row."""
    rows = page.one("section", aria_labelledby=heading).all("table")[0].all("tr")[1:]
    return {row.one("th").text: [cell.text for cell in row.all("td")] for row in rows}


def test_it_shows_today_and_the_last_30_days(mod: Client, times: Site) -> None:
    for what, number in {"received": 1200, "approved": 700, "held": 90, "rejected": 8, "spam": 400}.items():
        count(times, what, number, ago=29)
        count(times, what, 1)
        count(times, what, 5000, ago=30)
    count(times, "after_12", 60)
    count(times, "after_24", 40)

    numbers = table(parse(mod.get(DASHBOARD)), "dash-numbers")

    assert numbers["Received"] == ["1", "1,201"]
    assert [*numbers.values()][1:5] == [["1", "701"], ["1", "91"], ["1", "9"], ["1", "401"]]
    assert numbers["Time to a decision, median"] == ["1 minute"] * 2
    assert numbers["95 of 100 decided within"] == ["1 hour, 21 minutes"] * 2


def test_it_draws_each_day_with_a_table_behind(mod: Client, times: Site) -> None:
    count(times, "received", 30, ago=1)
    count(times, "received", 60)
    page = parse(mod.get(DASHBOARD))
    figures = page.one("div", class_="dash-charts").all("figure")
    heights = [float(bar["height"]) for bar in figures[0].one("svg").all("rect", class_="chart-bar")]

    assert len(figures) == 6
    assert heights[1] == pytest.approx(2 * heights[0], abs=0.2)
    assert [cell.text for cell in figures[0].one("details").all("td")] == ["60", "30", *["0"] * 28]
    for figure in figures:
        named = figure.one("svg", role="img")["aria-labelledby"].split()
        assert all(figure.one(id=one).text for one in named)
    assert not [element for element in page.walk() if "style" in element or element.tag == "style"]


def test_it_says_how_people_decided_where_a_check_objected(mod: Client, times: Site) -> None:
    for what, number in {"objected": 10, "approved": 2, "spam": 3, "rejected": 4}.items():
        count(times, what, number, check="links")
    count(times, "objected", 4, check="gone-since")

    count(times, "sampled_spam", 3, check="links")
    count(times, "right_spam", 2, check="links")

    checks = table(parse(mod.get(DASHBOARD)), "dash-checks")

    assert checks == {"Links": ["10", "7", "2", "78 %", "2 of 3"], "gone-since": ["4", "0", "0", "–", "–"]}


def test_it_offers_a_sample_to_look_at_and_says_how_often_the_checks_are_right(mod: Client, times: Site) -> None:
    for what, number in {"sampled_spam": 60, "right_spam": 57, "sampled_approved": 1, "right_approved": 1}.items():
        count(times, what, number)
    comment = factories.published()
    ReviewSample.objects.create(comment=comment, day=DAY, status="approved")
    Comment.objects.filter(pk=comment.pk).update(unseen=True)

    page = parse(mod.get(DASHBOARD))
    assert table(page, "dash-sample") == {
        "Marked as spam": ["60", "57", "86 to 98 %"],
        "Published": ["1", "1", "21 to 100 %"],
    }
    link = page.one("section", aria_labelledby="dash-sample").one("a")
    assert link.text == "Look at the 1 comment of today's sample"
    assert hands.rows(hands.look(mod, link["href"])) == [comment.pk]

    hands.press(mod, f"{hands.address_of(comment)}?queue=sample", "confirm")
    assert table(parse(mod.get(DASHBOARD)), "dash-sample")["Published"] == ["2", "2", "34 to 100 %"]
    assert not [link for link in parse(mod.get("/admin/desk/")).all("a") if link.get("data-queue") == "sample"]


def test_it_shows_decisions_by_moderator_to_chiefs_of_sites_that_count_them(anna: Client, times: Site) -> None:
    otto, comments = factories.moderator("otto"), [factories.screened() for _number in range(2)]
    for comment in comments:
        decisions.approve(comment.pk, by=otto, version=comment.version)
        Site.objects.update(counts_moderators=True)
    chief = signed_in(member("chief", times, Role.CHIEF))

    assert table(parse(chief.get(DASHBOARD)), "dash-people") == {"otto": ["1", "0", "0", "0", "0", "0"]}
    assert "otto" not in anna.get(DASHBOARD).text
    Site.objects.update(counts_moderators=False)
    assert "otto" not in chief.get(DASHBOARD).text


def test_it_counts_ones_own_sites_alone(anna: Client, times: Site) -> None:
    other = factories.quiet_site("elsewhere")
    count(times, "received", 2)
    count(other, "received", 40)

    assert table(parse(anna.get(DASHBOARD)), "dash-numbers")["Received"] == ["2", "2"]
    assert table(parse(anna.get(f"{DASHBOARD}?site=elsewhere")), "dash-numbers")["Received"] == ["2", "2"]
    both = signed_in(member("both", None))
    assert table(parse(both.get(DASHBOARD)), "dash-numbers")["Received"] == ["42", "42"]
    assert table(parse(both.get(f"{DASHBOARD}?site=elsewhere")), "dash-numbers")["Received"] == ["40", "40"]


def test_it_says_that_nothing_was_counted(mod: Client, times: Site) -> None:
    page = parse(mod.get(DASHBOARD))

    assert "Nothing was counted" in page.one("div", id="desk").text
    assert page.one("a", href=DASHBOARD)["aria-current"] == "page"


@pytest.mark.once
def test_it_draws_from_right_to_left_where_one_reads_so() -> None:
    daily = [(DAY + timedelta(days=number), number + 1) for number in range(5)]
    for language, is_rising in (("en", True), ("he", False)):
        with translation.override(language):
            drawn = charts.of_counts("x", "X", daily)
        places = [float(bar.x) for bar in drawn.bars]
        assert all((left < right) is is_rising for left, right in pairwise(places))
        assert all(x >= 0 and x + float(bar.width) <= charts.WIDTH for x, bar in zip(places, drawn.bars, strict=True))
        assert (float(drawn.labels[1].x) < float(drawn.labels[2].x)) is is_rising


@pytest.mark.once
@pytest.mark.parametrize("numbers", [[0], [0, 0], [1], [7, 0, 3], [1_000_000, 1], [999, 1001], [13, 2]])
def test_it_draws_nothing_beside_its_frame(numbers: list[int]) -> None:
    daily = [(DAY + timedelta(days=place), number) for place, number in enumerate(numbers)]
    waits = [(day, float(number) or None, number * 3.0 or None) for day, number in daily]
    for chart in (charts.of_counts("x", "X", daily), charts.of_waits("y", "Y", waits)):
        for bar in chart.bars:
            assert float(bar.y) >= 0 and float(bar.y) + float(bar.height) <= charts.HEIGHT + 2.1
        assert chart.table is not None and len(chart.table.rows) == len(numbers)
