"""What a site lays down decides: what waits, who is known again, which checks run and weigh what."""

from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest

from comments.models import CheckSetting, Comment, Premoderation, Site, StandingBy, Thread
from comments.posting import edits
from comments.posting.edits import Edit
from comments.screening import registry, run
from comments.screening.vocabulary import Candidate, CheckFunction, Judgement, Verdict, clear, hold, note
from comments.statuses import Status
from tests.support import factories
from tests.support.factories import NOON
from tests.support.known_authors import LINK, by_the_same_browser, known_author, site, status

pytestmark = pytest.mark.django_db


def found(comment: Comment, check: str) -> str:
    return str(comment.findings.get(check_name=check).verdict)


def screened_by(comment: Comment, **checks: CheckFunction) -> Comment:
    with patch.dict(registry.CHECKS, checks, clear=True):
        run.screen([comment.pk], now=NOON + timedelta(seconds=1))
    return factories.fresh(comment)


def suspecting(candidate: Candidate, site: Site) -> Judgement:
    return note("A little odd.", code="odd", score=0.8)


def holding(candidate: Candidate, site: Site) -> Judgement:
    return hold("Something found.")


def clearing(candidate: Candidate, site: Site) -> Judgement:
    return clear("Nothing found.")


def test_it_publishes_new_authors_where_only_objections_hold() -> None:
    site(premoderation=Premoderation.OBJECTIONS)

    assert status(factories.screened()) == Status.APPROVED


def test_it_holds_what_a_check_objects_to_where_only_objections_hold() -> None:
    site(premoderation=Premoderation.OBJECTIONS, max_links=1)

    assert status(factories.screened(text=LINK)) == Status.PENDING


def test_it_holds_known_authors_where_everything_waits() -> None:
    first = known_author()
    site(premoderation=Premoderation.ALL)

    assert status(by_the_same_browser(first)) == Status.PENDING


@pytest.mark.parametrize(
    ("rule", "text", "expected"),
    [
        ("objections", "A thought.", Status.APPROVED),
        ("links", "A thought.", Status.APPROVED),
        ("links", LINK, Status.PENDING),
        ("new", "A thought.", Status.PENDING),
        ("", "A thought.", Status.PENDING),
    ],
)
def test_it_lets_an_article_rule_for_itself(rule: str, text: str, expected: Status) -> None:
    site(premoderation=Premoderation.ALL)
    comment = factories.waiting(text=text)
    Thread.objects.update(premoderation=rule)
    run.screen([comment.pk], now=NOON)

    assert status(comment) == expected


def test_it_holds_what_comes_to_an_old_article_where_the_site_says_so() -> None:
    site(premoderation=Premoderation.OBJECTIONS, close_days=14, old_threads="hold")
    published = factories.subject(published_at=NOON - timedelta(days=15))
    young = factories.subject(key="ferry", published_at=NOON - timedelta(days=13))

    assert status(factories.screened(on=published)) == Status.PENDING
    assert status(factories.screened(on=young)) == Status.APPROVED


def test_it_goes_by_the_day_a_comment_came_not_by_the_day_it_is_screened() -> None:
    site(premoderation=Premoderation.OBJECTIONS, close_days=14, old_threads="hold")
    comment = factories.waiting(on=factories.subject(published_at=NOON - timedelta(days=13)))
    run.screen([comment.pk], now=NOON + timedelta(days=3))

    assert status(comment) == Status.APPROVED


def test_it_goes_by_the_day_a_comment_was_edited() -> None:
    site(premoderation=Premoderation.OBJECTIONS, close_days=14, old_threads="hold", edit_minutes=60 * 24 * 30)
    comment = factories.screened(on=factories.subject(published_at=NOON - timedelta(days=13)))
    edited_at = NOON + timedelta(days=3)
    edits.keep_edit(factories.fresh(comment), Edit(text="Other words."), now=edited_at)
    run.screen([comment.pk], now=edited_at + timedelta(seconds=1))

    assert (comment.status, status(comment)) == (Status.APPROVED, Status.PENDING)


def test_it_asks_for_as_many_approvals_as_the_site_says() -> None:
    first = known_author()
    site(approvals_needed=2)
    held = by_the_same_browser(first)
    known_author(commenter_id=first.commenter_id)

    assert held.status == Status.PENDING
    assert by_the_same_browser(first).status == Status.APPROVED


