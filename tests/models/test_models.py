"""Rules the database holds, whatever the code above it does."""

from typing import Any
from unittest.mock import patch
from zoneinfo import available_timezones

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from comments import limits
from comments.models import Actor, Comment, Decision, Finding, Pace, Site, Submission, Thread
from comments.statuses import LEGAL_MOVES, Status
from tests.support import factories
from tests.support.factories import NOON

pytestmark = pytest.mark.django_db

MOVES = [(old, new) for old in ["", *Status.values] for new in Status.values]


def is_refused(create: Any, **fields: Any) -> bool:
    try:
        with transaction.atomic():
            create(**fields)
    except IntegrityError:
        return True
    return False


def update(comment: Comment, **fields: Any) -> None:
    Comment.objects.filter(pk=comment.pk).update(**fields)


def decide(comment: Comment, before: str, after: str) -> Decision:
    return Decision.objects.create(
        comment=comment, actor=Actor.MODERATOR, from_status=before, to_status=after, version=1, created_at=NOON
    )


def test_it_takes_a_decision_only_for_a_legal_move() -> None:
    comment = factories.waiting()

    refused = [move for move in MOVES if is_refused(decide, comment=comment, before=move[0], after=move[1])]
    assert refused == [(before, after) for before, after in MOVES if after not in LEGAL_MOVES[before]]


def test_it_knows_no_other_status() -> None:
    assert is_refused(update, comment=factories.waiting(), status="deferred")


def test_it_publishes_nothing_that_was_not_rendered() -> None:
    assert is_refused(update, comment=factories.waiting(), status=Status.APPROVED)
    assert not is_refused(update, comment=factories.waiting(), status=Status.APPROVED, html="")


def test_it_keeps_texts_within_the_ceiling_counted_in_characters() -> None:
    comment = factories.waiting()

    assert not is_refused(update, comment=comment, text="🦑" * limits.TEXT_CEILING)
    assert is_refused(update, comment=comment, text="🦑" * (limits.TEXT_CEILING + 1))


def test_it_gives_a_number_and_a_place_once_in_a_thread() -> None:
    first, second = factories.waiting(), factories.waiting()

    assert is_refused(update, comment=second, number=first.number)
    assert is_refused(update, comment=second, path=first.path)


def test_it_has_one_thread_for_a_key_of_a_site() -> None:
    thread = factories.thread_of(factories.waiting())

    assert is_refused(Thread.objects.create, site=thread.site, key=thread.key, created_at=NOON)
    assert not is_refused(Thread.objects.create, site=factories.site("post"), key=thread.key, created_at=NOON)


def test_it_imports_a_comment_of_another_system_once() -> None:
    first, second = factories.waiting(), factories.waiting()
    update(first, source="wordpress", source_id="7")

    assert is_refused(update, comment=second, source="wordpress", source_id="7")
    assert not is_refused(update, comment=second, source="other", source_id="7")


def test_it_keeps_what_two_sites_import_apart() -> None:
    here, there = factories.waiting(), factories.waiting(on=factories.subject("post"))
    update(here, source="wordpress", source_id="7")

    assert not is_refused(update, comment=there, source="wordpress", source_id="7")


def test_it_has_one_comment_for_a_submission_key_of_a_site() -> None:
    comment = factories.waiting(submission_key="form:12345678")
    same = {"site": comment.thread.site, "key": "form:12345678", "fingerprint": "", "created_at": NOON}

    assert is_refused(Submission.objects.create, comment=comment, **same)


def test_it_keeps_one_finding_of_a_check_for_a_version_of_the_text() -> None:
    said = {"comment": factories.waiting(), "check_name": "links", "verdict": "clear", "reason": "", "created_at": NOON}
    Finding.objects.create(text_version=1, **said)

    assert is_refused(Finding.objects.create, text_version=1, **said)
    assert not is_refused(Finding.objects.create, text_version=2, **said)


