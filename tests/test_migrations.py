"""A database of an earlier release becomes one of this, with what is in it."""

import threading
import time
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from comments import emails, invariants, listed, moderation, text
from comments.housekeeping import recount
from comments.models import Ban, Comment, ListKind, Site, Thread, TrustedAuthor, WordList
from project.management.commands import prepare
from tests import build
from tests.build import NOON

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
pytestmark = pytest.mark.django_db(transaction=True)


def test_it_knows_since_when_a_comment_of_the_first_release_is_spam() -> None:
    executor = MigrationExecutor(connection)
    executor.migrate([("comments", "0001_initial")])
    try:
        old = executor.loader.project_state([("comments", "0001_initial")]).apps
        site = old.get_model("comments", "Site").objects.create(slug="old", name="Old")
        thread = old.get_model("comments", "Thread").objects.create(site=site, key="a", created_at=NOON)
        comment = old.get_model("comments", "Comment").objects.create(
            thread=thread, number=1, path="0000001", depth=1, text="Pills", status="spam", created_at=NOON
        )
        moments = {"": "pending", "pending": "spam"}
        for hours, (before, after) in enumerate(moments.items()):
            old.get_model("comments", "Decision").objects.create(
                comment=comment, actor="moderator", from_status=before, to_status=after, version=hours + 1,
                created_at=NOON + timedelta(hours=hours),
            )  # fmt: skip
    finally:
        call_command("migrate", verbosity=0)

    kept = Comment.objects.get()
    assert kept.moved_at == NOON + timedelta(hours=1)
    assert kept.thread.site.spam_days == 15


def test_it_counts_what_was_published_lately_before_there_was_such_a_count() -> None:
    executor = MigrationExecutor(connection)
    executor.migrate([("comments", "0003_moved_at")])
    now = timezone.now()
    try:
        old = executor.loader.project_state([("comments", "0003_moved_at")]).apps
        site = old.get_model("comments", "Site").objects.create(slug="old", name="Old")
        published: dict[str, list[float]] = {"lively": [0.5, 0.6, 3, 8, 31], "quiet": [40], "empty": []}
        for key, days_ago in published.items():
            thread = old.get_model("comments", "Thread").objects.create(
                site=site, key=key, created_at=now, count=len(days_ago), last_number=len(days_ago)
            )
            for number, days in enumerate(days_ago, 1):
                old.get_model("comments", "Comment").objects.create(
                    thread=thread, number=number, path=f"{number:07}", depth=1, text="A.", html="A.", shown=True,
                    status="approved", created_at=now, published_at=now - timedelta(days=days),
                )  # fmt: skip
    finally:
        call_command("migrate", verbosity=0)

    lively, quiet, empty = (Thread.objects.get(key=key) for key in ("lively", "quiet", "empty"))
    assert (lively.recent_1, lively.recent_7, lively.recent_30) == (2, 3, 4)
    assert lively.recent_until == now + timedelta(days=0.4)
    assert (quiet.recent_30, quiet.recent_until) == (empty.recent_30, empty.recent_until) == (0, None)
    assert not any(recount.difference(thread.pk) for thread in (lively, quiet, empty))


def test_it_copies_the_site_of_its_thread_to_every_comment() -> None:
    executor = MigrationExecutor(connection)
    executor.migrate([("comments", "0006_comment_indexes")])
    try:
        old = executor.loader.project_state([("comments", "0006_comment_indexes")]).apps
        for slug in ("times", "post"):
            site = old.get_model("comments", "Site").objects.create(slug=slug, name=slug)
            thread = old.get_model("comments", "Thread").objects.create(site=site, key="a", created_at=NOON)
            for number in (1, 2):
                old.get_model("comments", "Comment").objects.create(
                    thread=thread, number=number, path=f"{number:07}", depth=1, text="A.", created_at=NOON
                )
    finally:
        call_command("migrate", verbosity=0)

    assert Comment.objects.filter(site__slug="times").count() == Comment.objects.filter(site__slug="post").count() == 2
    assert "site_of_thread" not in {step.found.rule.name for step in invariants.check() if step.found}


