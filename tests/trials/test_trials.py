"""Trials of rules as moderators begin them and workers carry them out."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User

from comments import tasks
from comments.errors import Invalid, NotAllowed, NotFound
from comments.maintenance.chores import forgetting
from comments.models import BanEffect, BanKind, Comment, Decision, Finding, ListKind, Membership, RuleTrial, Site
from comments.screening.word_lists import Typed
from comments.trials import judging, trials
from comments.trials.rules import BanRule, CheckRule, TriedRule
from tests.support import factories
from tests.support.factories import NOON

pytestmark = pytest.mark.django_db

CASINO = TriedRule(lists={ListKind.DISALLOWED: Typed("casino")})
TOMORROW = NOON + timedelta(days=1)


def told(number: int, *, word: str = "casino", now: datetime = NOON, **fields: Any) -> list[Comment]:
    """Comments with a word, screened."""
    return [factories.screened(text=f"{word} {n} of {now:%d}", now=now + timedelta(minutes=11 * n), **fields)
            for n in range(number)]  # fmt: skip


def begun(rule: TriedRule = CASINO, by: User | None = None, **options: Any) -> RuleTrial:
    options = {"site_id": factories.quiet_site().pk, "now": TOMORROW, **options}
    return trials.start(rule, by=by or factories.moderator(), **options)


def finished(trial: RuleTrial, **options: Any) -> RuleTrial:
    while trials.carry_out(trial.pk, **{"now": TOMORROW, **options}):
        pass
    trial.refresh_from_db()
    return trial


def test_it_writes_nothing_about_comments() -> None:
    told(3)
    before = [list(model.objects.order_by("pk").values()) for model in (Comment, Finding, Decision)]

    trial = finished(begun())

    assert trial.hits.count() == 3
    assert [list(model.objects.order_by("pk").values()) for model in (Comment, Finding, Decision)] == before


def test_it_looks_at_the_comments_of_the_last_days_of_the_site_alone() -> None:
    told(1, now=NOON - timedelta(days=31))
    recent = told(2)
    factories.screened(text="casino", on=factories.subject("other"), now=NOON)

    trial = finished(begun(), limit=1)

    assert {hit.comment_id for hit in trial.hits.all()} == {comment.pk for comment in recent}
    assert (trial.total, trial.looked_at) == (2, 2) and trial.finished_at


def test_it_tries_a_list_of_all_sites_on_all_of_them() -> None:
    told(1)
    factories.quiet_site("other", disallowed_words="")
    factories.screened(text="casino", on=factories.subject("other"), now=NOON)

    assert finished(begun(site_id=None)).hits.count() == 2


def test_it_counts_nothing_twice_when_a_worker_dies(monkeypatch: pytest.MonkeyPatch) -> None:
    told(4)
    trial = begun()
    trials.carry_out(trial.pk, now=TOMORROW)
    with monkeypatch.context() as patched:
        patched.setattr(trials, "_store", _die)
        with pytest.raises(KeyboardInterrupt):
            trials.carry_out(trial.pk, limit=3, now=TOMORROW)
    assert not trials.carry_out(trial.pk, now=TOMORROW), "the lease of the one who died still holds"

    trial = finished(trial, limit=3, now=TOMORROW + timedelta(minutes=2))

    assert trial.looked_at == 4 == trial.hits.count() == sum(trial.counts.values())


def _die(*_args: object) -> None:
    raise KeyboardInterrupt


def test_it_goes_on_by_a_task() -> None:
    told(2)
    trial = begun()

    tasks.try_rules()
    tasks.try_rules()

    trial.refresh_from_db()
    assert trial.hits.count() == 2 and trial.finished_at


def test_it_measures_the_filter_beside_the_pool() -> None:
    told(1)
    trial = begun(TriedRule(settings={"hold_budget": 20}))

    tasks.try_rules()
    trial.refresh_from_db()
    assert trial.total is None

    trials.measure_in_background()
    tasks.try_rules()
    trial.refresh_from_db()
    assert (trial.looked_at, trial.thresholds) == (1, [None, None]) and trial.finished_at


def test_it_looks_at_fewer_of_long_comments_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trials, "CHARACTERS", 30)  # each has 14
    told(5)
    trial = begun()

    looked_at = []
    while trials.carry_out(trial.pk, now=TOMORROW):
        looked_at.append(RuleTrial.objects.get().looked_at)

    assert looked_at == [0, 2, 4] and RuleTrial.objects.get().looked_at == 5


def test_it_can_be_stopped() -> None:
    told(2)
    trial = begun()
    trials.carry_out(trial.pk, now=TOMORROW)
    trials.stop(trial.pk, by=factories.moderator(), now=TOMORROW)

    trial = finished(trial)

    assert trial.stopped_at and not trial.finished_at and not trial.hits.exists()


def test_it_ends_when_a_rule_cannot_be_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    told(1)
    monkeypatch.setattr(judging, "judge", _fail)

    trial = finished(begun())

    assert trial.failed_at and trial.due is None


def _fail(*_args: object, **_options: object) -> None:
    raise ZeroDivisionError


def test_it_keeps_some_of_many_and_counts_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trials, "KEPT", 2)
    told(5)

    trial = finished(begun(), limit=3)

    assert trial.counts == {"pending rejected pending": 5} and trial.hits.count() == 2


def test_it_says_of_how_many_nothing_is_known() -> None:
    erased, *_others = told(3)
    Comment.objects.filter(pk=erased.pk).update(text="")
    factories.waiting(text="casino, not screened", now=NOON, address="")

    trial = finished(begun())

    assert (trial.looked_at, trial.passed_over, trial.without_address) == (4, 2, 1)


@pytest.mark.parametrize("rule", [
    TriedRule(), CASINO, TriedRule(settings={"max_links": 2}), TriedRule(checks={"links": CheckRule()}),
])  # fmt: skip
def test_it_says_when_a_rule_changes_nothing(rule: TriedRule) -> None:
    factories.quiet_site(disallowed_words="casino")

    with pytest.raises(Invalid, match="invalid"):
        begun(rule)


def test_it_begins_the_same_trial_once() -> None:
    assert begun() == begun()


def test_it_tries_few_rules_at_a_time() -> None:
    for limit in range(3, 3 + trials.MOST):
        begun(TriedRule(settings={"max_links": limit}))

    with pytest.raises(Invalid):
        begun()


def test_it_is_for_the_moderators_of_the_site() -> None:
    anna = User.objects.create(username="anna", is_staff=True)
    Membership.objects.create(user=anna, site=factories.quiet_site("other"))
    trial = begun()

    for forbidden in (
        lambda: begun(by=anna),
        lambda: begun(by=anna, site_id=None),
        lambda: trials.find(trial.pk, by=anna),
        lambda: trials.stop(trial.pk, by=anna),
    ):
        with pytest.raises(NotAllowed):
            forbidden()
    with pytest.raises(NotFound):
        trials.find(trial.pk + 1, by=factories.moderator())


def test_it_is_forgotten_after_some_days() -> None:
    told(1)
    finished(begun())

    assert forgetting.trials(TOMORROW + timedelta(days=forgetting.TRIAL_DAYS, seconds=1)) == 1
    assert not RuleTrial.objects.exists()


@pytest.mark.parametrize(("verdict", "was"), [("spam", "spam"), ("clear", "pending")])
def test_it_asks_nobody_outside_about_what_the_rule_decides(verdict: str, was: str) -> None:
    [comment] = told(1)
    Finding.objects.create(
        comment=comment, text_version=1, check_name="akismet", verdict=verdict, score=1, milliseconds=1, created_at=NOON
    )

    [hit] = finished(begun()).hits.all()

    assert (hit.was, hit.becomes) == (was, "rejected")


def test_it_adds_a_ban_to_those_that_are_in_force() -> None:
    site = factories.quiet_site()
    told(1, name="Ilka", email="ilka@spam.example")
    ban = BanRule(BanKind.EMAIL_DOMAIN, "spam.example", BanEffect.SPAM)

    assert finished(begun(TriedRule(ban=ban))).counts == {"pending spam pending": 1}
    site.bans.create(kind=BanKind.EMAIL, value="ilka@spam.example", effect=BanEffect.SPAM, created_at=NOON)
    assert (
        finished(begun(TriedRule(ban=ban), now=TOMORROW + timedelta(hours=1)), now=TOMORROW + timedelta(hours=1)).counts
        == {}
    )
    assert Site.objects.count() == 1