def test_it_takes_a_name_and_email_for_proof_only_where_the_site_says_so() -> None:
    known_author()
    stranger: dict[str, Any] = {"name": "Ada", "email": "ada@example.org"}

    assert status(factories.screened(**stranger)) == Status.PENDING
    site(standing_by=StandingBy.NAME_EMAIL)
    assert status(factories.screened(**stranger)) == Status.APPROVED


def test_it_marks_who_was_published_by_name_alone() -> None:
    known_author()
    site(standing_by=StandingBy.NAME_EMAIL)
    comment = factories.screened(name="Ada", email="ada@example.org")

    assert comment.findings.get(check_name="standing").code == "known-unproven"


def test_it_holds_what_all_checks_together_find_suspicious() -> None:
    site(hold_percent=90)
    comment = screened_by(factories.waiting(), one=suspecting, two=suspecting)

    assert comment.status == Status.PENDING
    assert comment.suspicion == pytest.approx(0.96)
    assert "96 %" in factories.last_decision(comment).reason


def test_it_publishes_what_is_less_suspicious_than_the_site_minds() -> None:
    site(hold_percent=97)

    assert screened_by(factories.waiting(), one=suspecting, two=suspecting).status == Status.APPROVED


def test_it_counts_less_of_a_check_that_weighs_less() -> None:
    CheckSetting.objects.create(site=site(hold_percent=90), check_name="two", weight=0.25)
    comment = screened_by(factories.waiting(), one=suspecting, two=suspecting)

    assert comment.status == Status.APPROVED
    assert comment.suspicion == pytest.approx(0.84)


def test_it_only_notes_what_a_check_without_weight_objects_to() -> None:
    CheckSetting.objects.create(site=site(), check_name="two", weight=0)
    comment = screened_by(factories.waiting(), one=clearing, two=holding)

    assert comment.status == Status.APPROVED
    assert found(comment, "two") == Verdict.NOTE


def test_it_does_not_run_what_the_site_switched_off() -> None:
    CheckSetting.objects.create(site=site(), check_name="two", is_on=False)
    comment = screened_by(factories.waiting(), one=clearing, two=holding)

    assert comment.status == Status.APPROVED
    assert not comment.findings.filter(check_name="two").exists()


def test_it_holds_where_every_check_is_switched_off() -> None:
    CheckSetting.objects.create(site=site(), check_name="one", is_on=False)

    assert screened_by(factories.waiting(), one=clearing).status == Status.PENDING


def test_it_asks_in_the_sites_order() -> None:
    CheckSetting.objects.create(site=site(), check_name="two", position=1)
    CheckSetting.objects.create(site=Site.objects.get(), check_name="one", position=2)
    comment = screened_by(factories.waiting(), one=clearing, two=clearing)

    assert list(comment.findings.values_list("check_name", flat=True)) == ["two", "one"]


def test_it_judges_each_comment_of_a_handful_by_the_rules_of_its_own_site() -> None:
    strict, easy = factories.quiet_site("strict"), factories.quiet_site("easy")
    Site.objects.filter(pk=easy.pk).update(premoderation=Premoderation.OBJECTIONS)
    CheckSetting.objects.create(site=strict, check_name="two", is_on=False)
    comments = [factories.waiting(on=factories.subject(slug)) for slug in ("strict", "easy")]
    with patch.dict(registry.CHECKS, {"one": clearing, "two": holding}, clear=True):
        run.screen([comment.pk for comment in comments], now=NOON)

    assert [status(comment) for comment in comments] == [Status.APPROVED, Status.PENDING]


def test_it_leaves_the_whole_handful_waiting_when_its_background_cannot_be_gathered() -> None:
    comments = [factories.waiting() for _ in range(3)]
    with patch("comments.screening.run.gather_context", side_effect=RuntimeError):
        assert run.screen([comment.pk for comment in comments], now=NOON) == 0

    dues = {factories.fresh(comment).due for comment in comments}
    assert dues == {NOON + timedelta(seconds=20)}
    assert {status(comment) for comment in comments} == {Status.PENDING}
