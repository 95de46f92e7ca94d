"""A database of an earlier release becomes one of this, with what is in it, and goes back and forth again.

One database is walked through all releases, once for the file: each test looks at its own site in it.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from unittest.mock import patch

import pytest
from django.apps import apps
from django.core.management import call_command
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from comments import doorbell
from comments.counters import recount
from comments.maintenance import invariants
from comments.models import (
    Ban,
    Batch,
    BatchCluster,
    BatchItem,
    Comment,
    DayRollup,
    ListKind,
    Site,
    Thread,
    TrustedAuthor,
    WordList,
)
from comments.moderation import decisions
from comments.net import emails
from comments.screening import word_lists
from comments.screening.vocabulary import Staff
from comments.text import normalization
from tests.support import factories
from tests.support.factories import NOON
from tests.support.migrated_database import Old, empty_database, to_release

OLD_EMAILS = {
    "anna@münchen.de": "anna@münchen.de",
    "info@Straße.de": "info@strasse.de",
    '"banned"@evil.example': '"banned"@evil.example',
    "ada+news@example.org": "ada@example.org",
    "": "",
}
OLD_URLS = {
    "https://old.example/a?fbclid=x&id=7#status": "https://old.example/a?id=7",
    "/city/bridge/": "/city/bridge/",
    "foo/bar": "",
    "": "",
}
OLD_LISTS = {"moderation_words": "casino\nrefund*", "disallowed_words": "", "protected_names": "desk"}
DAYS_AGO: dict[str, list[float]] = {"lively": [0.5, 0.6, 3, 8, 31], "quiet": [40], "empty": []}
FATES = {("spam",): False, ("reject", "spam"): True, ("reject", "review", "spam"): False, ("reject",): False}

Rows = dict[str, list[dict[str, Any]]]


class Walk(NamedTuple):
    """What was seen on the way."""

    now: datetime
    fates: dict[tuple[str, ...], Comment]
    before: Rows  # going back
    lists_back: dict[str, dict[str, str]]  # by site
    after: Rows  # coming forth again
    batches: list[tuple[Any, ...]]


@pytest.fixture(scope="module")
def walk(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Walk]:
    now = timezone.now()
    with django_db_blocker.unblock(), empty_database(), patch.object(doorbell.Doorbell, "ring"):
        _spam(to_release("0001_initial"))
        _published(to_release("0003_moved_at"), now)
        _before_sites_were_copied(to_release("0006_comment_indexes"))
        _posted_late(to_release("0008_comment_site_copied"))
        _cluster_decided(to_release("0044_batches_in_lists"))
        call_command("migrate", verbosity=0)
        batches = _batches()
        _today()
        fates = _decided()
        before = _rows()
        sites = to_release("0006_comment_indexes")("Site").objects
        lists_back = {site.pop("slug"): site for site in sites.values("slug", *OLD_LISTS)}
        call_command("migrate", verbosity=0)
        yield Walk(now, fates, before, lists_back, _rows(), batches)


def _thread(old: Old, slug: str, key: str = "a", **fields: Any) -> Any:
    site, _is_new = old("Site").objects.get_or_create(slug=slug, defaults={"name": slug})
    return old("Thread").objects.create(site=site, key=key, **{"created_at": NOON, **fields})


def _comment(old: Old, thread: Any, number: int = 1, **fields: Any) -> Any:
    ordinary = {"path": f"{number:07}", "depth": 1, "text": "A.", "created_at": NOON}
    return old("Comment").objects.create(thread=thread, number=number, **{**ordinary, **fields})


def _spam(old: Old) -> None:
    comment = _comment(old, _thread(old, "spam"), status="spam")
    moments = {"": "pending", "pending": "spam"}
    for hours, (before, after) in enumerate(moments.items()):
        old("Decision").objects.create(
            comment=comment, actor="moderator", from_status=before, to_status=after, version=hours + 1,
            created_at=NOON + timedelta(hours=hours),
        )  # fmt: skip


def _published(old: Old, now: datetime) -> None:
    for key, days_ago in DAYS_AGO.items():
        thread = _thread(old, "published", key, created_at=now, count=len(days_ago), last_number=len(days_ago))
        for number, days in enumerate(days_ago, 1):
            _comment(
                old, thread, number, html="A.", shown=True, status="approved", created_at=now,
                published_at=now - timedelta(days=days),
            )  # fmt: skip


def _before_sites_were_copied(old: Old) -> None:
    for slug in ("one", "another"):
        thread = _thread(old, slug)
        for number in (1, 2):
            _comment(old, thread, number)
    thread = _thread(old, "compared")
    for number, (email, was) in enumerate(OLD_EMAILS.items(), 1):
        _comment(
            old, thread, number, text=f"I ❤\ufe0f it {number}", text_digest="old", email=email, email_canonical=was
        )
    ban, trust = old("Ban").objects.create, old("TrustedAuthor").objects.create
    ban(site=thread.site, kind="email", value="anna@münchen.de", effect="refuse", created_at=NOON)
    ban(site=thread.site, kind="email", value="anna@xn--mnchen-3ya.de", effect="hold", until=NOON, created_at=NOON)
    ban(site=thread.site, kind="network", value="192.0.2.0/24", effect="hold", created_at=NOON)
    trust(site=thread.site, email="anna@xn--mnchen-3ya.de", name="Anna", created_at=NOON)
    trust(site=thread.site, email="anna@münchen.de", name="Anna", created_at=NOON)
    old("Site").objects.create(slug="lists", **OLD_LISTS)
    for number, url in enumerate(OLD_URLS):
        _thread(old, "pages", f"{number}", url=url)


def _posted_late(old: Old) -> None:
    _comment(old, _thread(old, "late"))


def _cluster_decided(old: Old) -> None:
    """Two decisions on a cluster of four: one is carried out, the other has come to the third place."""
    site = old("Site").objects.create(slug="alike", name="alike")
    people = old("Decision")._meta.get_field("by").related_model
    by = people.objects.create(username="former", is_staff=True)
    cluster = old("Cluster").objects.create(site=site, size=4, first_at=NOON, last_at=NOON)
    made = [
        old("ClusterDecision").objects.create(
            cluster=cluster, action="reject", by=by, reason="Alike.", created_at=NOON, **fields
        )
        for fields in ({"covers": 2}, {"covers": 4, "reached": 3, "due": NOON})
    ]
    thread = _thread(old, "alike")
    for number, moved_by in enumerate((made[0], made[0], made[1], None), 1):
        comment = _comment(
            old, thread, number, site=site, cluster=cluster, cluster_place=number,
            status="rejected" if moved_by else "pending", version=2 if moved_by else 1,
            text_digest=normalization.digest("A."),
        )  # fmt: skip
        if moved_by:
            old("Decision").objects.create(
                comment=comment, actor="moderator", by=by, from_status="pending", to_status="rejected", version=2,
                with_cluster=moved_by, created_at=NOON,
            )  # fmt: skip


def _batches() -> list[tuple[Any, ...]]:
    """State, how many of the cluster, size, how many are decided, items, and the comments decided on."""
    return [
        (
            batch.state, batch.chosen_clusters.get().covers, batch.size, batch.done,
            list(batch.items.order_by("pk").values_list("comment__number", "version", "outcome")),
            list(batch.decisions.order_by("pk").values_list("comment__number", flat=True)),
        )
        for batch in Batch.objects.filter(site__slug="alike").order_by("pk")
    ]  # fmt: skip


def _today() -> None:
    top = factories.published()
    factories.published(top, url="https://ada.example/")
    spam = factories.waiting(email="anna@münchen.de")
    decisions.mark_spam(spam.pk, by=factories.moderator(), version=spam.version)
    site = factories.thread_of(top).site
    word_lists.keep(site, {ListKind.MODERATION: "casino", ListKind.PROTECTED: "desk"})
    word_lists.keep(factories.site("new"), {ListKind.DISALLOWED: "viagra"})
    Ban.objects.create(site=site, kind="email", value="spam@example.org", effect="hold", created_at=NOON)
    Batch.objects.create(kind="matching", by=factories.moderator(), created_at=NOON)  # of several sites


def _decided() -> dict[tuple[str, ...], Comment]:
    comments = {fate: factories.waiting() for fate in FATES}
    for fate, comment in comments.items():
        for action in fate:
            comment = decisions.ACTIONS[action](comment.pk, by=factories.moderator(), version=comment.version)
    return comments


def _rows() -> Rows:
    """Of every table of the app, in the columns that an earlier release knows how to fill.

    The numbers of lists and batches are not those of before when they come back, and an earlier release has none of
    days.
    """
    others = (DayRollup, WordList, Batch, BatchItem, BatchCluster)
    models = [model for model in apps.get_app_config("comments").get_models() if model not in others]
    rows = {model.__name__: list(model._default_manager.order_by("pk").values()) for model in models}
    for row in rows["Decision"]:
        del row["action"], row["replaced"], row["batch_id"]
    for row in rows["Site"]:
        del row["feed_tag"]
    return rows


def test_it_knows_since_when_a_comment_of_the_first_release_is_spam(walk: Walk) -> None:
    kept = Comment.objects.get(site__slug="spam")
    assert kept.moved_at == NOON + timedelta(hours=1)
    assert kept.thread.site.spam_days == 15


def test_it_counts_what_was_published_lately_before_there_was_such_a_count(walk: Walk) -> None:
    lively, quiet, empty = (Thread.objects.get(site__slug="published", key=key) for key in DAYS_AGO)
    assert (lively.recent_1, lively.recent_7, lively.recent_30) == (2, 3, 4)
    assert lively.recent_until == walk.now + timedelta(days=0.4)
    assert (quiet.recent_30, quiet.recent_until) == (empty.recent_30, empty.recent_until) == (0, None)
    assert not any(recount.difference(thread.pk) for thread in (lively, quiet, empty))


def test_it_copies_the_site_of_its_thread_to_every_comment(walk: Walk) -> None:
    assert Comment.objects.filter(site__slug="one").count() == Comment.objects.filter(site__slug="another").count() == 2
    assert "site_of_thread" not in {step.found.rule.name for step in invariants.check() if step.found}


def test_it_upgrades_although_an_earlier_release_posted_when_sites_were_copied_already(walk: Walk) -> None:
    assert Comment.objects.get(thread__site__slug="late").site.slug == "late"


def test_it_goes_back_to_the_release_before_and_forth_again_with_every_row(walk: Walk) -> None:
    assert all(walk.before[name] for name in ("Site", "Thread", "Comment", "Decision", "Ban", "TrustedAuthor"))
    assert walk.after == walk.before
    assert word_lists.lines_of(Site.objects.get(slug="times"))[ListKind.MODERATION] == "casino"


def test_it_marks_spam_that_was_rejected_before(walk: Walk) -> None:
    assert {fate: factories.fresh(comment).seems_rejected for fate, comment in walk.fates.items()} == FATES


def test_it_compares_addresses_and_texts_of_before_as_it_does_now(walk: Walk) -> None:
    comments = Comment.objects.filter(site__slug="compared").order_by("pk")
    assert [(comment.email, comment.email_canonical) for comment in comments] == [
        (email, emails.canonical(email)) for email in OLD_EMAILS
    ]
    assert all(comment.text_digest == normalization.digest(comment.text) for comment in comments)
    assert sorted(Ban.objects.filter(site__slug="compared").values_list("value", "effect")) == [
        ("192.0.2.0/24", "hold"),
        ("anna@xn--mnchen-3ya.de", "refuse"),
    ]
    trusted = TrustedAuthor.objects.filter(site__slug="compared").values_list("email", flat=True)
    assert list(trusted) == ["anna@xn--mnchen-3ya.de"]


def test_it_moves_the_lists_of_a_site_to_rows_of_their_own_and_back(walk: Walk) -> None:
    assert word_lists.lines_of(Site.objects.get(slug="lists")) == OLD_LISTS
    assert walk.lists_back["lists"] == OLD_LISTS
    assert walk.lists_back["new"]["disallowed_words"] == "viagra"


def test_it_makes_batches_of_decisions_on_clusters_that_can_be_undone_and_go_on(walk: Walk) -> None:
    ended, begun = walk.batches

    assert ended == ("done", 2, 2, 2, [(1, 1, "done"), (2, 1, "done")], [1, 2])
    assert begun == ("running", 4, 2, 1, [(3, 1, "done"), (4, 1, "")], [3])


def test_it_cuts_from_the_addresses_of_pages_what_names_a_visit(walk: Walk) -> None:
    threads = Thread.objects.filter(site__slug="pages").order_by("pk")
    assert [thread.url for thread in threads] == list(OLD_URLS.values())


def test_it_protects_the_names_that_a_site_protected_before_there_was_a_list_of_all_sites(walk: Walk) -> None:
    def names(slug: str) -> set[str]:
        protected = word_lists.of_site(Site.objects.get(slug=slug), Staff()).protected
        return {"admin", "editor", "desk"} & set(protected.whole.values())

    assert names("lists") == {"desk"}
    assert names("one") == names("another") == {"admin", "editor"}
