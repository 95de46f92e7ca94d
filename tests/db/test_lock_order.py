"""Nobody waits in a circle: rows are locked in one order, whatever is done to them."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection

from comments.classifier import storage
from comments.counters import recent, recount
from comments.maintenance.chores import forgetting, purge, stuck
from comments.models import Band, Cluster, Comment, LearnedFilter, Thread
from comments.moderation import batches, decisions, handfuls
from comments.posting import edits, posts, threads
from comments.posting.edits import Edit
from comments.screening import backlog, outcome
from comments.similarity import clusters
from tests.support import factories
from tests.support.actions import ACTIONS
from tests.support.clusters import clustered, decide
from tests.support.factories import NOON
from tests.support.parallel import in_background

ORDER = ("site", "thread", "comment", "cluster", "learnedfilter")
DAY = timedelta(days=1)
_WRITES = re.compile(r'(?:update|delete from) "?comments_(\w+)"?', re.I)
_LOCKS = re.compile(r'from "comments_(\w+)".* for (?:no key )?update', re.I | re.S)


@contextmanager
def locks_of_each_transaction() -> Iterator[list[list[str]]]:
    """The tables of ORDER of which rows were locked, in the order of their first locks."""
    found: list[list[str]] = []
    open_savepoints: list[str] = []

    def note(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        word = sql.split(" ", 1)[0].lower()
        if word == "savepoint":
            if not open_savepoints:
                found.append([])
            open_savepoints.append(sql)
        elif word == "release" and open_savepoints:
            open_savepoints.pop()
        elif open_savepoints:
            match = _WRITES.match(sql.strip()) or _LOCKS.search(sql)
            if match and match[1] in {*ORDER} - {*found[-1]}:
                found[-1].append(match[1])
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        yield found


def _teach() -> None:
    factories.quiet_site(spam_days=1, trash_days=1)
    storage.learn_stale()
    LearnedFilter.objects.update(stale_since=None)


def _decided(action: str, comment: Comment) -> object:
    version = factories.fresh(comment).version
    return ACTIONS[action](comment.pk, by=factories.moderator(), version=version, now=NOON)


def _deleted(comment: Comment) -> object:
    return decisions.delete(comment.pk, by=factories.moderator(), version=factories.fresh(comment).version)


def _edited(comment: Comment) -> object:
    own = factories.fresh(comment)
    return edits.keep_edit(own, Edit(text="Another text altogether.", address="192.0.2.9"), now=NOON)


def _in_clusters() -> list[Comment]:
    clustered(3)
    comments = list(Comment.objects.order_by("pk"))
    for comment in comments:
        _decided("spam" if comment.status != "spam" else "approve", comment)
    LearnedFilter.objects.update(stale_since=None)
    return comments


def use_cases() -> dict[str, Callable[[], object]]:
    """Each on a site whose filter would be marked stale, with comments of a cluster."""

    def with_first(act: Callable[[Comment], object]) -> Callable[[], object]:
        return lambda: act(_in_clusters()[0])

    def purged(work: Callable[[Any], object], *, is_answered: bool) -> object:
        comments = _in_clusters()
        if is_answered:
            Comment.objects.filter(pk=comments[0].pk).update(published_at=NOON)
        LearnedFilter.objects.update(stale_since=None)
        return work(NOON + 40 * DAY)

    return {
        "post": lambda: posts.keep_comment(factories.subject(), factories.draft(), now=NOON),
        "describe": lambda: [threads.describe(factories.subject(title=title)) for title in ("One", "Another")],
        "screen alike": lambda: clustered(4),
        **{name: with_first(partial(_decided, name)) for name in ("approve", "reject", "review", "undo")},
        "spam": lambda: _decided("spam", factories.published()),
        "delete": with_first(_deleted),
        "edit": with_first(_edited),
        "withdraw": with_first(lambda comment: decisions.withdraw(comment.pk, now=NOON)),
        "park": lambda: outcome.park(factories.waiting().pk, now=NOON),
        "sweep": lambda: (factories.waiting(), backlog.sweep(now=NOON + DAY)),
        "stuck": lambda: (factories.waiting(), Comment.objects.update(due=None), stuck.make_due_again(NOON)),
        "purge": lambda: purged(purge.spam, is_answered=False),
        "empty": lambda: purged(purge.spam, is_answered=True),
        "forget": lambda: (factories.screened(), forgetting.addresses(NOON + 90 * DAY)),
        "recount": lambda: (factories.published(), Thread.objects.update(count=9), recount.repair_next_threads(NOON)),
        "age": lambda: recent.recount_threads([factories.published().thread_id], now=NOON + DAY),
        "teach": lambda: storage.add_lessons(factories.site(), [("Pills", True)], now=NOON),
        "decide on a cluster": lambda: _carried_out("spam"),
    }


def _carried_out(action: str) -> None:
    decision = decide(clustered(3), action)
    handfuls.carry_out(decision.pk, now=NOON + timedelta(hours=1))
    batches.undo(decision.pk, by=factories.moderator(), now=NOON + timedelta(hours=2))
    handfuls.carry_out(decision.pk, now=NOON + timedelta(hours=2))


@pytest.mark.django_db
@pytest.mark.parametrize("name", use_cases())
def test_it_locks_in_one_order(name: str) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer")
    _teach()
    with locks_of_each_transaction() as found:
        use_cases()[name]()

    assert any(found)
    assert [locks for locks in found if locks != _in_order(locks)] == []


def _in_order(locks: Sequence[str]) -> list[str]:
    return sorted(locks, key=ORDER.index)


def _old(comment: Comment) -> object:
    return purge.spam(NOON + 60 * DAY)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("takes_away", "is_published"), [(_old, False), (_old, True), (_deleted, True), (_deleted, False), (_edited, True)]
)
def test_it_lets_a_moderator_decide_on_what_is_like_a_comment_that_goes(
    takes_away: Callable[[Comment], object], is_published: bool
) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer")
    site = factories.quiet_site()
    old, heir = factories.waiting(text="one"), factories.waiting(text="two", on=factories.subject(key="ferry"))
    if is_published:
        _decided("approve", old)
    if takes_away is not _edited:
        _decided("spam", old)
    storage.learn_stale()
    LearnedFilter.objects.update(stale_since=None)
    cluster = Cluster.objects.create(site=site, first=old, size=2, first_at=NOON, last_at=NOON)
    for place, comment in enumerate((old, heir), 1):
        Comment.objects.filter(pk=comment.pk).update(cluster=cluster, cluster_place=place)
    Band.objects.create(site=site, value=1, comment=old, seen_at=NOON)
    leave, decided = clusters.leave, list[object]()

    def meanwhile(ids: Sequence[int]) -> None:
        if old.pk in ids:
            decided.append(in_background(partial(_decided, "approve", heir)).result(timeout=30))
        leave(ids)

    factories.moderator()
    with patch.object(clusters, "leave", meanwhile):
        takes_away(old)

    assert len(decided) == 1
    assert factories.fresh(heir).status == "approved"
    assert list(Band.objects.values_list("comment", flat=True)) == [heir.pk]
