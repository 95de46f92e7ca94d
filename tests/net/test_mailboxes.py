"""One mailbox is one author, however its address is written: for limits, duplicates, bans, standing and the desk."""

from datetime import timedelta

import pytest

from comments.errors import Banned, Duplicate, TooFast
from comments.models import Ban, BanEffect, Comment, StandingBy, TrustedAuthor
from comments.moderation import bans
from comments.posting import posts
from comments.statuses import Status
from tests.support import factories
from tests.support.factories import NOON

pytestmark = pytest.mark.django_db

SAME = [
    ("anna@münchen.de", "anna@xn--mnchen-3ya.de"),
    ("ANNA+x@MÜNCHEN.de", "anna@mu\u0308nchen.de"),
    ("q@straße.example", "q@xn--strae-oqa.example"),
    ('"banned"@evil.example', "banned@evil.example"),
    ("müller@example.org", "Mu\u0308ller@example.org"),
]
OTHERS = [("info@straße.de", "info@strasse.de"), ("straße@example.org", "strasse@example.org")]


def keep(email: str, *, minutes: int = 0, text: str = "", slug: str = "times") -> Comment:
    fields = {"email": email, **({"text": text} if text else {})}
    draft = factories.draft(**fields)
    return posts.keep_comment(factories.subject(slug), draft, now=NOON + timedelta(minutes=minutes)).comment


@pytest.mark.parametrize(("one", "other"), SAME)
def test_it_limits_one_mailbox_however_it_is_written(one: str, other: str) -> None:
    factories.site("strict", flood_seconds=600, burst_per_minute=0)
    keep(one, slug="strict")

    with pytest.raises(TooFast):
        keep(other, minutes=1, slug="strict")


@pytest.mark.parametrize(("one", "other"), SAME)
def test_it_bans_one_mailbox_however_it_is_written(one: str, other: str) -> None:
    site = factories.quiet_site()
    for banned, typed in ((one, other), (other, one)):
        value = bans.canonical("email", banned)
        ban = Ban.objects.create(site=site, kind="email", value=value, effect=BanEffect.REFUSE, created_at=NOON)
        with pytest.raises(Banned):
            keep(typed)
        ban.delete()


@pytest.mark.parametrize(("one", "other"), SAME)
def test_it_knows_an_author_however_the_address_is_written(one: str, other: str) -> None:
    factories.quiet_site(standing_by=StandingBy.NAME_EMAIL)
    factories.published(email=one)

    assert factories.screened(email=other).status == Status.APPROVED


@pytest.mark.parametrize(("one", "other"), SAME)
def test_it_stores_what_was_typed(one: str, other: str) -> None:
    factories.quiet_site()

    assert (keep(one).email, keep(other, minutes=2).email) == (one, other)


@pytest.mark.parametrize(("one", "other"), OTHERS)
def test_it_gives_nobody_the_standing_or_the_ban_of_another_mailbox(one: str, other: str) -> None:
    site = factories.quiet_site(standing_by=StandingBy.NAME_EMAIL)
    factories.published(email=one)
    TrustedAuthor.objects.create(site=site, email=bans.canonical("email", one), name="Ada", created_at=NOON)
    Ban.objects.create(
        site=site, kind="email", value=bans.canonical("email", one), effect=BanEffect.REFUSE, created_at=NOON
    )

    assert factories.screened(email=other).status == Status.PENDING


@pytest.mark.parametrize("domain", ["Straße.example", "straße.example", "xn--strae-oqa.example", "STRAẞE.example"])
def test_it_bans_a_domain_in_every_spelling(domain: str) -> None:
    site = factories.quiet_site()
    value = bans.canonical("email_domain", domain)
    Ban.objects.create(site=site, kind="email_domain", value=value, effect=BanEffect.REFUSE, created_at=NOON)

    for email in ("q@straße.example", "q@xn--strae-oqa.example", "q@mail.STRASSE.example".replace("SS", "ẞ")):
        with pytest.raises(Banned):
            keep(email)
    keep("q@strasse.example")


@pytest.mark.parametrize(
    "text", ["Café ❤\ufe0f and more", "Cafe\u0301 ❤ and more", "CAFÉ ❤ and\u200b more", "Café ❤ and  mo\u00adre"]
)
def test_it_takes_the_same_text_for_a_duplicate_however_it_is_composed(text: str) -> None:
    factories.quiet_site()
    keep("ada@example.org", text="Café ❤ and more")

    with pytest.raises(Duplicate):
        keep("ada@example.org", minutes=5, text=text)


def test_it_knows_an_author_without_email_by_the_name_however_it_is_composed() -> None:
    factories.quiet_site(require_name_email=False)
    first = factories.draft(name="Zo\u00eb", email="", text="Only once")
    posts.keep_comment(factories.subject(), first, now=NOON)

    for name in ("Zoe\u0308", "Zo\u00eb"):
        again = factories.draft(name=name, email="", text="Only once")
        with pytest.raises(Duplicate):
            posts.keep_comment(factories.subject(), again, now=NOON + timedelta(minutes=5))
    other = factories.draft(name="Zoe", email="", text="Only once")
    posts.keep_comment(factories.subject(), other, now=NOON + timedelta(minutes=5))
