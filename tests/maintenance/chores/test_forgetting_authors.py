"""What is forgotten of authors: their browsers and accounts, with time or with their last comment."""

from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.apps import apps

from comments import limits, signed_tokens
from comments.access import identities
from comments.deliveries import suppression
from comments.errors import NotFound, SignInNeeded
from comments.maintenance.chores import forgetting
from comments.models import Comment, Commenter, Identity, ReaderSession, SuppressionReason
from comments.moderation import decisions
from comments.posting import edits
from tests.support import accounts, factories
from tests.support.factories import NOON

pytestmark = pytest.mark.django_db

SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)


def test_it_forgets_a_browser_that_took_its_consent_back_a_year_ago() -> None:
    Commenter.objects.create(site=factories.site(), created_at=NOON)

    assert forgetting.commenters(NOON + 365 * DAY) == 0
    assert forgetting.commenters(NOON + 365 * DAY + SECOND) == 1


def test_it_forgets_no_browser_that_wrote_something_or_may_still_have_its_cookie() -> None:
    Commenter.objects.create(site=factories.quiet_site(), name="Ada", created_at=NOON)
    factories.waiting(remember=True)

    assert forgetting.commenters(NOON + limits.COMMENTER_DAYS * DAY) == 0
    assert forgetting.commenters(NOON + 9999 * DAY) == 1
    assert Commenter.objects.get().comment_set.exists()


def test_it_comes_to_every_browser_in_its_turn() -> None:
    for _ in range(5):
        Commenter.objects.create(site=factories.quiet_site(), created_at=NOON)
    with patch("comments.maintenance.chores.forgetting.FORGET_ROWS", 2):
        forgotten = [forgetting.commenters(NOON + 9999 * DAY + timedelta(minutes=minute)) for minute in range(3)]

    assert sorted(forgotten) == [1, 2, 2]


def remembered(comment: Comment) -> list[str]:
    """What the browser of a comment fills in."""
    row = Commenter.objects.get(pk=comment.commenter_id or 0)
    return [value for value in (row.name, row.email, row.url) if value]


ADA: dict[str, Any] = {"name": "Ada", "email": "ada@example.org", "url": "https://ada.example.org"}


@pytest.mark.parametrize("text", ["Mine.", "x" * 500])
@pytest.mark.parametrize("goes", ["deleted", "expired"])
def test_it_forgets_what_a_browser_fills_in_with_the_comment(text: str, goes: str) -> None:
    comment = factories.published(remember=True, text=text, **ADA)
    other = factories.published(remember=True, email="bo@example.org", name="Bo")
    if goes == "deleted":
        decisions.delete(comment.pk, by=factories.moderator(), version=comment.version)
    else:
        spam = decisions.mark_spam(comment.pk, by=factories.moderator(), version=comment.version, now=NOON)
        decisions.expire(comment.pk, version=spam.version, now=NOON + 20 * DAY)

    assert remembered(comment) == []
    assert remembered(other) == ["Bo", "bo@example.org"]


@pytest.mark.parametrize("fields", [ADA, {"name": "Ada"}, {"email": "ada@example.org"}, {}], ids=str)
def test_it_keeps_nothing_anywhere_of_who_has_been_deleted(fields: dict[str, Any]) -> None:
    factories.quiet_site(require_name_email=False)
    comment = factories.screened(
        remember=True, submission_key="form:12345678", text="A secret thought.", address="192.0.2.99",
        user_agent="Secretary/1.0", **{"name": "", "email": "", **fields},
    )  # fmt: skip
    comment = decisions.approve(comment.pk, by=factories.moderator(), version=comment.version)
    if comment.email:
        suppression.add(comment.email, comment.site, SuppressionReason.EVERYTHING)
    decisions.delete(comment.pk, by=factories.moderator(), version=comment.version)

    kept = [
        str(values)
        for model in apps.get_app_config("comments").get_models()
        for values in model._default_manager.values()
    ]
    for secret in ("secret thought", "192.0.2.99", "Secretary", *fields.values()):
        assert not [row for row in kept if secret in row]


def test_it_keeps_nothing_of_an_account_with_its_last_comment() -> None:
    told: dict[str, Any] = {"sub": "account-42", "iss": "The Host", "name": "Grace", "email": "grace@example.org"}
    token, who = accounts.signed_in(**told)
    first, last = (factories.published(**accounts.by(who)) for _ in range(2))

    decisions.delete(first.pk, by=factories.moderator(), version=first.version)
    assert identities.signed_in(who.site, token) == who
    decisions.delete(last.pk, by=factories.moderator(), version=last.version)

    kept = str([*Identity.objects.values(), *Comment.objects.values(), *ReaderSession.objects.values()])
    assert not [secret for secret in told.values() if secret in kept]
    with pytest.raises(SignInNeeded):
        identities.signed_in(who.site, token)
    _token, again = accounts.signed_in(**told)
    assert (again.name, again.pk != who.pk) == ("Grace", True)


def test_it_forgets_an_account_whatever_the_host_calls_another() -> None:
    _token, who = accounts.signed_in(sub="42")
    comment = factories.published(**accounts.by(who))
    accounts.signed_in(sub=f"erased {who.pk}")
    decisions.delete(comment.pk, by=factories.moderator(), version=comment.version)

    emptied = Identity.objects.get(pk=who.pk)
    assert (emptied.issuer, emptied.name, emptied.email) == ("", "", "")
    _token, again = accounts.signed_in(sub=f"erased {who.pk}")
    assert again.pk != who.pk


def test_it_forgets_sessions_that_are_over_and_accounts_without_a_comment() -> None:
    accounts.signed_in(now=NOON)
    _token, author = accounts.signed_in(sub="43", now=NOON)
    factories.waiting(**accounts.by(author))
    over = NOON + (limits.READER_SESSION_HOURS + 1) * HOUR

    assert (forgetting.reader_sessions(over), forgetting.identities(over)) == (0, 0)
    later = over + SECOND
    assert (forgetting.identities(later), forgetting.reader_sessions(later), forgetting.identities(later)) == (0, 2, 1)
    assert Identity.objects.get() == author


def test_it_opens_nothing_any_more_to_the_token_of_a_deleted_comment() -> None:
    comment = factories.published()
    token = signed_tokens.author_token(comment.pk, comment.token_version)
    decisions.delete(comment.pk, by=factories.moderator(), version=comment.version)

    assert signed_tokens.author_token_version(token, comment.pk) != factories.fresh(comment).token_version
    with pytest.raises(NotFound):
        edits.own_comment(comment.pk, token)


def test_it_forgets_what_a_browser_fills_in_that_is_not_heard_of_as_long_as_its_cookie_lasts() -> None:
    silent, heard_of = (factories.published(remember=True, **{**ADA, "name": name}) for name in ("Silent", "Ada"))
    later = NOON + limits.COMMENTER_DAYS * DAY
    factories.published(remember=True, commenter_id=heard_of.commenter_id, now=later, **ADA)

    assert forgetting.commenters(later) == 0
    assert remembered(silent)
    assert forgetting.commenters(later + SECOND) == 0
    assert remembered(silent) == []
    assert remembered(heard_of) == list(ADA.values())
    assert Commenter.objects.count() == 2


def test_it_forgets_a_browser_of_which_no_comment_is_left() -> None:
    comment = factories.published(remember=True, **ADA)
    decisions.delete(comment.pk, by=factories.moderator(), version=comment.version)

    assert forgetting.commenters(NOON + limits.COMMENTER_DAYS * DAY + SECOND) == 1
    assert not Commenter.objects.exists()
