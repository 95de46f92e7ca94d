"""A trial finds what the pipeline would have done: the same comments are sent to a site where the rule is on."""

import random
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from comments.classifier import storage
from comments.errors import Banned
from comments.form_signals import Signals
from comments.models import (
    Ban,
    BanEffect,
    BanKind,
    CheckSetting,
    Comment,
    Decision,
    Finding,
    ListKind,
    Premoderation,
    RuleTrial,
    Site,
    StandingBy,
    TrustedAuthor,
)  # fmt: skip
from comments.moderation import decisions
from comments.screening import run, word_lists
from comments.screening.word_lists import Typed
from comments.statuses import Status
from comments.trials import trials
from comments.trials.judging import REFUSED
from comments.trials.rules import BanRule, CheckRule, TriedRule
from tests.support import factories, lessons
from tests.support.factories import NOON

pytestmark = pytest.mark.django_db

MANY = 12
TRUSTED: dict[str, Any] = {"name": "Gwen", "email": "gwen@trusted.example"}
WORDS = ["casino", "c4sino", "Cas<b></b>ino", "harbour", "roulette", "кasino"]
LATER = NOON + timedelta(days=10)


def lists(kind: ListKind, lines: str) -> TriedRule:
    return TriedRule(lists={kind: Typed(lines)})


