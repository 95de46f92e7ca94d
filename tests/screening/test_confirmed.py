"""What a confirmed address is worth: for the comment whose link was followed, and in the browser that this proved."""

from typing import Any

import pytest

from comments import signed_tokens
from comments.mail.readers import link
from comments.models import Comment, Site
from comments.moderation import decisions
from comments.screening import run
from comments.statuses import Status
from tests.support import factories
from tests.support.factories import NOON

pytestmark = pytest.mark.django_db

PROVEN = "proven by a confirmed email address"


@pytest.fixture(autouse=True)
def site() -> Site:
    return factories.quiet_site(reply_notices=True, confirmed_email_proves=True)


def comment(**fields: Any) -> Comment:
    return factories.screened(email="ada@example.org", notify_replies=True, **fields)


def confirm(one: Comment) -> None:
    assert link.press(signed_tokens.mail_token(link.PURPOSE, f"comment:{one.pk}", one.pk))


def approved(**fields: Any) -> Comment:
    """Of an author who confirmed their address."""
    one = comment(**fields)
    confirm(one)
    one.refresh_from_db()
    return decisions.approve(one.pk, by=factories.moderator(), version=one.version)


def standing(one: Comment) -> str:
    return one.findings.get(check_name="standing").reason


def test_it_publishes_a_comment_once_its_author_is_known_by_the_link() -> None:
    approved()
    again = comment(address="198.51.100.9")
    assert again.status == Status.PENDING
    assert PROVEN not in standing(again)

    confirm(again)
    again.refresh_from_db()
    assert again.due is not None
    run.screen([again.pk], now=again.due)

    again.refresh_from_db()
    assert again.status == Status.APPROVED
    assert PROVEN in standing(again)


def test_it_knows_the_browser_again_under_another_name_but_not_another_address() -> None:
    first = approved(remember=True)
    known: dict[str, Any] = {"commenter_id": first.commenter_id, "remember": True}

    assert factories.screened(email="ADA@example.org", name="Ada Q.", **known).status == Status.APPROVED
    assert factories.screened(email="bea@example.org", **known).status == Status.PENDING


@pytest.mark.parametrize("address", ["192.0.2.7", "198.51.100.9"])
def test_it_takes_nothing_from_who_only_types_the_address(address: str) -> None:
    """Not from the same network either."""
    approved()

    assert comment(address=address).status == Status.PENDING


def test_it_takes_nothing_where_the_site_does_not_go_by_it() -> None:
    Site.objects.update(confirmed_email_proves=False)
    approved()
    again = comment(address="198.51.100.9")
    confirm(again)

    again.refresh_from_db()
    assert (again.status, again.due) == (Status.PENDING, None)


def test_it_undoes_no_decision_of_a_person() -> None:
    approved()
    again = comment(address="198.51.100.9")
    decisions.approve(again.pk, by=factories.moderator(), version=again.version, now=NOON)
    again.refresh_from_db()
    decisions.review_again(again.pk, by=factories.moderator(), version=again.version, now=NOON)

    confirm(again)

    again.refresh_from_db()
    assert (again.status, again.due) == (Status.PENDING, None)