def test_it_keeps_one_pace_for_a_key_of_a_site() -> None:
    site = factories.site()
    Pace.objects.create(site=site, key="email:ada@example.org", arrival=1)

    assert is_refused(Pace.objects.create, site=site, key="email:ada@example.org", arrival=2)


@pytest.mark.parametrize(
    "setting",
    [{"depth": 0}, {"depth": limits.DEPTH_CEILING + 1}, {"page_size": 0}, {"page_size": 101},
     {"text_limit": 0}, {"text_limit": limits.TEXT_CEILING + 1}],
)  # fmt: skip
def test_it_keeps_a_sites_settings_in_range(setting: dict[str, int]) -> None:
    assert is_refused(Site.objects.filter(pk=factories.site().pk).update, **setting)


@pytest.mark.parametrize(
    "origins",
    ["", "https://example.org", "http://localhost:8000\nhttps://a.example", "https://b\u00fccher.example",
     "HTTPS://Example.org:443", "http://[::1]:8000", "http://192.0.2.1"],
)  # fmt: skip
def test_it_takes_origins_one_a_line(origins: str) -> None:
    Site(slug="times", name="Times", origins=origins).clean_fields()


@pytest.mark.once
@pytest.mark.parametrize(
    ("origins", "said"),
    [
        ("example.org", "Type https://example.org instead"),
        ("Example.org:8000/", "Type https://example.org:8000 instead"),
        ("https://example.org/", "Type https://example.org instead"),
        ("https://a.example/b?c#d", "Type https://a.example instead"),
        ("https://b\u00fccher.example/", "Type https://xn--bcher-kva.example instead"),
        ("https://a.example, https://b.example", "Type https://a.example instead"),
        ("https://a.example?", "Type https://a.example instead"),
        ("*", "wildcard"), ("https://*.example.com", "wildcard"), ("*.example.com", "wildcard"),
        ("null", "not an origin such as"), ("ftp://a.example", "not an origin such as"),
        ("https://", "not an origin such as"), ("https://exam<ple.org", "not an origin such as"),
        ("https://someone@a.example", "not an origin such as"), ("https://a.example:0", "not an origin such as"),
    ],
)  # fmt: skip
def test_it_takes_nothing_else_for_an_origin_and_says_what_to_type(origins: str, said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Site(slug="times", name="Times", origins=origins).clean_fields()


def test_it_takes_only_a_time_zone_that_exists() -> None:
    with pytest.raises(ValidationError):
        Site(slug="times", name="Times", time_zone="Mars/Olympus").clean_fields()


def test_it_looks_for_the_time_zones_there_are_once() -> None:
    with patch("comments.models.validators.available_timezones", wraps=available_timezones) as asked:
        for zone in ("Europe/Berlin", "Asia/Tokyo", "UTC"):
            Site(slug="times", name="Times", time_zone=zone).clean_fields()

    assert asked.call_count <= 1


@pytest.mark.parametrize(
    ("origin", "listed"),
    [("https://a.example", True), ("HTTPS://A.example", True), ("https://b.example", False), ("null", False),
     ("http://a.example", False), ("https://a.example:444", False), ("https://a.example.evil", False), ("", False)],
)  # fmt: skip
def test_it_lets_only_listed_origins_post(origin: str, listed: bool) -> None:
    assert Site(origins="https://A.example\nhttps://c.example").may_post_from(origin) == listed


@pytest.mark.parametrize(
    ("listed", "sent"),
    [
        ("https://b\u00fccher.example", "https://xn--bcher-kva.example"),
        ("https://xn--bcher-kva.example", "https://xn--bcher-kva.example"),
        ("https://stra\u00dfe.example", "https://xn--strae-oqa.example"),
        ("HTTPS://EXAMPLE.com:443", "https://example.com"),
        ("http://example.com:80", "http://example.com"),
        ("http://[0:0::1]:8000", "http://[::1]:8000"),
        ("http://0xc0000201", "http://192.0.2.1"),
    ],
)
def test_it_knows_an_origin_as_browsers_send_it(listed: str, sent: str) -> None:
    assert Site(origins=f"https://a.example\n{listed}").may_post_from(sent)
