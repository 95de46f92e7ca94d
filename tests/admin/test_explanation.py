"""A comment's page in the admin explains itself: why it waits, what each check said, what its author sees."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from comments import signed_tokens
from comments.desk.explanation import BADGES
from comments.models import Comment, Site
from comments.moderation import bulk, decisions
from comments.posting import edits
from comments.posting.edits import Edit
from comments.reading import author_view
from comments.screening import run
from comments.screening.registry import LABELS
from comments.screening.vocabulary import Verdict
from comments.similarity import clusters
from tests.admin.desk import page_of
from tests.support import factories
from tests.support.pages import Element, parse
from tests.support.variants import spun

pytestmark = pytest.mark.once


def glance(client: Client, comment: Comment) -> dict[str, str]:
    """What stands at the top, by its name."""
    found = parse(client.get(page_of(comment))).one("dl", class_="glance")
    return dict(zip((term.text for term in found.all("dt")), (text.text for text in found.all("dd")), strict=True))


def checks(table: Element) -> dict[str, list[str]]:
    """The rows by the name of the check: verdict, reason, suspicion, milliseconds."""
    rows = table.one("tbody").all("tr")
    return {row.one("th").text: [cell.text for cell in row.all("td")] for row in rows}


def linked() -> Comment:
    return factories.screened(text="See http://a.example and http://b.example")


def edited(text: str = "Nothing to see.") -> Comment:
    comment = linked()
    own = edits.own_comment(comment.pk, signed_tokens.author_token(comment.pk, comment.token_version))
    return edits.keep_edit(own, Edit(text=text), now=comment.created_at + timedelta(minutes=1))


def test_it_says_at_a_glance_why_a_comment_waits(moderator: Client) -> None:
    comment = linked()

    said = glance(moderator, comment)

    assert list(said) == ["Status", "Why it waits", "Suspicion", "Its author sees"]
    assert said["Status"] == "Pending"
    assert said["Why it waits"].startswith(factories.last_decision(comment).reason + " Screening, March 2, 2026")
    assert said["Suspicion"] == "65 %, all checks together"
    assert said["Its author sees"] == author_view.reason_for_author(comment)


def test_it_draws_the_suspicion_and_names_the_drawing(moderator: Client) -> None:
    meter = parse(moderator.get(page_of(linked()))).one("meter")

    assert (meter["value"], meter["min"], meter["max"], meter["high"]) == ("65", "0", "100", "90")
    assert parse(moderator.get(page_of(linked()))).one("dt", id=meter["aria-labelledby"]).text == "Suspicion"


def test_it_says_that_a_comment_was_not_checked_yet(moderator: Client) -> None:
    said = glance(moderator, factories.waiting())

    assert said["Why it waits"] == "Not checked yet"
    assert "Suspicion" not in said
    assert said["Its author sees"] == "It is being checked and may appear in a few seconds."


@pytest.mark.parametrize(
    ("action", "heading", "author_sees"),
    [
        ("approve", "Why it is published", "The published comment."),
        ("reject", "Why it was rejected", "Because."),
        ("spam", "Why it is spam", "A waiting comment. The first comments of every author are read"),
    ],
)
def test_it_says_what_a_moderator_decided_and_what_its_author_sees(
    moderator: Client, action: str, heading: str, author_sees: str
) -> None:
    comment = factories.screened()
    decisions.ACTIONS[action](
        comment.pk, by=factories.moderator("other"), version=1, reason="Because.", now=factories.NOON
    )

    said = glance(moderator, comment)

    assert said[heading].startswith("Because. other, March 2, 2026")
    assert said["Its author sees"].startswith(author_sees)


def test_it_says_who_decided_without_a_reason(moderator: Client) -> None:
    comment = factories.published()

    assert glance(moderator, comment)["Why it is published"].startswith("Decided without a reason. mod, ")


def test_it_says_nothing_of_what_the_author_of_an_erased_comment_sees(moderator: Client) -> None:
    comment = factories.published()
    decisions.delete(comment.pk, by=factories.moderator(), version=comment.version)

    assert "Its author sees" not in glance(moderator, comment)


def test_it_tells_the_verdict_of_each_check_in_words_with_an_icon(moderator: Client) -> None:
    table = parse(moderator.get(page_of(linked()))).one("table", class_="checks-said")

    rows = checks(table)
    assert rows["Links"][:3] == [
        "! Should wait",
        "2 links; on this site comments with 2 or more links wait.",
        "Suspicion 50 %",
    ]
    assert rows["Bans"][:3] == ["✓ No objection", "Not banned.", "Suspicion 0 %"]
    assert rows["The learned filter"][0] == "– No opinion"
    assert all(re.fullmatch(r"Milliseconds \d+\.\d\d", row[3]) for row in rows.values())
    assert {mark["aria-hidden"] for mark in table.all(class_="mark")} == {"true"}


def test_it_has_an_icon_and_words_of_its_own_for_every_verdict() -> None:
    assert set(BADGES) == set(Verdict)
    assert len({str(mark.word) for mark in BADGES.values()}) == len({mark.style for mark in BADGES.values()}) == 6
    assert all(mark.icon for mark in BADGES.values())


def test_it_sets_apart_what_was_found_before_an_edit(moderator: Client) -> None:
    comment = edited()
    run.screen([comment.pk], now=comment.created_at + timedelta(minutes=1))

    said = parse(moderator.get(page_of(comment))).one("div", class_="said")

    now, before = said.all("table")
    assert checks(now)["Links"][0] == "✓ No objection"
    assert checks(before)["Links"][0] == "! Should wait"
    assert said.one("details").one("table") is before
    assert "version 1 of the text" in said.one("summary").text


def test_it_says_that_an_edited_text_was_not_checked_yet(moderator: Client) -> None:
    comment = edited()

    said = parse(moderator.get(page_of(comment))).one("div", class_="said")

    assert said.all("table")[0].one("tbody").text == "Not checked yet"
    assert len(checks(said.one("details").one("table"))) == len(LABELS) - 2
    assert glance(moderator, comment)["Why it waits"].startswith("Edited by its author. Author, ")


def test_it_leads_to_the_similar_ones_from_the_top(moderator: Client) -> None:
    alike = [factories.waiting(text=spun(number)) for number in range(3)]
    clusters.assign(alike[0].thread.site, alike, factories.NOON)
    run.screen([comment.pk for comment in alike], now=factories.NOON)

    assert glance(moderator, alike[1])["Similar"].startswith("3 similar comments, first March 2, 2026")


def test_it_tells_every_time_in_the_zone_of_the_site(moderator: Client) -> None:
    comment = factories.screened()
    Site.objects.update(time_zone="Asia/Tokyo")

    page = parse(moderator.get(page_of(comment)))

    assert page.one(class_="field-created_at").one(class_="readonly").text == "March 2, 2026, 9 p.m."
    assert glance(moderator, comment)["Why it waits"].endswith("March 2, 2026, 9 p.m.")
    assert [row.all("td")[0].text for row in page.one(class_="trail").one("tbody").all("tr")] == [
        "March 2, 2026, 9 p.m."
    ] * 2


def test_it_says_when_a_decision_was_on_all_similar_ones(moderator: Client) -> None:
    alike = [factories.waiting(text=spun(number)) for number in range(3)]
    clusters.assign(alike[0].thread.site, alike, factories.NOON)
    decision = bulk.decide(factories.fresh(alike[0]).cluster_id or 0, "spam", factories.moderator(), reason="Ads.")
    bulk.carry_out(decision.pk)

    trail = parse(moderator.get(page_of(alike[1]))).one(class_="trail").one("tbody").all("tr")

    assert trail[-1].one(class_="reason").text == "Ads. (with all similar ones)"
