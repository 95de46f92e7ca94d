"""Each rule finds the damage it is there for, and nothing in what the service itself leaves behind."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest

from comments import limits
from comments.maintenance import invariants
from comments.maintenance.invariants.rule import RULES
from comments.models import Comment
from comments.moderation import aside, decisions
from comments.screening import backlog
from tests.maintenance.invariants.damage import (
    decided,
    desk,
    inherited,
    kept,
    mailed,
    own_hook,
    positions,
    searched,
    shown,
    told,
    waiting,
    webhooks,
)
from tests.maintenance.invariants.damage.changes import DAY, NOW, change, published_by_checks
from tests.support import factories
from tests.support.factories import NOON

pytestmark = pytest.mark.django_db

# One damage, or several, for each rule, in files named like those of the rules.
DAMAGE = [
    each
    for kind in (decided, desk, inherited, kept, mailed, own_hook, positions, searched, shown, told, waiting, webhooks)
    for each in kind.DAMAGE
]


def broken(**options: Any) -> dict[str, list[int]]:
    """The ids of the rows that each rule finds."""
    steps = invariants.check(**{"now": NOW, **options})
    return {step.found.rule.name: step.found.ids for step in steps if step.found}


@pytest.mark.parametrize(("rule", "damage"), DAMAGE, ids=lambda value: getattr(value, "__name__", value))
def test_it_finds_damage(rule: str, damage: Callable[[], int]) -> None:
    pk = damage()

    with patch.object(invariants, "RULES", [one for one in RULES if one.name == rule]):
        assert pk in broken()[rule]


def test_it_is_tried_on_every_rule() -> None:
    assert {name for name, _damage in DAMAGE} == {rule.name for rule in RULES}


def test_it_finds_nothing_in_what_the_service_itself_leaves_anywhere_or_on_one_site() -> None:
    everything_that_happens()

    assert broken() == broken(site=factories.site()) == {}


def everything_that_happens() -> None:
    mod = factories.moderator()
    top = factories.published(submission_key="form:12345678", user_agent="Browser")
    chain = [top]
    for _ in range(7):
        chain.append(factories.published(chain[-1]))
    possible = [name for name in decisions.possible_actions(top, mod) if name in decisions.ACTIONS]
    made = {name: factories.published(None if name == "pin" else top) for name in (*possible, "delete")}
    for name, comment in made.items():
        act = decisions.ACTIONS.get(name, decisions.delete)
        act(comment.pk, by=mod, version=comment.version)
    aside.set_aside(factories.waiting(top).pk, by=mod)
    decisions.unpick(made["pick"].pk, by=mod, version=factories.fresh(made["pick"]).version)
    decisions.withdraw(factories.published(top).pk)
    decisions.mark_spam(chain[4].pk, by=mod, version=factories.fresh(chain[4]).version)
    published_by_checks()
    factories.screened(top)
    factories.waiting(top)
    given_up = factories.waiting(top)
    change(given_up, attempts=limits.ATTEMPTS)
    backlog.sweep(now=NOON + 11 * timedelta(seconds=1))
    decisions.expire(made["spam"].pk, version=factories.fresh(made["spam"]).version, now=NOW)
    decisions.reject(factories.waiting(top).pk, by=mod, version=1)


def test_it_finds_nothing_where_there_is_nothing() -> None:
    assert broken() == {}


def test_it_looks_at_one_site_only_when_asked() -> None:
    here, there = factories.published(), factories.published(on=factories.subject("post"))
    Comment.objects.update(replies=7)

    assert broken(site=here.thread.site) == {"replies_counted": [here.pk]}
    assert broken(site=there.thread.site) == {"replies_counted": [there.pk]}


def test_it_allows_addresses_a_day_or_two_of_grace() -> None:
    change(factories.published(), created_at=NOON - 61 * DAY)

    assert broken() == {}
