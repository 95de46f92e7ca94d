"""Reported comments at the desk: what readers object to stands on the card, and a decision ends it."""

from datetime import timedelta

import pytest
from django.test import Client

from comments.models import Comment, Report
from comments.moderation import reports
from comments.statuses import Status
from tests.desk.hands import address_of, buttons, card_of, counts, look, press, query, rows, said
from tests.support import factories
from tests.support.factories import NOON

REPORTED = f"/admin/desk/{query(queue='reported')}"


def reported(*texts: str) -> Comment:
    """A comment that a moderator approved, with a report for each of the texts."""
    comment = factories.published()
    for number, text in enumerate(texts):
        now = NOON + timedelta(minutes=number)
        reports.file(comment, reports.Objection("abuse", text), address=f"192.0.2.{number}", now=now)
    return comment


def opened() -> int:
    return Report.objects.filter(settled_at=None).count()


def test_it_says_on_the_card_what_readers_object_to(anna: Client) -> None:
    comment = reported("", "Look at <b>line two</b>.")
    other = factories.published()

    page = look(anna, REPORTED)

    assert (rows(page), counts(page)["reported"]) == ([comment.pk], "1")
    line = card_of(page).one("li", class_="reports")
    assert "2 readers reported it, first" in line.text
    assert "Insulting or harassing ×2" in line.text
    assert "Look at <b>line two</b>." in line.text
    assert not card_of(look(anna, address_of(other))).all("li", class_="reports")


def test_it_says_who_wants_an_answer(anna: Client) -> None:
    comment = factories.published()
    said = reports.Objection("illegal", name="Bo <b>", email="bo@example.org", good_faith=True)
    filed = reports.file(comment, said, address="192.0.2.1")

    line = card_of(look(anna, address_of(comment))).one("ul", class_="report-texts").text

    for words in (f"report {filed.number}:", "Bo <b>", "bo@example.org", "Says so in good faith."):
        assert words in line


@pytest.mark.parametrize("action", ["confirm", "ignore", "reject"])
def test_it_ends_with_a_decision(anna: Client, action: str) -> None:
    comment = reported("No.")
    assert {"confirm", "ignore", "reject"} <= set(buttons(look(anna, address_of(comment))))

    response = press(anna, address_of(comment), action, form="others-form" if action == "ignore" else "decide-form")

    page = look(anna, response["Location"])
    assert comment.name in said(page)[0]
    assert opened() == 0
    is_left = factories.fresh(comment).status == Status.APPROVED
    assert is_left == (action != "reject")
    assert factories.fresh(comment).ignores_reports == (action == "ignore")
