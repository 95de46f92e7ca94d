"""An account of the host proves who writes, and gives no right beyond that."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comments.errors import Duplicate
from comments.models import Comment, Site, StandingBy, TrustedAuthor
from comments.moderation import reports
from comments.moderation.authors.panel import panel_of
from comments.moderation.reports import Objection
from comments.screening.context import gather_context
from comments.statuses import Status
from tests.support import accounts, factories
from tests.support.accounts import by
from tests.support.factories import NOON
from tests.support.known_authors import LINK

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("email", ["grace@example.org", None])
@pytest.mark.parametrize("standing_by", StandingBy)
def test_it_publishes_an_account_that_was_published_before(standing_by: str, email: str | None) -> None:
    factories.quiet_site(standing_by=standing_by)
    _token, who = accounts.signed_in(email=email)
    first = factories.screened(**by(who))
    assert first.status == Status.PENDING
    factories.published(**by(who))

    assert factories.screened(**by(who)).status == Status.APPROVED
    _token, renamed = accounts.signed_in(name="Grace Murray", email=None)
    assert factories.screened(**by(renamed)).status == Status.APPROVED


def test_it_takes_nobody_s_word_for_an_account() -> None:
    _token, who = accounts.signed_in()
    _token, other = accounts.signed_in(sub="43")
    factories.published(**by(who))

    assert factories.screened(**by(other)).status == Status.PENDING
    assert factories.screened(name=who.name, email=who.email).status == Status.PENDING


def test_it_trusts_the_account_that_was_published_before_trust_was_given() -> None:
    site = factories.quiet_site(max_links=1)
    _token, who = accounts.signed_in()
    factories.published(**by(who))
    TrustedAuthor.objects.create(site=site, email=who.email, name=who.name, created_at=NOON)

    later = NOON + timedelta(hours=1)
    assert factories.screened(**by(who), text=LINK, now=later).status == Status.APPROVED
    assert factories.screened(name=who.name, email=who.email, text=f"{LINK} 2", now=later).status == Status.PENDING


def test_it_asks_no_more_of_the_database_for_authors_without_an_account() -> None:
    _token, who = accounts.signed_in()
    guest, signed = factories.waiting(), factories.waiting(**by(who))

    assert statements_of(signed) == statements_of(guest) + 1


def statements_of(comment: Comment) -> int:
    with CaptureQueriesContext(connection) as asked:
        gather_context([factories.fresh(comment)], NOON)
    return len(asked)


def test_it_puts_what_bears_the_mark_of_staff_under_review_as_readers_ask() -> None:
    Site.objects.filter(pk=factories.quiet_site().pk).update(review_after_reports=1)
    _token, who = accounts.signed_in(staff=True)
    factories.published(**by(who))
    comment = factories.screened(**by(who))
    assert comment.status == Status.APPROVED

    reports.file(factories.fresh(comment), Objection(reason="spam"), address="198.51.100.7", now=NOON)

    comment.refresh_from_db()
    assert comment.staff
    assert comment.status == Status.PENDING


def test_it_tells_an_account_that_it_posted_the_same_before_from_wherever() -> None:
    _token, who = accounts.signed_in()
    _token, other = accounts.signed_in(sub="43")
    factories.published(**by(who), text="Word for word.")

    with pytest.raises(Duplicate):
        factories.waiting(**by(who), text="Word for word.", address="198.51.100.7")
    for stranger in ({"name": who.name, "email": who.email}, {**by(who), "identity_id": other.pk}):
        factories.waiting(**stranger, text="Word for word.")


def test_it_holds_who_signs_in_under_a_moderator_s_name_unless_the_host_says_that_they_are_its_own() -> None:
    factories.moderator()
    factories.moderator().__class__.objects.update(first_name="Tamsin", last_name="Rook")
    statuses = []
    for sub, staff in (("43", False), ("44", True)):
        _token, who = accounts.signed_in(sub=sub, name="Tamsin Rook", staff=staff)
        factories.published(**by(who))
        statuses.append(factories.screened(**by(who)).status)

    assert statuses == [Status.PENDING, Status.APPROVED]


def test_it_tells_moderators_of_the_account() -> None:
    _token, who = accounts.signed_in()
    first = factories.published(**by(who))
    _token, who = accounts.signed_in(email="grace@navy.example")
    comment = factories.waiting(**by(who))
    factories.waiting(name=who.name, email=who.email)

    known = panel_of(factories.fresh(comment), by=factories.moderator(), now=NOON)

    assert known.counted_by == "account"
    assert known.is_proven
    [account] = [one for one in known.identities if one.kind == "account"]
    assert (account.value, account.total.number) == ("42", 2)
    assert {one.kind: one.total.number for one in known.identities}["email"] == 2
    assert (known.approved.number, known.waiting.number) == (1, 1)
    assert [one.id for one in known.last] == [first.pk]
    guest = panel_of(factories.fresh(factories.waiting()), by=factories.moderator(), now=NOON)
    assert guest.counted_by == "email"
