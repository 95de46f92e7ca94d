"""Whom a site trusts: a proven author, whatever the checks hold."""

from datetime import timedelta
from typing import Any

import pytest

from comments.models import Comment, ListKind, Premoderation, StandingBy, TrustedAuthor
from comments.moderation import decisions
from comments.screening import word_lists
from comments.statuses import Status
from tests.support import factories
from tests.support.factories import NOON
from tests.support.known_authors import LINK, by_the_same_browser, known_author, site, status

pytestmark = pytest.mark.django_db


def test_it_publishes_a_trusted_author_whatever_the_checks_hold() -> None:
    first = known_author()
    TrustedAuthor.objects.create(site=site(max_links=1), email="ada@example.org", name="Ada", created_at=NOON)

    assert by_the_same_browser(first, text=LINK).status == Status.APPROVED


def trust(**fields: Any) -> TrustedAuthor:
    return TrustedAuthor.objects.create(
        **{"site": site(max_links=1), "email": "ada@example.org", "name": "ADA", "created_at": NOON, **fields}
    )


def later(first: Comment, **fields: Any) -> str:
    text = f"{LINK} {Comment.objects.count()}"
    return by_the_same_browser(first, text=text, now=NOON + timedelta(hours=2), **fields).status


def test_it_trusts_a_browser_that_was_published_before_trust_was_given() -> None:
    first = known_author()
    trust()

    assert later(first) == Status.APPROVED


@pytest.mark.parametrize("name", ["Ada", "Somebody Else"])
def test_it_does_not_trust_who_was_published_under_a_trusted_email_only_later(name: str) -> None:
    trust()
    stranger = factories.published(remember=True, name=name, email="ada@example.org", now=NOON + timedelta(hours=1))

    assert later(stranger, name=name) == Status.PENDING


def test_it_does_not_trust_who_takes_the_trusted_name_by_an_edit() -> None:
    stranger = known_author()
    trust()
    Comment.objects.filter(pk=stranger.pk).update(edited_at=NOON + timedelta(minutes=5))

    assert later(stranger) == Status.PENDING


def test_it_trusts_the_browser_that_trust_was_given_to_once_it_is_published() -> None:
    first = factories.waiting(remember=True, name="Ada", email="ada@example.org")
    trust(commenter=first.commenter)
    before = later(first)
    decisions.approve(first.pk, by=factories.moderator(), version=1, now=NOON + timedelta(hours=1))

    assert before == Status.PENDING
    assert later(first) == Status.APPROVED


def test_it_trusts_nobody_under_another_name() -> None:
    first = known_author()
    factories.published(remember=True, name="Bo", email="ada@example.org", commenter_id=first.commenter_id)
    trust()

    assert later(first, name="Bo") == Status.PENDING


def test_it_trusts_nobody_with_fewer_approvals_than_the_site_asks_for() -> None:
    first = known_author()
    trust(site=site(max_links=1, approvals_needed=2))

    assert later(first) == Status.PENDING
    known_author(commenter_id=first.commenter_id)
    assert later(first) == Status.APPROVED


def test_it_trusts_by_name_and_email_where_the_site_says_so() -> None:
    known_author()
    trust(site=site(max_links=1, standing_by=StandingBy.NAME_EMAIL))

    assert status(factories.screened(name="Ada", email="ada@example.org", text=LINK)) == Status.APPROVED
    assert status(factories.screened(name="Bo", email="ada@example.org", text=f"{LINK} So.")) == Status.PENDING


def test_it_leaves_to_a_person_what_would_reject_an_author_who_is_trusted() -> None:
    first = known_author()
    trust(site=site())
    word_lists.keep(site(), {ListKind.DISALLOWED: "casino"})

    assert by_the_same_browser(first, text="They closed the casino.").status == Status.PENDING


def test_it_does_not_trust_who_only_types_a_trusted_email() -> None:
    known_author()
    TrustedAuthor.objects.create(site=site(), email="ada@example.org", name="Ada", created_at=NOON)

    assert status(factories.screened(name="Ada", email="ada@example.org")) == Status.PENDING


def test_it_does_not_trust_who_is_trusted_elsewhere() -> None:
    first = known_author()
    elsewhere = factories.quiet_site("post")
    TrustedAuthor.objects.create(site=elsewhere, email="ada@example.org", name="Ada", created_at=NOON)
    site(max_links=1)

    assert by_the_same_browser(first, text=LINK).status == Status.PENDING


def test_it_holds_even_who_is_trusted_where_everything_waits() -> None:
    first = known_author()
    rules = site(premoderation=Premoderation.ALL)
    TrustedAuthor.objects.create(site=rules, email="ada@example.org", name="Ada", created_at=NOON)

    assert by_the_same_browser(first).status == Status.PENDING


def test_it_trusts_on_every_site_that_has_not_switched_it_off() -> None:
    first = known_author()
    given = trust(site=None)
    site(max_links=1)

    assert later(first) == Status.APPROVED
    given.off_for.add(site())
    assert later(first) == Status.PENDING


def test_it_trusts_on_another_site_no_browser_that_was_not_published_there() -> None:
    first = known_author()
    trust(site=None, commenter=first.commenter)
    factories.quiet_site("post", max_links=1)
    stranger = factories.published(
        on=factories.subject("post"), remember=True, name="Ada", email="ada@example.org", now=NOON + timedelta(hours=1)
    )

    assert later(stranger, on=factories.subject("post")) == Status.PENDING
