"""Whom a ban on an author would hit, which is counted before it is laid."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comments.db.rows import fetch
from comments.errors import Invalid
from comments.models import Ban, BanKind, Comment
from comments.moderation.authors import banning, reach
from comments.statuses import Status
from tests.support import factories
from tests.support.banned_author import ILKA, aimed, ordered, status
from tests.support.factories import NOON
from tests.support.plans import plan_of, reads_a_table
from tests.support.same_author import write_elsewhere

pytestmark = pytest.mark.django_db


def hits(comment: Comment, kind: str, value: str = "") -> tuple[int, int, int, int]:
    found = aimed(comment, kind, value).reach
    assert found is not None
    return (found.waiting, found.published, found.authors, found.this_month)


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
        assert not reads_a_table(plan_of(lambda: reach.of(comment.site_id, kind, value, now=NOON)))  # noqa: B023 - called at once


def test_it_says_of_too_many_that_they_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reach, "MOST", 1)
    comment = factories.waiting(**ILKA)
    factories.waiting(email="bo@spam.example")

    assert "More than 1" in str(aimed(comment, BanKind.EMAIL_DOMAIN).refused)
    with pytest.raises(Invalid):
        ordered(comment, kind=BanKind.EMAIL_DOMAIN)


def test_it_wants_to_be_looked_at_where_more_are_hit_than_were_seen() -> None:
    comment = factories.waiting(**ILKA)
    factories.published(**{**ILKA, "email": "bo@spam.example"})

    with pytest.raises(Invalid) as refusal:
        ordered(comment, kind=BanKind.EMAIL_DOMAIN, seen_authors=0)

    assert [error.code for error in refusal.value.errors] == ["look-again"]
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