def test_it_upgrades_although_an_earlier_release_posted_when_sites_were_copied_already() -> None:
    executor = MigrationExecutor(connection)
    executor.migrate([("comments", "0008_comment_site_copied")])
    try:
        old = executor.loader.project_state([("comments", "0008_comment_site_copied")]).apps
        site = old.get_model("comments", "Site").objects.create(slug="old", name="Old")
        thread = old.get_model("comments", "Thread").objects.create(site=site, key="a", created_at=NOON)
        old.get_model("comments", "Comment").objects.create(
            thread=thread, number=1, path="0000001", depth=1, text="Late.", created_at=NOON
        )
    finally:
        call_command("migrate", verbosity=0)

    assert Comment.objects.get().site.slug == "old"


def test_it_takes_a_comment_from_an_earlier_release_that_still_runs() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("the processes of one machine start together")
    comment = build.waiting()
    columns = [str(field.column) for field in Comment._meta.concrete_fields if field.name not in ("id", "site")]
    others = {"number": "8", "path": "'0000008'"}
    with connection.cursor() as cursor:
        cursor.execute(
            f"insert into comments_comment ({', '.join(columns)})"
            f" select {', '.join(others.get(name, name) for name in columns)} from comments_comment"
        )

    assert Comment.objects.get(number=8).site == comment.site


def test_it_goes_back_to_the_release_before_and_forth_again_with_every_row() -> None:
    top = build.published()
    build.published(top, url="https://ada.example/")
    spam = build.waiting(email="anna@münchen.de")
    moderation.mark_spam(spam.pk, by=build.moderator(), version=spam.version)
    site = build.thread_of(top).site
    listed.keep(site, {ListKind.MODERATION: "casino", ListKind.PROTECTED: "desk"})
    Ban.objects.create(site=site, kind="email", value="spam@example.org", effect="hold", created_at=NOON)
    models = list(apps.get_app_config("comments").get_models())
    before = {model: list(model._default_manager.order_by("pk").values()) for model in models if model is not WordList}
    try:
        call_command("migrate", "comments", "0006_comment_indexes", verbosity=0)
    finally:
        call_command("migrate", verbosity=0)

    assert {model: list(model._default_manager.order_by("pk").values()) for model in before} == before
    assert listed.lines_of(site)[ListKind.MODERATION] == "casino"


def test_it_marks_spam_that_was_rejected_before() -> None:
    fates = {("spam",): False, ("reject", "spam"): True, ("reject", "restore", "spam"): False, ("reject",): False}
    comments = {fate: build.waiting() for fate in fates}
    for fate, comment in comments.items():
        for action in fate:
            comment = moderation.ACTIONS[action](comment.pk, by=build.moderator(), version=comment.version)
    try:
        call_command("migrate", "comments", "0013_site_without_word_lists", verbosity=0)
    finally:
        call_command("migrate", verbosity=0)

    assert {fate: build.fresh(comment).seems_rejected for fate, comment in comments.items()} == fates


def test_it_builds_an_index_while_another_process_waits_for_its_turn() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("the supervisor's lock guards an embedded database")
    has_asked, may_go = threading.Event(), threading.Event()
    sleep = time.sleep

    def wait() -> None:
        with prepare.one_at_a_time():
            may_go.set()
        connection.close()

    def rest(seconds: float) -> None:
        has_asked.set()
        sleep(seconds)

    other = threading.Thread(target=wait, daemon=True)
    with patch("project.management.commands.prepare.time.sleep", rest), prepare.one_at_a_time():
        other.start()
        assert has_asked.wait(10)
        with connection.cursor() as cursor:
            cursor.execute("create index concurrently beside on comments_comment (number)")
            cursor.execute("drop index beside")
        assert not may_go.is_set()
    assert may_go.wait(10)
    other.join(10)


