"""What is forgotten with time, and what is not."""

from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.apps import apps

from comments import limits, signed_tokens
from comments.access import audit, identities
from comments.errors import IllegalMove, NotFound, SignInNeeded
from comments.maintenance.chores import forgetting
from comments.models import (
    AuditEntry,
    AuditVerb,
    Band,
    BatchKind,
    Cluster,
    Comment,
    Commenter,
    Finding,
    Identity,
    Pace,
    ReaderSession,
    Site,
    Submission,
)
from comments.moderation import batches, decisions
from comments.posting import edits
from comments.similarity import clusters
from tests.support import accounts, factories
from tests.support.factories import NOON

pytestmark = pytest.mark.django_db

SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)


def traced(**fields: Any) -> Comment:
    comment = factories.published(address="192.0.2.7", user_agent="Browser", **fields)
    Comment.objects.filter(pk=comment.pk).update(asked={"user_ip": "192.0.2.7"})
    return comment


def traces(comment: Comment) -> list[Any]:
    comment = factories.fresh(comment)
    return [value for value in (comment.address, comment.network, comment.user_agent, comment.asked) if value]


def cluster(**fields: Any) -> Cluster:
    return Cluster.objects.create(site=factories.quiet_site(), first_at=NOON, last_at=NOON, **fields)


def test_it_forgets_a_pace_that_limits_nobody_any_more() -> None:
    Pace.objects.create(site=factories.site(), key="email:ada@example.org", arrival=NOON.timestamp())

    assert forgetting.rate_limits(NOON + forgetting.PACE_SECONDS * SECOND) == 0
    assert forgetting.rate_limits(NOON + (forgetting.PACE_SECONDS + 1) * SECOND) == 1
    assert not Pace.objects.exists()


def test_it_forgets_an_old_submission_key_but_not_its_comment() -> None:
    factories.waiting(submission_key="form:12345678")

    assert forgetting.submissions(NOON + forgetting.SUBMISSION_DAYS * DAY) == 0
    assert forgetting.submissions(NOON + forgetting.SUBMISSION_DAYS * DAY + SECOND) == 1
    assert not Submission.objects.exists()
    assert Comment.objects.count() == 1


def test_it_forgets_what_chiefs_were_told_two_years_ago() -> None:
    audit.write(AuditVerb.BAN, "Ban “ada@example.org”: Added.", by=None, site_id=None, now=NOON)

    assert forgetting.audit_entries(NOON + forgetting.AUDIT_DAYS * DAY) == 0
    assert forgetting.audit_entries(NOON + forgetting.AUDIT_DAYS * DAY + SECOND) == 1
    assert not AuditEntry.objects.exists()


def test_it_forgets_what_was_decided_together_once_that_cannot_be_undone() -> None:
    one, other = (
        batches.decide(
            "spam", by=factories.moderator(), kind=BatchKind.SELECTION,
            comments=Comment.objects.filter(pk=factories.waiting().pk), now=NOON + days * DAY,
        )
        for days in (0, 1)
    )  # fmt: skip
    late = NOON + limits.BATCH_DAYS * DAY + SECOND

    assert forgetting.batch_items(late - SECOND) == 0
    assert forgetting.batch_items(late) == 1
    with pytest.raises(IllegalMove):
        batches.undo(one.pk, by=factories.moderator(), now=late)
    assert batches.undo(other.pk, by=factories.moderator(), now=late).items.count() == 1


def test_it_forgets_a_bounded_number_at_a_time() -> None:
    for number in range(3):
        Pace.objects.create(site=factories.site(), key=f"net:192.0.2.{number}", arrival=0)
    with patch("comments.maintenance.chores.forgetting.FORGET_ROWS", 2):
        assert forgetting.rate_limits(NOON) == 2

    assert Pace.objects.count() == 1


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


def test_it_forgets_hashes_of_texts_when_no_site_looks_for_repeats_so_far_back() -> None:
    comment = factories.waiting()
    factories.quiet_site("post", repeat_hours=48)
    Band.objects.create(site=comment.thread.site, value=1, comment=comment, seen_at=NOON)

    assert forgetting.bands(NOON + 48 * HOUR) == 0
    assert forgetting.bands(NOON + 48 * HOUR + SECOND) == 1


def test_it_keeps_hashes_of_texts_while_a_decision_may_stand_for_what_joins() -> None:
    comment = factories.waiting()
    Site.objects.update(repeat_hours=0)
    Band.objects.create(site=comment.thread.site, value=1, comment=comment, seen_at=NOON)

    assert forgetting.bands(NOON + clusters.CLUSTER_HOURS * HOUR) == 0
    assert forgetting.bands(NOON + clusters.CLUSTER_HOURS * HOUR + SECOND) == 1


def test_it_forgets_a_cluster_of_which_nothing_is_left() -> None:
    kept = cluster()
    Comment.objects.filter(pk=factories.waiting().pk).update(cluster=kept)
    cluster()

    assert forgetting.clusters(NOON + clusters.CLUSTER_HOURS * HOUR) == 0
    assert forgetting.clusters(NOON + clusters.CLUSTER_HOURS * HOUR + SECOND) == 1
    assert Cluster.objects.get() == kept


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
