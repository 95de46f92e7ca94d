"""Addresses and browsers of comments, which are erased when their time is over."""

from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest

from comments.maintenance.chores import forgetting
from comments.models import Comment, Finding, Site
from comments.moderation import decisions
from tests.support import factories
from tests.support.factories import NOON

pytestmark = pytest.mark.django_db

SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


def traced(**fields: Any) -> Comment:
    comment = factories.published(address="192.0.2.7", user_agent="Browser", **fields)
    Comment.objects.filter(pk=comment.pk).update(asked={"user_ip": "192.0.2.7"})
    return comment


def traces(comment: Comment) -> list[Any]:
    comment = factories.fresh(comment)
    return [value for value in (comment.address, comment.network, comment.user_agent, comment.asked) if value]


def test_it_erases_address_and_browser_when_their_time_is_over() -> None:
    comment = traced()

    assert forgetting.addresses(NOON + 60 * DAY) == 0
    assert len(traces(comment)) == 4
    assert forgetting.addresses(NOON + 60 * DAY + SECOND) == 1
    assert traces(comment) == []


def test_it_keeps_the_comment_as_it_is() -> None:
    comment = traced(text="A thought.", name="Ada", email="ada@example.org")
    forgetting.addresses(NOON + 61 * DAY)
    after = factories.fresh(comment)

    assert (after.text, after.name, after.email, after.shown) == ("A thought.", "Ada", "ada@example.org", True)
    assert after.version == comment.version


def test_it_erases_when_the_site_says_so() -> None:
    early, never = traced(on=factories.subject("early")), traced(on=factories.subject("never"))
    Site.objects.filter(slug="early").update(erase_days=1)
    Site.objects.filter(slug="never").update(erase_days=0)
    forgetting.addresses(NOON + 2 * DAY)
    forgetting.addresses(NOON + 9999 * DAY)

    assert traces(early) == []
    assert len(traces(never)) == 4


def test_it_erases_what_was_sent_outside_even_where_nothing_else_is_known() -> None:
    comment = traced()
    Comment.objects.update(address="", network="", user_agent="")
    forgetting.addresses(NOON + 61 * DAY)

    assert traces(comment) == []


def test_it_erases_an_address_that_a_check_named() -> None:
    comment = traced()
    named, other = "“192.0.2.7” in the address.", "“192.0.2.8” in the text."
    for check, reason in (("words", named), ("links", other)):
        Finding.objects.create(
            comment=comment, text_version=1, check_name=check, verdict="hold", reason=reason, created_at=NOON
        )
    decisions.review_again(comment.pk, by=factories.moderator(), version=comment.version, reason=named)
    forgetting.addresses(NOON + 61 * DAY)

    assert set(comment.findings.values_list("reason", flat=True)) == {"“…” in the address.", other}
    assert factories.last_decision(comment).reason == "“…” in the address."


def test_it_erases_a_bounded_number_oldest_first() -> None:
    younger, older = traced(now=NOON + SECOND), traced(now=NOON)
    with patch("comments.maintenance.chores.forgetting.ERASE_ROWS", 1):
        assert forgetting.addresses(NOON + 61 * DAY) == 1

    assert traces(older) == []
    assert traces(younger)
