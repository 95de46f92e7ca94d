"""Rows read and written without Django's compiler are the same as with it."""

from collections.abc import Collection
from typing import Any

import pytest

from comments.db import rows
from comments.errors import UnknownSite
from comments.models import Comment, Decision, Site, Submission, Thread
from comments.posting import queries
from tests.support import factories
from tests.support.factories import NOON

pytestmark = pytest.mark.django_db


def values_of(row: Any, *, besides: Collection[str] = ()) -> dict[str, Any]:
    names = [field.attname for field in row._meta.concrete_fields if field.name not in besides]
    return {name: getattr(row, name) for name in names}


def test_it_reads_a_site_as_django_does() -> None:
    factories.site(close_days=14, guidelines="Be kind.")
    found = Site.objects.by_slug("times")

    assert values_of(found) == values_of(Site.objects.get())


def test_it_finds_no_site_of_another_name() -> None:
    with pytest.raises(UnknownSite):
        Site.objects.by_slug("nowhere")


def test_it_reads_a_thread_as_django_does() -> None:
    thread = factories.thread_of(factories.waiting(on=factories.subject(published_at=NOON)))
    found = queries.lock_thread(thread.site, thread.key)

    assert values_of(found) == values_of(thread)


def test_it_locks_no_thread_that_is_not_there() -> None:
    with pytest.raises(Thread.DoesNotExist):
        queries.lock_thread(factories.site(), "bridge")


def test_it_takes_a_number_of_its_own_thread_only() -> None:
    bridge, ferry = (
        posted.thread for posted in (factories.waiting(), factories.waiting(on=factories.subject(key="ferry")))
    )
    locked = queries.lock_thread(bridge.site, bridge.key)

    assert queries.take_number(locked) == 2
    assert locked.last_number == Thread.objects.get(pk=bridge.pk).last_number == 2
    assert Thread.objects.get(pk=ferry.pk).last_number == 1


def test_it_writes_a_row_as_django_does() -> None:
    parent = factories.published()
    fields = {
        "thread": parent.thread, "site": parent.site, "parent": parent, "depth": 2, "name": "Ada",
        "email": "ada@example.org", "text": "“A”", "text_digest": "x",
        "signals": {"honeypot": False, "seconds_on_form": 1.5}, "created_at": NOON, "due": NOON,
    }  # fmt: skip
    ours, django_s = (Comment(number=number, path=f"{number:07d}", **fields) for number in (2, 3))
    rows.insert(ours)
    django_s.save()

    own = {"id", "number", "path"}
    assert values_of(factories.fresh(ours), besides=own) == values_of(factories.fresh(django_s), besides=own)
    assert factories.fresh(ours).number == 2


def test_it_knows_a_row_that_it_wrote() -> None:
    comment = factories.waiting()
    decision = Decision(
        comment=comment, actor="author", from_status="", to_status="pending", version=1, created_at=NOON
    )
    submission = Submission(site=comment.thread.site, key="k", fingerprint="f", comment=comment, created_at=NOON)
    for row in (decision, submission):
        rows.insert(row)
        row.refresh_from_db()

    assert decision == Decision.objects.get(actor="author")
    assert queries.used_key(comment.thread.site_id, "k") == ("f", comment.pk)
