"""What programs are told of: once for each that listens, and nothing where nobody does."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comments import signed_tokens
from comments.db.transactions import writing
from comments.deliveries import listening
from comments.models import (
    Action,
    Actor,
    Comment,
    Delivery,
    Override,
    ReportReason,
    Site,
    WebhookEndpoint,
    WebhookEvent,
)
from comments.moderation import decisions, deletion, reports, thread_switches
from comments.moderation.reports import Objection
from comments.moderation.transitions import Transition, lock_all, together
from comments.posting import edits, threads
from comments.posting.edits import Edit
from comments.privacy import notice
from comments.screening import run
from comments.similarity import floods
from comments.similarity.floods import Traffic
from tests.support import factories
from tests.support.factories import NOON

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(minutes=1)


def listens(site: Site | None = None, *events: str, **fields: object) -> WebhookEndpoint:
    values = {"name": "CRM", "url": "https://crm.example.org/hook", "created_at": NOON, **fields}
    made = WebhookEndpoint.objects.create(site=site, events=list(events or WebhookEvent.values), **values)
    listening.refresh_sites()
    return made


@pytest.fixture
def endpoint() -> Iterator[WebhookEndpoint]:
    yield listens(factories.quiet_site(edit_minutes=30))


def told() -> list[str]:
    """The events that are owed, in order, and none of them later again."""
    found = list(Delivery.objects.order_by("pk").values_list("kind", flat=True))
    Delivery.objects.all().delete()
    return found


def test_it_tells_of_each_step_in_the_life_of_a_comment(endpoint: WebhookEndpoint) -> None:
    comment, by = factories.waiting(), factories.moderator()
    before_screening = told()
    run.screen([comment.pk], now=LATER)
    screened, comment = told(), factories.fresh(comment)
    decisions.approve(comment.pk, by=by, version=comment.version, now=LATER)
    approved, comment = told(), factories.fresh(comment)
    reports.file(comment, Objection(ReportReason.OTHER), address="192.0.2.9", now=LATER)
    reported = told()
    token = signed_tokens.author_token(comment.pk, comment.token_version)
    edits.keep_edit(edits.own_comment(comment.pk, token), Edit(text="Said better."), now=LATER)
    unscreened = told()
    run.screen([comment.pk], now=LATER + timedelta(minutes=1))
    edited, comment = told(), factories.fresh(comment)
    decisions.mark_spam(comment.pk, by=by, version=comment.version)
    spam, comment = told(), factories.fresh(comment)
    decisions.reject(comment.pk, by=by, version=comment.version, reason="No.")
    rejected, comment = told(), factories.fresh(comment)
    decisions.withdraw(comment.pk)
    withdrawn = told()
    comment = factories.fresh(comment)
    decisions.delete(comment.pk, by=by, version=comment.version)

    assert (before_screening, unscreened) == ([], [])
    assert sorted(screened) == ["comment.held", "comment.received"]
    assert (approved, reported) == (["comment.published"], ["comment.reported"])
    assert sorted(edited) == ["comment.edited", "comment.held"]
    assert (spam, rejected, withdrawn, told()) == (
        ["comment.marked_spam"], ["comment.rejected"], ["comment.withdrawn"], ["comment.deleted"]
    )  # fmt: skip


def test_it_says_of_spam_that_it_is_spam_and_nothing_else(endpoint: WebhookEndpoint) -> None:
    comment = factories.waiting()
    decisions.mark_spam(comment.pk, by=factories.moderator(), version=comment.version)
    run.screen([comment.pk], now=LATER)

    assert told() == ["comment.marked_spam"]


def test_it_tells_of_threads_that_open_and_close_by_whoever_does_it(endpoint: WebhookEndpoint) -> None:
    thread, by = factories.waiting().thread, factories.moderator()
    thread = thread_switches.switch(thread.pk, Override.CLOSED, by=by, until=None, seen=None, now=LATER)
    closed = told()
    thread = thread_switches.switch(thread.pk, Override.SLOW, by=by, until=None, seen=thread.override_since, now=LATER)
    opened = told()
    threads.describe(factories.subject(is_open=False))
    by_host = told()
    threads.describe(factories.subject(is_open=False, title="Another title"))

    assert (closed, opened, by_host, told()) == (["thread.closed"], ["thread.opened"], ["thread.closed"], [])


def test_it_tells_of_a_flood_once(endpoint: WebhookEndpoint) -> None:
    for _ in range(2):
        floods._begin(endpoint.site_id or 0, Traffic(100, 100, 100, NOON), LATER)

    assert told() == ["site.flooded"]


def test_it_tells_those_who_listen_for_it_there_and_are_on() -> None:
    times, post = factories.quiet_site(), factories.quiet_site("post", name="The Post")
    ours = [listens(times, "comment.published"), listens(None, "comment.published")]
    listens(times, "comment.rejected")
    listens(post, "comment.published")
    listens(times, "comment.published", is_on=False)
    factories.published()

    recipients = Delivery.objects.values_list("recipient", flat=True)
    assert set(recipients) == {f"endpoint:{one.pk}" for one in ours}
    assert listening.outdated_sites() == []


def test_it_tells_of_many_decisions_by_one_statement_and_asks_nothing_where_nobody_listens() -> None:
    comments, by = [factories.waiting() for _ in range(3)], factories.moderator()

    def approve(some: list[Comment]) -> list[str]:
        transition = Transition(Actor.MODERATOR, LATER, by, action=Action.APPROVE)
        with writing(), CaptureQueriesContext(connection) as asked, together():
            for comment in lock_all(some).values():
                decisions.carry_out(comment, transition, {"html": ""})
        return [query["sql"] for query in asked if "delivery" in query["sql"]]

    unheard = approve(comments[:1])
    listens(None)
    assert (unheard, len(approve(comments[1:]))) == ([], 1)
    assert told() == ["comment.published"] * 2


def test_it_says_nothing_when_an_erasure_is_replayed(endpoint: WebhookEndpoint) -> None:
    comment = factories.published()
    told()
    deletion.erase_again(comment.pk, "digest", now=LATER)

    assert told() == []


def test_it_repairs_what_a_new_site_does_not_know() -> None:
    everywhere = listens(None, "site.flooded")
    site = factories.quiet_site()
    repaired = listening.repair_sites()

    assert repaired == 1
    assert Site.objects.get(pk=site.pk).wanted_events == {"site.flooded": [everywhere.pk]}


@pytest.mark.once
def test_it_tells_visitors_what_programs_are_told_of_them() -> None:
    site = factories.quiet_site()

    def said() -> list[str]:
        listening.refresh_sites()
        return [one for one in notice.for_comments(Site.objects.get(pk=site.pk)) if "programs" in one]

    listens(site, "thread.closed", personal_data="all")
    nobody = said()
    listens(site, "comment.published")
    least = said()
    names = listens(None, "comment.held", personal_data="names")
    more = said()
    listens(site, "comment.rejected", personal_data="all")
    most = said()
    WebhookEndpoint.objects.exclude(pk=names.pk).update(is_on=False)

    assert (nobody, len(least), len(more), len(most), said()) == ([], 1, 1, 1, more)
    assert "without anything about you" in least[0]
    assert "email address" in most[0] and "email address" not in more[0]
