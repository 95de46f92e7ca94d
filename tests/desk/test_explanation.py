"""A comment explains itself on its card: why it waits, what each check said, what its author sees."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from comments import signed_tokens
from comments.desk.explanation import BADGES
from comments.models import Comment, Site
from comments.moderation import batches, decisions, handfuls, undoing
from comments.posting import edits
from comments.posting.edits import Edit
from comments.reading import author_view
from comments.screening import run
from comments.screening.registry import CODE_LABELS, LABELS, OUTSIDE
from comments.screening.vocabulary import Verdict
from comments.similarity import clusters
from tests.desk.hands import address_of, card_of, look
from tests.support import factories
from tests.support.pages import Element
from tests.support.structure import sources
from tests.support.variants import spun

pytestmark = pytest.mark.once


def asked(client: Client, comment: Comment) -> Element:
    """The part of the card with all checks and decisions."""
    return card_of(look(client, f"{address_of(comment)}?show=checks")).one(id="checks")


def glance(client: Client, comment: Comment) -> dict[str, str]:
    """What stands at the top of it, by its name."""
    found = asked(client, comment).one("dl", class_="facts")
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


def test_it_says_at_a_glance_why_a_comment_waits(mod: Client) -> None:
    comment = linked()

    said = glance(mod, comment)

    assert said["Why it waits"].startswith(factories.last_decision(comment).reason + " Screening, March 2, 2026")
    assert said["Suspicion"] == "65 %, all checks together"
    assert said["Its author sees"] == author_view.reason_for_author(comment)


def test_it_says_why_a_comment_waits_also_after_a_decision_was_taken_back(mod: Client) -> None:
    comment = linked()
    before, by = glance(mod, comment)["Why it waits"], factories.moderator()
    decisions.approve(comment.pk, by=by, version=comment.version)

    undoing.undo(factories.last_decision(comment).pk, by=by)

    assert glance(mod, comment)["Why it waits"] == before


def test_it_says_that_a_comment_was_not_checked_yet(mod: Client) -> None:
    said = glance(mod, factories.waiting())

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
    mod: Client, action: str, heading: str, author_sees: str
) -> None:
    comment = factories.screened()
    decisions.ACTIONS[action](
        comment.pk, by=factories.moderator("other"), version=1, reason="Because.", now=factories.NOON
    )

    said = glance(mod, comment)

    assert said[heading].startswith("Because. other, March 2, 2026")
    assert said["Its author sees"].startswith(author_sees)


def test_it_says_who_decided_without_a_reason(mod: Client) -> None:
    comment = factories.published()

    assert glance(mod, comment)["Why it is published"].startswith("Decided without a reason. mod, ")


def test_it_says_nothing_of_what_the_author_of_an_erased_comment_sees(mod: Client) -> None:
    comment = factories.published()
    decisions.delete(comment.pk, by=factories.moderator(), version=comment.version)

    assert "Its author sees" not in glance(mod, comment)


def test_it_tells_the_verdict_of_each_check_in_words_with_an_icon(mod: Client) -> None:
    table = asked(mod, linked()).one("table", class_="checks-said")

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


def test_it_sets_apart_what_was_found_before_an_edit(mod: Client) -> None:
    comment = edited()
    run.screen([comment.pk], now=comment.created_at + timedelta(minutes=1))

    said = asked(mod, comment).one("div", class_="said")

    now, before = said.all("table")
    assert checks(now)["Links"][0] == "✓ No objection"
    assert checks(before)["Links"][0] == "! Should wait"
    assert said.one("details").one("table") is before
    assert "version 1 of the text" in said.one("summary").text


def test_it_says_that_an_edited_text_was_not_checked_yet(mod: Client) -> None:
    comment = edited()

    said = asked(mod, comment).one("div", class_="said")

    assert said.all("table")[0].one("tbody").text == "Not checked yet"
    assert len(checks(said.one("details").one("table"))) == len(LABELS) - 1 - len(OUTSIDE)
    assert glance(mod, comment)["Why it waits"].startswith("Edited by its author. Author, ")


def test_it_tells_every_time_in_the_zone_of_the_site(mod: Client) -> None:
    comment = factories.screened()
    Site.objects.update(time_zone="Asia/Tokyo")

    page = look(mod, f"{address_of(comment)}?show=checks")

    assert card_of(page).all("time")[0]["title"] == "March 2, 2026, 9 p.m."
    assert glance(mod, comment)["Why it waits"].endswith("March 2, 2026, 9 p.m.")
    assert [row.all("td")[0].text for row in page.one(class_="trail").one("tbody").all("tr")] == [
        "March 2, 2026, 9 p.m."
    ] * 2


def test_it_says_when_a_decision_was_made_with_others(mod: Client) -> None:
    alike = [factories.waiting(text=spun(number)) for number in range(3)]
    clusters.assign(alike[0].thread.site, alike, factories.NOON)
    decision = batches.decide_cluster(
        factories.fresh(alike[0]).cluster_id or 0, "spam", by=factories.moderator(), reason="Ads."
    )
    handfuls.carry_out(decision.pk)

    trail = asked(mod, alike[1]).one(class_="trail").one("tbody").all("tr")

    assert trail[-1].one(class_="reason").text == "Ads. (with others)"


def test_it_has_a_name_for_every_code() -> None:
    """As they are written where they are given: code="…", or a constant of such a value."""
    given = re.compile(r'(?:code=|^[A-Z_]+ = )"([a-z]+(?:-[a-z]+)*)"', re.MULTILINE)
    texts = [
        path.read_text()
        for path in sources(
            Path(__file__).parent.parent.parent, "comments/screening", "comments/akismet", "comments/own_hook"
        )
    ]

    assert {name for text in texts for name in given.findall(text)} - {"akismet"} == set(CODE_LABELS)
