"""What a ban does to a comment, and what moderators read of it."""

from datetime import timedelta
from typing import Any

import pytest

from comments.models import Ban, BanEffect, BanKind, Comment, Site, TrustedAuthor
from comments.moderation import bans
from comments.moderation.bans import BanHit
from comments.screening import run
from comments.screening.checks import bans as check
from comments.screening.vocabulary import Candidate, Context, Judgement, Verdict
from comments.statuses import Status
from tests.support import factories
from tests.support.factories import NOON

pytestmark = pytest.mark.django_db


def judged(*hits: BanHit, **site: Any) -> Judgement:
    return check.check(Candidate(text="", html="", context=Context(bans=hits)), Site(**site))


def test_it_clears_who_is_not_banned() -> None:
    assert judged().verdict == Verdict.CLEAR


@pytest.mark.parametrize("effect", [BanEffect.HOLD, BanEffect.REFUSE])
def test_it_holds_firmly_and_tells_the_author_nothing(effect: BanEffect) -> None:
    judgement = judged(BanHit(effect, BanKind.EMAIL))

    assert (judgement.verdict, judgement.code, judgement.is_firm, judgement.told) == (Verdict.HOLD, "ban", True, "")


def test_it_calls_spam_whom_one_of_several_bans_does() -> None:
    judgement = judged(BanHit(BanEffect.HOLD, BanKind.EMAIL), BanHit(BanEffect.SPAM, BanKind.NETWORK))

    assert (judgement.verdict, judgement.code, judgement.told) == (Verdict.SPAM, "ban", "")


def test_it_names_kind_date_and_note_of_each_ban_but_no_address() -> None:
    reason = judged(
        BanHit(BanEffect.HOLD, BanKind.EMAIL_DOMAIN, "Sells boats."),
        BanHit(BanEffect.HOLD, BanKind.NETWORK, until=NOON + timedelta(days=365)),
    ).reason

    assert "email domain" in reason
    assert "for ever" in reason
    assert "Sells boats." in reason
    assert "network" in reason
    assert "March 2, 2027" in reason


@pytest.mark.parametrize(("zone", "when"), [("UTC", "March 2, 2026, 8 p.m."), ("Asia/Tokyo", "March 3, 2026, 5 a.m.")])
def test_it_writes_until_when_in_the_zone_of_the_site(zone: str, when: str) -> None:
    hit = BanHit(BanEffect.HOLD, BanKind.EMAIL, until=NOON + timedelta(hours=8))

    assert f"until {when} ({zone})" in judged(hit, time_zone=zone).reason


def banned(kind: str, value: str, effect: BanEffect = BanEffect.HOLD) -> None:
    site = factories.quiet_site(premoderation="objections")
    Ban.objects.create(site=site, kind=kind, value=bans.canonical(kind, value), effect=effect, created_at=NOON)


def status_of(**fields: Any) -> str:
    return factories.screened(**fields).status


def test_it_publishes_who_is_not_banned() -> None:
    banned("email", "someone@spam.example")

    assert status_of(email="someone.else@spam.example") == Status.APPROVED


def test_it_lets_a_banned_author_wait() -> None:
    banned("email_domain", "spam.example")

    assert status_of(email="someone@mail.spam.example") == Status.PENDING


def test_it_takes_silently_as_spam() -> None:
    banned("network", "192.0.2.0/24", BanEffect.SPAM)

    comment = factories.screened(address="192.0.2.7")

    assert comment.status == Status.SPAM
    assert factories.last_decision(comment).told == ""


@pytest.mark.parametrize("effect", list(BanEffect))
@pytest.mark.parametrize("text", ["Look: www.SPAM.example/x", '<a href="https://a.spam&#46;example">Look</a>'])
def test_it_holds_a_text_that_links_to_a_banned_website(effect: BanEffect, text: str) -> None:
    banned("website", "spam.example", effect)

    assert status_of(text=text) == Status.PENDING


@pytest.mark.parametrize("written", ["3221225985", "0xC0.0.2.1", "0300.0.2.1", "192.0.513", "192.0.2.1"])
def test_it_holds_a_text_that_links_to_a_banned_address_in_any_numbers(written: str) -> None:
    banned("website", "192.0.2.1")

    assert status_of(text=f"Look: http://{written}/ there") == Status.PENDING


def test_it_lets_a_text_speak_of_a_banned_website_without_a_link() -> None:
    banned("website", "spam.example")

    assert status_of(text="Do not buy at spam.example, they never answer.") == Status.APPROVED


def test_it_holds_what_came_before_the_ban_that_refuses() -> None:
    factories.quiet_site(premoderation="objections")
    comment = factories.waiting(email="someone@spam.example")
    banned("email", "someone@spam.example", BanEffect.REFUSE)

    assert rescreened(comment).status == Status.PENDING


def rescreened(comment: Comment) -> Comment:
    run.screen([comment.pk], now=comment.created_at + timedelta(seconds=1))
    return factories.fresh(comment)


def test_it_holds_even_who_is_trusted() -> None:
    banned("network", "192.0.2.7")
    known = factories.published(remember=True, name="Ada", email="ada@example.org", address="203.0.113.9")
    TrustedAuthor.objects.create(site=known.thread.site, email="ada@example.org", name="Ada", created_at=NOON)
    same = {"remember": True, "commenter_id": known.commenter_id, "name": "Ada", "email": "ada@example.org"}

    assert status_of(**same, address="203.0.113.9") == Status.APPROVED
    assert status_of(**same, address="192.0.2.7") == Status.PENDING


def test_it_takes_for_spam_even_who_is_trusted_and_was_banned_so() -> None:
    known = factories.published(remember=True, name="Ada", email="ada@example.org", url="https://ada.example")
    TrustedAuthor.objects.create(site=known.thread.site, email="ada@example.org", name="Ada", created_at=NOON)
    banned("email", "ada@example.org", BanEffect.SPAM)
    same = {"remember": True, "commenter_id": known.commenter_id, "name": "Ada", "email": "ada@example.org"}

    assert status_of(**same) == Status.SPAM


def test_it_calls_a_website_the_authors_own_only_in_the_field_for_it() -> None:
    banned("website", "spam.example", BanEffect.SPAM)

    assert status_of(text="Beware of https://spam.example, they never answer.") == Status.PENDING
    assert status_of(url="https://spam.example") == Status.SPAM
