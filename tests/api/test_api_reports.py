"""Readers report comments by the API, without an account: each network once, and not too many."""

from typing import Any

import pytest
from django.test import Client

from comments.models import Comment, Report, Site
from comments.moderation import decisions, reports
from tests.api.calls import ORIGIN, assert_problem, report
from tests.api.own import published
from tests.support import factories

pytestmark = pytest.mark.django_db


def test_it_takes_a_report_once_and_gives_the_same_receipt_again(client: Client, times: Site) -> None:
    comment, other = published(), published()

    first = report(
        client, comment.pk, reason="illegal", text="See §1.\r\n", name=" Ada ", email="ada@example.org", good_faith=True
    )
    again, elsewhere = report(client, comment.pk, reason="spam"), report(client, other.pk, headers={"Origin": ORIGIN})

    assert (first.status_code, first["Cache-Control"]) == (202, "private, no-store")
    assert again.json() == first.json() == {"receipt": str(Report.objects.get(comment=comment).pk)}
    assert elsewhere.json()["receipt"] != first.json()["receipt"]
    kept = Report.objects.values("reason", "text", "name", "email", "good_faith").get(comment=comment)
    assert kept == {
        "reason": "illegal",
        "text": "See §1.",
        "name": "Ada",
        "email": "ada@example.org",
        "good_faith": True,
    }
    assert factories.fresh(comment).reported_at is not None


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"reason": None}, "/reason"),
        ({"reason": "dislike"}, "/reason"),
        ({"reason": 7}, "/reason"),
        ({"text": "x" * 2001}, "/text"),
        ({"text": "a\0b"}, "/text"),
        ({"text": "\ud800"}, None),
        ({"email": "nobody"}, "/email"),
        ({"name": "x" * 246}, "/name"),
        ({"name": "a\nb"}, "/name"),
        ({"good_faith": "yes"}, "/good_faith"),
        ({"status": "spam"}, "/status"),
    ],
)
def test_it_says_what_is_wrong(client: Client, times: Site, fields: dict[str, Any], pointer: str | None) -> None:
    answer = report(client, published().pk, **fields)

    if pointer:
        assert_problem(answer, 400, "invalid", pointer)
    assert answer.status_code == 400
    assert not Report.objects.exists()


def test_it_takes_no_report_of_what_readers_do_not_see_nor_from_foreign_pages(client: Client, times: Site) -> None:
    comment, waiting, gone = published(), factories.waiting(), published()
    decisions.withdraw(gone.pk)

    for comment_id in (waiting.pk, gone.pk, 2**70):
        assert_problem(report(client, comment_id), 404, "not-found")
    assert_problem(report(client, comment.pk, headers={"Origin": "https://evil.example"}), 403, "origin-refused")
    assert not Report.objects.exists()


def test_it_limits_a_network_whatever_it_reports(client: Client, times: Site) -> None:
    comments = [published() for _ in range(reports.AT_ONCE + 1)]

    answers = [report(client, comment.pk) for comment in comments]

    assert {answer.status_code for answer in answers[:-1]} == {202}
    assert_problem(answers[-1], 429, "too-fast")
    assert answers[-1]["Retry-After"]
    assert Comment.objects.exclude(reported_at=None).count() == reports.AT_ONCE
