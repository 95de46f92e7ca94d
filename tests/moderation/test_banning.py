"""A ban on an author: whom it would hit, who may lay it, what becomes of what they wrote, and undoing it."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comments import doorbell, tasks
from comments.db.rows import fetch
from comments.errors import Invalid, NotAllowed, NotFound, ReasonNeeded
from comments.models import Ban, BanEffect, BanKind, Batch, Comment, Membership, Role, Site
from comments.moderation import batches, decisions, handfuls
from comments.moderation.authors import banning, reach
from comments.moderation.authors.banning import BanOrder, Target
from comments.statuses import Status
from tests.support import factories
from tests.support.factories import NOON
from tests.support.plans import plan_of, reads_a_table
from tests.support.same_author import write_elsewhere

pytestmark = pytest.mark.django_db

WEEK = timedelta(days=7)
ILKA: dict[str, Any] = {
    "name": "Ilka", "email": "ilka@spam.example", "url": "https://www.ilka.example/me", "address": "203.0.113.9",
}  # fmt: skip


@pytest.fixture
def anna() -> User:
    """A moderator of the site, not its chief."""
    found = User.objects.create(username="anna", is_staff=True)
    Membership.objects.create(user=found, site=factories.quiet_site())
    return found


def aimed(comment: Comment, kind: str, value: str = "", by: User | None = None) -> Target:
    comment = factories.fresh(comment)
    value = value or banning.value_of(comment, kind)
    return banning.target(comment, kind, value, by=by or factories.moderator(), now=NOON)


def hits(comment: Comment, kind: str, value: str = "") -> tuple[int, int, int, int]:
    found = aimed(comment, kind, value).reach
    assert found is not None
    return (found.waiting, found.published, found.authors, found.this_month)


def ordered(comment: Comment, by: User | None = None, **order: Any) -> Batch:
    fields = {"kind": BanKind.EMAIL, "effect": BanEffect.REFUSE, "until": NOON + WEEK, "seen_authors": 9, **order}
    fields.setdefault("value", banning.value_of(comment, fields["kind"]))
    return banning.ban(comment.pk, BanOrder(**fields), by=by or factories.moderator(), now=NOON)


def carried_out(batch: Batch, **options: Any) -> Batch:
    while handfuls.carry_out(batch.pk, **{"now": NOON, **options}):
        pass
    batch.refresh_from_db()
    return batch


def status(comment: Comment) -> str:
    return factories.fresh(comment).status


def test_it_counts_whom_a_ban_would_hit() -> None:
    old = factories.published(**ILKA, now=NOON - timedelta(days=40))
    factories.published(**{**ILKA, "email": "bo@mail.spam.example"}, now=NOON - timedelta(days=3))
    factories.published(**{**ILKA, "email": "eve@notspam.example", "address": "203.0.113.10"}, now=NOON)
    comment = factories.waiting(**ILKA)
    factories.waiting(name="Ada", email="ada@example.org", address="198.51.100.1", url="https://x.ilka.example")

    assert hits(comment, BanKind.EMAIL) == (1, 1, 1, 0)
    assert hits(comment, BanKind.EMAIL_DOMAIN) == (1, 2, 2, 1)
    assert hits(comment, BanKind.WEBSITE) == (2, 3, 3, 2)
    assert hits(comment, BanKind.NETWORK) == (1, 2, 2, 1)
    assert hits(comment, BanKind.NETWORK, "203.0.113.0/24") == (1, 3, 3, 2)
    assert hits(comment, BanKind.NETWORK, "203.0.0.0/15") == (1, 3, 3, 2)
    assert hits(comment, BanKind.NETWORK, "198.0.0.0/8") == (1, 0, 0, 0)
    assert status(old) == Status.APPROVED


def test_it_counts_networks_of_ipv6() -> None:
    comment = factories.waiting(address="2001:db8:0:1::7")
    factories.waiting(address="2001:db8::7")
    factories.waiting(address="2001:db9::7")

    assert hits(comment, BanKind.NETWORK) == (1, 0, 0, 0)
    assert hits(comment, BanKind.NETWORK, "2001:db8::/48") == (2, 0, 0, 0)
    assert hits(comment, BanKind.NETWORK, "2001:db8::/32") == (2, 0, 0, 0)


def test_it_counts_one_mailbox_by_an_index() -> None:
    comment = factories.waiting(**ILKA)
    for kind in (BanKind.EMAIL, BanKind.NETWORK):
        value = banning.value_of(comment, kind)
        assert not reads_a_table(plan_of(lambda: reach.of(comment.site_id, kind, value, now=NOON)))  # noqa: B023


def test_it_says_of_too_many_that_they_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reach, "MOST", 1)
    comment = factories.waiting(**ILKA)
    factories.waiting(email="bo@spam.example")

    assert "More than 1" in str(aimed(comment, BanKind.EMAIL_DOMAIN).refused)
    with pytest.raises(Invalid):
        ordered(comment, kind=BanKind.EMAIL_DOMAIN)


def test_it_bans_and_leaves_comments_alone_unless_told() -> None:
    comment = factories.waiting(**ILKA)

    batch = ordered(comment, note="Sells watches.")

    ban = Ban.objects.get()
    assert (ban.kind, ban.value, ban.effect, ban.until) == ("email", "ilka@spam.example", "refuse", NOON + WEEK)
    assert (ban.by, ban.note) == (factories.moderator(), "Sells watches.")
    assert (batch.size, batch.due, status(comment)) == (0, None, Status.PENDING)


def test_it_decides_on_what_waits_and_on_what_was_published() -> None:
    published, comment = factories.published(**ILKA), factories.waiting(**ILKA)
    other = factories.waiting()

    batch = carried_out(ordered(comment, waiting="spam", published="reject", reason="Advertising."))

    assert (status(comment), status(published), status(other)) == (Status.SPAM, Status.REJECTED, Status.PENDING)
    assert factories.last_decision(published).told == "Advertising."
    assert factories.last_decision(comment).by == factories.moderator()
    assert batches.progress(batch).done == 2
    assert batch.due is None


def test_it_carries_out_a_handful_at_a_time() -> None:
    comments = [factories.waiting(**ILKA) for _each in range(5)]
    batch = ordered(comments[0], waiting="reject")

    assert handfuls.carry_out(batch.pk, limit=2, now=NOON)
    assert [status(one) for one in comments].count(Status.REJECTED) == 2
    carried_out(batch, limit=2)
    assert {status(one) for one in comments} == {Status.REJECTED}
    assert not handfuls.carry_out(batch.pk, now=NOON)


def test_it_leaves_alone_what_somebody_decided_meanwhile_and_what_came_after() -> None:
    decided, edited = factories.waiting(**ILKA), factories.waiting(**ILKA)
    batch = ordered(decided, waiting="spam")
    decisions.approve(decided.pk, by=factories.moderator(), version=1)
    Comment.objects.filter(pk=edited.pk).update(version=2)
    later = factories.waiting(**ILKA | {"email": "ilka@other.example"})

    carried_out(batch)

    assert (status(decided), status(edited), status(later)) == (Status.APPROVED, Status.PENDING, Status.PENDING)
    assert batches.progress(batch).skipped == 2


def test_it_never_decides_on_the_publications_own_comments() -> None:
    comment, own = factories.waiting(**ILKA), factories.waiting(**ILKA)
    Comment.objects.filter(pk=own.pk).update(staff=True)

    assert carried_out(ordered(comment, waiting="reject")).size == 1
    assert status(own) == Status.PENDING


def test_it_takes_back_ban_and_decisions_together() -> None:
    published, comment = factories.published(**ILKA), factories.waiting(**ILKA)
    batch = carried_out(ordered(comment, waiting="spam", published="reject"))

    batches.undo(batch.pk, by=factories.moderator(), now=NOON + WEEK)
    carried_out(batch, now=NOON + WEEK)

    assert not Ban.objects.exists()
    assert (status(published), status(comment)) == (Status.APPROVED, Status.PENDING)
    assert batches.progress(batch).undone == 2


def test_it_keeps_what_happened_since() -> None:
    mod, comment, other = factories.moderator(), factories.waiting(**ILKA), factories.waiting(**ILKA)
    batch = carried_out(ordered(comment, waiting="reject"))
    decisions.mark_spam(comment.pk, by=mod, version=2)

    for _twice in range(2):
        batches.undo(batch.pk, by=mod, now=NOON)
        carried_out(batch)

    assert (status(comment), status(other)) == (Status.SPAM, Status.PENDING)
    assert (batches.progress(batch).kept, batches.progress(batch).undone) == (1, 1)


def test_it_stops_what_is_undone_half_way() -> None:
    comments = [factories.waiting(**ILKA) for _each in range(4)]
    batch = ordered(comments[0], waiting="reject")
    handfuls.carry_out(batch.pk, limit=2, now=NOON)

    batches.undo(batch.pk, by=factories.moderator(), now=NOON)
    carried_out(batch)

    assert {status(one) for one in comments} == {Status.PENDING}
    assert (batches.progress(batch).undone, batches.progress(batch).skipped) == (2, 2)


def test_it_brings_back_the_ban_that_it_replaced(anna: User) -> None:
    comment = factories.waiting(**ILKA)
    ordered(comment, by=anna, effect=BanEffect.HOLD, note="Watch.")
    batch = ordered(comment, effect=BanEffect.SPAM, until=None)
    assert Ban.objects.get().effect == BanEffect.SPAM

    batches.undo(batch.pk, by=factories.moderator(), now=NOON)

    ban = Ban.objects.get()
    assert (ban.effect, ban.until, ban.note, ban.by) == (BanEffect.HOLD, NOON + WEEK, "Watch.", anna)


@pytest.mark.parametrize("change", [{"effect": BanEffect.HOLD}, {"until": None}, {"note": "Ask me first."}])
def test_it_leaves_a_ban_that_was_changed_since(change: dict[str, Any]) -> None:
    comment = factories.waiting(**ILKA)
    batch = ordered(comment)
    Ban.objects.update(**change)

    batches.undo(batch.pk, by=factories.moderator(), now=NOON)

    assert Ban.objects.filter(**change).exists()


def test_it_lets_nobody_undo_what_a_colleague_did(anna: User) -> None:
    batch = ordered(factories.waiting(**ILKA))

    with pytest.raises(NotAllowed):
        batches.undo(batch.pk, by=anna, now=NOON)
    with pytest.raises(NotFound):
        batches.undo(0, by=anna, now=NOON)


def test_it_takes_one_form_once() -> None:
    comment = factories.waiting(**ILKA)

    first = ordered(comment, key="a1")

    assert first == ordered(comment, key="a1", effect=BanEffect.SPAM)
    assert Batch.objects.count() == 1
    batches.undo(first.pk, by=first.by, now=NOON)
    assert ordered(comment, key="a1") != first
    assert Ban.objects.count() == 1


WIDER: list[dict[str, Any]] = [
    {"kind": BanKind.NETWORK},
    {"kind": BanKind.NETWORK, "value": "203.0.113.0/24"},
    {"kind": BanKind.EMAIL_DOMAIN},
    {"kind": BanKind.WEBSITE},
]


@pytest.mark.parametrize("order", WIDER)
def test_it_wants_a_chief_where_others_were_published(anna: User, order: dict[str, Any]) -> None:
    comment = factories.waiting(**ILKA)
    factories.published(**{**ILKA, "email": "bo@spam.example"})

    with pytest.raises(NotAllowed):
        ordered(comment, by=anna, **order)

    Membership.objects.filter(user=anna).update(role=Role.CHIEF)
    assert ordered(comment, by=User.objects.get(pk=anna.pk), **order).ban


@pytest.mark.parametrize("order", WIDER)
def test_it_wants_no_chief_where_only_the_author_was_published(anna: User, order: dict[str, Any]) -> None:
    factories.published(**ILKA)

    assert ordered(factories.waiting(**ILKA), by=anna, **order).ban


@pytest.mark.parametrize(
    ("address", "network", "is_wide"),
    [
        ("203.0.113.9", "203.0.113.0/24", False),
        ("203.0.113.9", "203.0.112.0/23", True),
        ("2001:db8::7", "2001:db8::/48", False),
        ("2001:db8::7", "2001:db8::/47", True),
    ],
)
def test_it_wants_a_chief_for_a_wide_network(anna: User, address: str, network: str, is_wide: bool) -> None:
    comment = factories.waiting(address=address)

    assert aimed(comment, BanKind.NETWORK, network, by=anna).needs_chief is is_wide


def test_it_wants_to_be_looked_at_where_more_are_hit_than_were_seen() -> None:
    comment = factories.waiting(**ILKA)
    factories.published(**{**ILKA, "email": "bo@spam.example"})

    with pytest.raises(Invalid) as refusal:
        ordered(comment, kind=BanKind.EMAIL_DOMAIN, seen_authors=0)

    assert [error.code for error in refusal.value.errors] == ["look-again"]
    assert not Ban.objects.exists()


@pytest.mark.parametrize("kind", [BanKind.EMAIL, BanKind.EMAIL_DOMAIN])
def test_it_refuses_the_addresses_of_colleagues(anna: User, kind: str) -> None:
    User.objects.filter(pk=anna.pk).update(email="Ilka+x@spam.example")

    with pytest.raises(Invalid) as refusal:
        ordered(factories.waiting(**ILKA), kind=kind)

    assert [error.code for error in refusal.value.errors] == ["refused"]


def test_it_refuses_the_publications_own_website_and_shared_domains() -> None:
    factories.quiet_site(origins="https://www.nowhere.example")
    comment = factories.waiting(email="ilka@gmail.com", url="https://nowhere.example/x")

    assert aimed(comment, BanKind.WEBSITE).refused
    assert aimed(comment, BanKind.EMAIL_DOMAIN).refused


@pytest.mark.parametrize(
    "order", [{"until": NOON}, {"effect": "nothing"}, {"waiting": "approve"}, {"note": "x" * 2001}, {"value": "x"}]
)
def test_it_refuses_what_is_no_ban(order: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        ordered(factories.waiting(**ILKA), **order)


def test_it_wants_a_reason_where_the_site_does() -> None:
    comment = factories.waiting(**ILKA)
    Site.objects.update(reasons_required=True)

    with pytest.raises(ReasonNeeded):
        ordered(comment, waiting="reject")
    assert not Ban.objects.exists()


@pytest.mark.usefixtures("_tables_as_new")
@pytest.mark.parametrize(
    ("kind", "value", "index"),
    [
        (BanKind.EMAIL_DOMAIN, "spam.example", "author_on_site"),
        (BanKind.WEBSITE, "ilka.example", "website_on_site"),
        (BanKind.NETWORK, "203.0.113.0/24", "network_on_site"),
    ],
)
def test_it_finds_what_is_below_a_value_in_an_index(kind: str, value: str, index: str) -> None:
    comment = factories.waiting(**ILKA)
    write_elsewhere(comment)
    with CaptureQueriesContext(connection) as asked:
        reach.of(comment.site_id, kind, value, now=NOON)
    plan = plan_of(lambda: fetch(asked.captured_queries[0]["sql"].replace("%", "%%"), []))

    assert index in plan


@pytest.mark.parametrize("lasts", [timedelta(hours=1), None])
def test_it_holds_an_author_for_a_while_or_always(lasts: timedelta | None, anna: User) -> None:
    comment = factories.published(**ILKA)

    banning.hold(comment.pk, by=anna, lasts=lasts, now=NOON)

    ban = Ban.objects.get()
    assert (ban.kind, ban.value, ban.effect) == ("email", "ilka@spam.example", "hold")
    assert ban.until == (NOON + lasts if lasts else None)


def test_it_finds_ones_own_latest_bans_on_an_author(anna: User) -> None:
    comment = factories.waiting(**ILKA)
    mine = ordered(comment, kind=BanKind.NETWORK, value="203.0.113.0/24")
    ordered(comment, by=anna)
    ordered(factories.waiting())

    assert banning.latest(factories.fresh(comment), by=factories.moderator()) == [mine]


def test_it_is_for_those_who_moderate_the_site() -> None:
    comment, user = factories.waiting(**ILKA), User.objects.create(username="tamsin", is_staff=True)
    Membership.objects.create(user=user, site=factories.site("other"))

    for refused in (
        lambda: ordered(comment, by=user),
        lambda: banning.hold(comment.pk, by=user, lasts=None),
        lambda: banning.latest(comment, by=user),
        lambda: aimed(comment, BanKind.EMAIL, by=user),
    ):
        with pytest.raises(NotAllowed):
            refused()


def test_it_is_carried_out_by_the_worker_message_by_message(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handfuls, "HANDFUL", 2)
    monkeypatch.setattr(handfuls, "_SQLITE_PART", 1)
    messages: list[None] = []
    monkeypatch.setattr(doorbell, "queue_decisions_on_many", lambda: messages.append(None))
    comments = [factories.waiting(**ILKA) for _each in range(3)]
    ordered(comments[0], waiting="reject")

    tasks.decide_clusters()
    assert (len(messages), [status(one) for one in comments].count(Status.REJECTED)) == (1, 2)
    tasks.decide_clusters()

    assert {status(one) for one in comments} == {Status.REJECTED}


def test_it_is_carried_out_without_a_message_once_it_is_overdue() -> None:
    comment = factories.waiting(**ILKA)
    ordered(comment, waiting="spam")

    handfuls.carry_out_overdue()

    assert status(comment) == Status.SPAM