def test_it_compares_addresses_and_texts_of_before_as_it_does_now() -> None:
    executor = MigrationExecutor(connection)
    executor.migrate([("comments", "0009_comment_site_indexes")])
    try:
        old = executor.loader.project_state([("comments", "0009_comment_site_indexes")]).apps
        site = old.get_model("comments", "Site").objects.create(slug="old", name="Old")
        thread = old.get_model("comments", "Thread").objects.create(site=site, key="a", created_at=NOON)
        for number, (email, was) in enumerate(OLD_EMAILS.items(), 1):
            old.get_model("comments", "Comment").objects.create(
                thread=thread, site=site, number=number, path=f"{number:07}", depth=1, text=f"I ❤\ufe0f it {number}",
                text_digest="old", email=email, email_canonical=was, created_at=NOON,
            )  # fmt: skip
        ban = old.get_model("comments", "Ban").objects.create
        ban(site=site, kind="email", value="anna@münchen.de", effect="refuse", created_at=NOON)
        ban(site=site, kind="email", value="anna@xn--mnchen-3ya.de", effect="hold", until=NOON, created_at=NOON)
        ban(site=site, kind="network", value="192.0.2.0/24", effect="hold", created_at=NOON)
        trust = old.get_model("comments", "TrustedAuthor").objects.create
        trust(site=site, email="anna@xn--mnchen-3ya.de", name="Anna", created_at=NOON)
        trust(site=site, email="anna@münchen.de", name="Anna", created_at=NOON)
    finally:
        call_command("migrate", verbosity=0)

    assert [(comment.email, comment.email_canonical) for comment in Comment.objects.order_by("pk")] == [
        (email, emails.canonical(email)) for email in OLD_EMAILS
    ]
    assert all(comment.text_digest == text.digest(comment.text) for comment in Comment.objects.all())
    assert sorted(Ban.objects.values_list("value", "effect")) == [
        ("192.0.2.0/24", "hold"),
        ("anna@xn--mnchen-3ya.de", "refuse"),
    ]
    assert list(TrustedAuthor.objects.values_list("email", flat=True)) == ["anna@xn--mnchen-3ya.de"]


def test_it_moves_the_lists_of_a_site_to_rows_of_their_own_and_back() -> None:
    executor = MigrationExecutor(connection)
    before = ("comments", "0010_canonical")
    typed = {"moderation_words": "casino\nrefund*", "disallowed_words": "", "protected_names": "desk"}
    executor.migrate([before])
    try:
        executor.loader.project_state([before]).apps.get_model("comments", "Site").objects.create(slug="old", **typed)
        call_command("migrate", verbosity=0)
        moved = listed.lines_of(Site.objects.get(slug="old"))
        listed.keep(build.site("new"), {ListKind.DISALLOWED: "viagra"})
        executor = MigrationExecutor(connection)
        executor.migrate([before])
        old = executor.loader.project_state([before]).apps.get_model("comments", "Site").objects
        back = list(old.filter(slug="old").values(*typed))
        new = old.get(slug="new").disallowed_words
    finally:
        call_command("migrate", verbosity=0)

    assert moved == typed
    assert back == [typed]
    assert new == "viagra"


def test_it_cuts_from_the_addresses_of_pages_what_names_a_visit() -> None:
    executor = MigrationExecutor(connection)
    executor.migrate([("comments", "0015_seems_rejected_copied")])
    try:
        old = executor.loader.project_state([("comments", "0015_seems_rejected_copied")]).apps
        site = old.get_model("comments", "Site").objects.create(slug="old", name="Old")
        for number, url in enumerate(OLD_URLS):
            old.get_model("comments", "Thread").objects.create(site=site, key=f"{number}", url=url, created_at=NOON)
    finally:
        call_command("migrate", verbosity=0)

    assert [thread.url for thread in Thread.objects.order_by("pk")] == list(OLD_URLS.values())
