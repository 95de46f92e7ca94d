"""What a moderator is told of a comment's author as things stand now."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comments.errors import NotAllowed
from comments.models import AuthorNote, Ban, BanEffect, BanKind, Comment, Membership, TrustedAuthor
from comments.moderation import decisions
from comments.moderation.authors import queries
from comments.moderation.authors.panel import AuthorPanel, panel_of
from comments.statuses import Status
from tests.support import factories
from tests.support.factories import NOON
from tests.support.plans import plan_of, reads_a_table, searches
from tests.support.same_author import write_elsewhere

pytestmark = pytest.mark.django_db

ILKA: dict[str, Any] = {
    "name": "Ilka",
    "email": "ilka+news@example.com",
    "url": "https://www.ilka.example/me",
    "address": "203.0.113.9",
}


def panel(comment: Comment, **options: Any) -> AuthorPanel:
    return panel_of(factories.fresh(comment), **{"by": factories.moderator(), "now": NOON, **options})


def totals(known: AuthorPanel) -> dict[str, int]:
    return {identity.kind: identity.total.number for identity in known.identities}


def test_it_counts_each_identity_of_an_author() -> None:
    comment = factories.waiting(**ILKA)
    factories.waiting(**{**ILKA, "email": "ILKA@example.com", "url": "http://ilka.example", "address": "203.0.113.10"})
    factories.waiting(**{**ILKA, "email": "other@example.com", "url": "https://ilka.example/x?y"})
    factories.waiting(name="Ada", email="ada@example.com", url="https://ilka.example.org/", address="203.0.113.9")
    factories.waiting(on=factories.subject("elsewhere"), **ILKA)

    assert totals(panel(comment)) == {"email": 2, "network": 3, "website": 3, "name": 1}


def test_it_says_what_became_of_an_authors_comments() -> None:
    mod = factories.moderator()
    first = factories.published(**ILKA, now=NOON - timedelta(days=9))
    for action, number in ((decisions.reject, 2), (decisions.mark_spam, 1)):
        for _each in range(number):
            action(factories.waiting(**ILKA).pk, by=mod, version=1)
    comment = factories.waiting(**ILKA)

    known = panel(comment)

    assert (known.approved.number, known.rejected.number, known.spam.number, known.waiting.number) == (1, 2, 1, 1)
    assert known.first_seen == first.created_at
    assert known.counted_by == "email"
    assert [one.status for one in known.last] == [Status.SPAM, Status.REJECTED, Status.REJECTED]
    assert comment.pk not in [one.id for one in known.last]


@pytest.mark.parametrize(("fields", "by"), [({"remember": True}, "browser"), ({}, "network")])
def test_it_knows_an_author_without_an_e_mail_by_something_else(fields: dict[str, Any], by: str) -> None:
    factories.quiet_site(require_name_email=False)
    first = factories.published(email="", name="", **fields)
    comment = factories.waiting(email="", name="", commenter_id=first.commenter_id, **fields)

    known = panel(comment)

    assert (known.counted_by, known.approved.number, known.waiting.number) == (by, 1, 1)
    assert [one.id for one in known.last] == [first.pk]


def test_it_knows_nothing_of_an_author_who_left_nothing() -> None:
    factories.quiet_site(require_name_email=False)
    known = panel(factories.waiting(email="", name="", address=""))

    assert (known.counted_by, known.identities, known.last, known.first_seen) == ("", (), (), None)


def test_it_takes_an_e_mail_for_proven_in_a_browser_that_was_published_under_it() -> None:
    first = factories.published(remember=True, name="Ada", email="ada@example.org")
    same: dict[str, Any] = {"remember": True, "commenter_id": first.commenter_id, "name": "Ada"}

    assert panel(factories.waiting(email="ada@example.org", **same)).is_proven
    assert not panel(factories.waiting(email="bob@example.org", **same)).is_proven
    assert not panel(factories.waiting(email="ada@example.org", name="Ada")).is_proven
    assert not panel(first).is_proven


def test_it_shows_bans_in_force_trust_and_notes() -> None:
    comment, mod = factories.waiting(**ILKA), factories.moderator()
    User.objects.filter(pk=mod.pk).update(first_name="Anna", last_name="Lind")
    ban: dict[str, Any] = {"site": comment.site, "by": mod, "created_at": NOON, "effect": BanEffect.HOLD}
    Ban.objects.create(kind=BanKind.NETWORK, value="203.0.113.0/24", until=NOON + timedelta(days=7), **ban)
    Ban.objects.create(kind=BanKind.EMAIL, value="ilka@example.com", until=NOON, **ban)
    Ban.objects.create(kind=BanKind.EMAIL, value="other@example.com", **ban)
    given: dict[str, Any] = {"site": comment.site, "by": mod, "created_at": NOON}
    TrustedAuthor.objects.create(email="ilka@example.com", name="ILKA", **given)
    AuthorNote.objects.create(kind=BanKind.EMAIL, value="ilka@example.com", text="Writes well.", **given)
    AuthorNote.objects.create(kind=BanKind.EMAIL, value="other@example.com", text="Somebody else.", **given)

    known = panel(comment)

    assert [(one.value, one.by, one.until) for one in known.bans] == [
        ("203.0.113.0/24", "Anna Lind", NOON + timedelta(days=7))
    ]
    assert known.trust is not None and known.trust.by == "Anna Lind"
    assert [(note.text, note.by, note.by_id) for note in known.notes] == [("Writes well.", "Anna Lind", mod.pk)]


def test_it_is_for_those_who_moderate_the_site() -> None:
    comment, other = factories.waiting(**ILKA), factories.site("other")
    user = User.objects.create(username="tamsin", is_staff=True)
    Membership.objects.create(user=user, site=other)

    with pytest.raises(NotAllowed):
        panel(comment, by=user)


def test_it_asks_six_questions_at_most() -> None:
    test_it_shows_bans_in_force_trust_and_notes()
    comment, mod = Comment.objects.select_related("site").latest("id"), factories.moderator()

    with CaptureQueriesContext(connection) as asked:
        panel_of(comment, by=mod, now=NOON)

    assert len(asked) <= 6


def test_it_counts_to_a_thousand() -> None:
    thread = factories.crowd(3)
    comment = thread.comments.all()[0]
    theirs = {"email_canonical": "ada@example.org", "network": "192.0.2.7"}
    plain: dict[str, Any] = {"thread": thread, "site": thread.site, "depth": 1, "text": "Hm.", "created_at": NOON}
    rows = [Comment(number=n, path=f"{n:06}", **theirs, **plain) for n in range(10, 1020)]
    Comment.objects.bulk_create(rows)
    Comment.objects.filter(pk=comment.pk).update(
        email="ada@example.org", email_canonical="ada@example.org", network="192.0.2.7"
    )

    known = panel(comment)

    assert [known.waiting.number, known.waiting.shown] == [1001, "1,000+"]
    assert {identity.kind: identity.total.shown for identity in known.identities}["network"] == "1,000+"


@pytest.mark.parametrize(
    ("fields", "index", "columns"),
    [
        ({}, "author_on_site", ("site_id", "email_canonical", "status")),
        ({}, "network_on_site", ("site_id", "network")),
        ({}, "website_on_site", ("site_id",)),
        ({}, "name_on_site", ("site_id", "name", "email_canonical")),
        ({"email": "", "email_canonical": ""}, "network_on_site", ("site_id", "network")),
    ],
)
@pytest.mark.usefixtures("_tables_as_new")
def test_it_reads_short_ranges_of_indexes(fields: dict[str, str], index: str, columns: tuple[str, ...]) -> None:
    comment = factories.waiting(**ILKA)
    Comment.objects.filter(pk=comment.pk).update(**fields)
    write_elsewhere(factories.fresh(comment))
    ask: Callable[[], object] = lambda: queries.facts_of(factories.fresh(comment))  # noqa: E731 - one of several
    plan = plan_of(ask)

    assert searches(plan, index, *columns)
    assert not reads_a_table(plan)