RULES: dict[str, TriedRule] = {
    "fewer links": TriedRule(settings={"max_links": 1}),
    "more links": TriedRule(settings={"max_links": 3}),
    "a moderation word": lists(ListKind.MODERATION, "roulette\ncasino"),
    "a disallowed word": lists(ListKind.DISALLOWED, "/cas.no/\nroulette"),
    "a name": lists(ListKind.PROTECTED, "Perran"),
    "a ban of a mailbox": TriedRule(ban=BanRule(BanKind.EMAIL, "ilka@spam.example", BanEffect.SPAM)),
    "a ban of a domain": TriedRule(ban=BanRule(BanKind.EMAIL_DOMAIN, "spam.example", BanEffect.REFUSE)),
    "a ban of a website": TriedRule(ban=BanRule(BanKind.WEBSITE, "pills.example", BanEffect.SPAM)),
    "a ban of a network": TriedRule(ban=BanRule(BanKind.NETWORK, "203.0.113.0/24", BanEffect.HOLD)),
    "less suspicion": TriedRule(settings={"hold_percent": 15}),
    "budgets of the filter": TriedRule(settings={"hold_budget": 20, "spam_budget": 100}),
    "checks off, and lighter": TriedRule(
        checks={"links": CheckRule(is_on=False), "form_signals": CheckRule(weight=0), "learned": CheckRule(weight=0.3)}
    ),
    "all together": TriedRule(
        settings={"max_links": 1, "hold_percent": 70}, lists={ListKind.DISALLOWED: Typed("casino")},
        ban=BanRule(BanKind.WEBSITE, "pills.example", BanEffect.REFUSE),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", RULES)
def test_it_finds_what_the_pipeline_does_with_the_rule_on(name: str) -> None:
    rule, sent = RULES[name], comments_like(name)
    learns = bool(rule.checks or rule.settings.keys() - {"max_links"})
    # So many that the filter may say for sure that something is spam.
    real = 300 if "spam_budget" in rule.settings else 60
    here, there = (site_with_a_past(slug, learns=learns and real) for slug in ("here", "there"))
    switch_on(rule, there)

    without, with_rule = sent_to(here, sent, LATER), sent_to(there, sent, NOON + timedelta(days=1))
    if "hold_budget" not in rule.settings:  # the filter's limits are measured on what people decided until now
        decide_on_some(without)
    trial = carried_out(trials.start(rule, by=factories.moderator(), site_id=here.pk, now=LATER + timedelta(days=1)))

    expected = {number: (by_checks(without[number]), by_checks(with_rule[number])) for number in range(MANY)}
    found = {hit.comment_id: (hit.was, hit.becomes) for hit in trial.hits.all()}
    numbers = {comment.pk: number for number, comment in without.items() if comment}
    assert {numbers[pk]: both for pk, both in found.items() if len(set(both)) > 1} == {
        number: both for number, both in expected.items() if len(set(both)) > 1
    }
    assert {numbers[pk] for pk in found} == {n for n in range(MANY) if said(without[n]) != said(with_rule[n])}
    assert trial.looked_at == MANY + 1 and trial.passed_over == 1 and sum(trial.counts.values()) == len(found) > 0


def comments_like(seed: str) -> list[dict[str, Any]]:
    """Ordinary ones and worse, with some of everything that a rule can look at."""
    chance = random.Random(seed)
    return [one(chance, number) for number in range(MANY)]


def one(chance: random.Random, number: int) -> dict[str, Any]:
    host = chance.choice(["pills.example", "news.example"])
    links = " ".join(f"https://{host}/{number}/{n}" for n in range(chance.choice([0, 0, 1, 2, 3])))
    # Some are neither clearly spam nor clearly real.
    words = " ".join(chance.sample([*lessons.SPAM_WORDS, *lessons.REAL_WORDS], chance.choice([1, 3, 8])))
    text = f"Thought {number}: {words}."
    author = chance.choice([
        {"name": "Ilka", "email": "ilka@spam.example", "url": "https://pills.example/"},
        {"name": "Perran", "email": f"p{number}@sub.spam.example"},
        {"name": "Ada", "email": f"ada{number}@example.org"},
        TRUSTED,
    ])  # fmt: skip
    word = chance.choice(WORDS) if number % 3 == 0 else ""
    signals = Signals(seconds_on_form=chance.choice([1.0, 30.0]))
    address = chance.choice(["203.0.113.9", "192.0.2.7"])
    return {**author, "text": f"{text} {word} {links}", "address": address, "signals": signals}


def site_with_a_past(slug: str, *, learns: int) -> Site:
    """With an author who is trusted, whose first comment no check has seen; and with a filter that has learnt."""
    site = factories.quiet_site(slug, premoderation=Premoderation.OBJECTIONS, standing_by=StandingBy.NAME_EMAIL)
    TrustedAuthor.objects.create(site=site, created_at=NOON, **TRUSTED)
    factories.published(on=factories.subject(slug), now=NOON, **TRUSTED)
    if learns:
        judged = [*((lessons.real(n), False) for n in range(learns)), *((lessons.spam(n), True) for n in range(60))]
        storage.add_lessons(site, judged, now=NOON)
        storage.learn_now(site, now=NOON)
    return site


def switch_on(rule: TriedRule, site: Site) -> None:
    Site.objects.filter(pk=site.pk).update(**rule.settings)
    site.refresh_from_db()
    word_lists.keep(site, rule.lists)
    for name, check in rule.checks.items():
        CheckSetting.objects.create(site=site, check_name=name, is_on=check.is_on, weight=check.weight)
    if rule.ban:
        ban = {"kind": rule.ban.kind, "value": rule.ban.value, "effect": rule.ban.effect}
        Ban.objects.create(site=site, created_at=NOON, **ban)
    if "hold_budget" in rule.settings:
        storage.learn_now(site, now=NOON + timedelta(seconds=1))


def sent_to(site: Site, sent: list[dict[str, Any]], start: Any) -> dict[int, Comment | None]:
    """By their number, as they are once screened; None for one that was refused. So far apart that none is hurried."""
    taken: dict[int, Comment | None] = {}
    for number, fields in enumerate(sent):
        try:
            now = start + timedelta(minutes=11 * number)
            taken[number] = factories.waiting(on=factories.subject(site.slug), now=now, **fields)
        except Banned:
            taken[number] = None
    ids = [comment.pk for comment in taken.values() if comment]
    run.screen(ids, now=now)
    screened = Comment.objects.in_bulk(ids)
    return {number: comment and screened[comment.pk] for number, comment in taken.items()}


def decide_on_some(comments: Mapping[int, Comment | None]) -> None:
    """What people did since changes nothing about what the checks would have done."""
    for number, comment in comments.items():
        if comment and comment.status == Status.PENDING and number % 2:
            decisions.approve(comment.pk, by=factories.moderator(), version=comment.version, now=LATER)
        elif comment and comment.status == Status.APPROVED and number % 3 == 0:
            decisions.mark_spam(comment.pk, by=factories.moderator(), version=comment.version, now=LATER)


def carried_out(trial: RuleTrial) -> RuleTrial:
    while trials.carry_out(trial.pk, limit=8, now=trial.created_at):
        pass
    trial.refresh_from_db()
    assert trial.finished_at
    return trial


def by_checks(comment: Comment | None) -> str:
    if comment is None:
        return REFUSED
    return Decision.objects.filter(comment=comment).order_by("id")[1].to_status


def said(comment: Comment | None) -> object:
    """What became of a comment, and what each check said of it."""
    if comment is None:
        return REFUSED
    verdicts = Finding.objects.filter(comment=comment).order_by("check_name").values_list("check_name", "verdict")
    return by_checks(comment), [*verdicts]
