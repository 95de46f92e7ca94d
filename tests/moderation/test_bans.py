"""How bans are written down, and whom they fall on."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comments.models import Ban, BanEffect, BanKind, Site
from comments.moderation import bans
from tests.support import factories
from tests.support.factories import NOON

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("kind", "typed", "canonical"),
    [
        (BanKind.EMAIL, " Someone+shop@Spam.Example ", "someone@spam.example"),
        (BanKind.EMAIL, "someone@MÜNCHEN.example", "someone@xn--mnchen-3ya.example"),
        (BanKind.EMAIL, "+shop@spam.example", "+shop@spam.example"),
        (BanKind.EMAIL_DOMAIN, "@spam.example", "spam.example"),
        (BanKind.EMAIL_DOMAIN, "someone@Mail.Spam.Example", "mail.spam.example"),
        (BanKind.EMAIL_DOMAIN, "*.spam.example", "spam.example"),
        (BanKind.WEBSITE, "https://www.spam.example/x?y=z", "spam.example"),
        (BanKind.WEBSITE, "//spam.example", "spam.example"),
        (BanKind.WEBSITE, "spam.example:8080/x", "spam.example"),
        (BanKind.WEBSITE, "MÜNCHEN.example", "xn--mnchen-3ya.example"),
        (BanKind.WEBSITE, "xn--mnchen-3ya.example", "xn--mnchen-3ya.example"),
        (BanKind.WEBSITE, "www.co", "www.co"),
        (BanKind.WEBSITE, "spam.co.uk", "spam.co.uk"),
        (BanKind.WEBSITE, "https://spam.github.io/x", "spam.github.io"),
        (BanKind.WEBSITE, "city.kobe.jp", "city.kobe.jp"),
        (BanKind.WEBSITE, "co.example", "co.example"),
        (BanKind.WEBSITE, "spam-x.com", "spam-x.com"),
        (BanKind.EMAIL_DOMAIN, "in.gr", "in.gr"),
        (BanKind.EMAIL_DOMAIN, "outlook.spam.example", "outlook.spam.example"),
        (BanKind.EMAIL, "someone@gmail.com", "someone@gmail.com"),
        (BanKind.WEBSITE, "http://192.0.2.7/x", "192.0.2.7"),
        (BanKind.NETWORK, "192.0.2.7", "192.0.2.7"),
        (BanKind.NETWORK, "192.0.2.7/32", "192.0.2.7"),
        (BanKind.NETWORK, " 192.0.2.77/24 ", "192.0.2.0/24"),
        (BanKind.NETWORK, "10.1.2.3/8", "10.0.0.0/8"),
        (BanKind.NETWORK, "::ffff:192.0.2.7", "192.0.2.7"),
        (BanKind.NETWORK, "::ffff:192.0.2.7/120", "192.0.2.0/24"),
        (BanKind.NETWORK, "2001:DB8::7", "2001:db8::/64"),
        (BanKind.NETWORK, "[2001:db8::7]:443", "2001:db8::/64"),
        (BanKind.NETWORK, "2001:db8::7/128", "2001:db8::/64"),
        (BanKind.NETWORK, "2001:db8:1:2::/48", "2001:db8:1::/48"),
    ],
)
def test_it_writes_a_value_in_one_way(kind: BanKind, typed: str, canonical: str) -> None:
    assert bans.canonical(kind, typed) == canonical


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (BanKind.EMAIL, "spam.example"), (BanKind.EMAIL, "someone@"), (BanKind.EMAIL, ""), (BanKind.EMAIL, "a b@c.de"),
        (BanKind.EMAIL_DOMAIN, "com"), (BanKind.EMAIL_DOMAIN, "@com"), (BanKind.EMAIL_DOMAIN, "co.uk"),
        (BanKind.EMAIL_DOMAIN, "gmail.com"), (BanKind.EMAIL_DOMAIN, "someone@Googlemail.com"),
        (BanKind.EMAIL_DOMAIN, "gmx.at"), (BanKind.EMAIL_DOMAIN, "yahoo.co.uk"), (BanKind.EMAIL_DOMAIN, "web.de"),
        (BanKind.EMAIL_DOMAIN, "mail.ru"), (BanKind.EMAIL_DOMAIN, "qq.com"), (BanKind.EMAIL_DOMAIN, "proton.me"),
        (BanKind.WEBSITE, "me.uk"), (BanKind.WEBSITE, "id.au"), (BanKind.WEBSITE, "gov.uk"),
        (BanKind.WEBSITE, "com.pl"), (BanKind.WEBSITE, "tokyo.jp"), (BanKind.WEBSITE, "other.kobe.jp"),
        (BanKind.WEBSITE, "公司.cn"), (BanKind.WEBSITE, "de.com"), (BanKind.WEBSITE, "deno.dev"),
        (BanKind.WEBSITE, "wordpress.com"),
        (BanKind.WEBSITE, "in.ua"), (BanKind.WEBSITE, "github.io"), (BanKind.WEBSITE, "www.blogspot.com"),
        (BanKind.WEBSITE, "https://s3.amazonaws.com/x"), (BanKind.WEBSITE, "https://www.facebook.com/someone"),
        (BanKind.WEBSITE, "m.youtube.com"), (BanKind.WEBSITE, "https://x.com/someone"),
        (BanKind.EMAIL_DOMAIN, "192.0.2.7"), (BanKind.EMAIL_DOMAIN, "spam example.org"), (BanKind.EMAIL_DOMAIN, "."),
        (BanKind.WEBSITE, "www.com.au"), (BanKind.WEBSITE, "https://"), (BanKind.WEBSITE, "http://["),
        (BanKind.WEBSITE, "-.example"), (BanKind.WEBSITE, "localhost"), (BanKind.WEBSITE, "*"),
        (BanKind.NETWORK, "0.0.0.0/0"), (BanKind.NETWORK, "10.0.0.0/7"), (BanKind.NETWORK, "2000::/31"),
        (BanKind.NETWORK, "::ffff:0:0/96"), (BanKind.NETWORK, "192.0.2"), (BanKind.NETWORK, "192.0.2.1-192.0.2.9"),
        (BanKind.NETWORK, "192.0.2.0/33"), (BanKind.NETWORK, "spam.example"), (BanKind.NETWORK, ""),
    ],
)  # fmt: skip
def test_it_refuses_with_a_sentence_what_would_ban_nobody_or_everybody(kind: BanKind, typed: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        bans.canonical(kind, typed)

    assert refusal.value.messages[0].endswith(".")


def test_it_reads_again_what_it_has_written() -> None:
    for kind, typed in [("network", "2001:db8::7"), ("website", "MÜNCHEN.example"), ("email", "Ada+x@Ex.org")]:
        canonical = bans.canonical(kind, typed)
        assert bans.canonical(kind, canonical) == canonical


def ban(kind: str, value: str, *, site: Site | None = None, **fields: Any) -> Ban:
    return Ban.objects.create(
        site=site or factories.quiet_site(), kind=kind, value=bans.canonical(kind, value), created_at=NOON, **fields
    )


def is_hit(made: Ban, *, now: datetime = NOON, **author: Any) -> bool:
    linked = bans.values_linked(author.pop("linked_hosts", []))
    values = linked | bans.values_for(author.pop("email", ""), author.pop("url", ""), **author)
    return made in bans.in_force(factories.quiet_site(), values, now=now)


@pytest.mark.parametrize(
    ("kind", "value", "author"),
    [
        ("email", "someone@spam.example", {"email": "Someone+9@spam.example"}),
        ("email", "someone@münchen.example", {"email": "someone@xn--mnchen-3ya.example"}),
        ("email_domain", "spam.example", {"email": "anybody@spam.example"}),
        ("email_domain", "spam.example", {"email": "anybody@a.mail.Spam.example"}),
        ("website", "spam.example", {"url": "https://www.spam.example/buy"}),
        ("website", "spam.example", {"url": "http://sp%61m.example"}),
        ("website", "spam.example", {"url": "http://sp\ufe0fam.example"}),
        ("website", "192.0.2.1", {"url": "http://0300.0.2.1/"}),
        ("website", "192.0.2.1", {"url": "http://[::ffff:192.0.2.1]/"}),
        ("email_domain", "spam.example", {"email": "anybody@sp\u034fam.example"}),
        ("website", "münchen.example", {"linked_hosts": ["xn--mnchen-3ya.example"]}),
        ("website", "spam.example", {"linked_hosts": ["news.example", "a.b.spam.example"]}),
        ("network", "192.0.2.7", {"address": "192.0.2.7"}),
        ("network", "192.0.2.7", {"address": "::ffff:192.0.2.7"}),
        ("network", "192.0.2.0/24", {"address": "192.0.2.99"}),
        ("network", "192.0.0.0/9", {"address": "192.0.2.99"}),
        ("network", "2001:db8::1", {"address": "2001:db8::ffff"}),
        ("network", "2001:db8::/32", {"address": "2001:db8:ffff::1"}),
    ],
)
def test_it_knows_who_falls_under_a_ban(kind: str, value: str, author: dict[str, Any]) -> None:
    assert is_hit(ban(kind, value), **author)


@pytest.mark.parametrize(
    ("kind", "value", "author"),
    [
        ("email", "someone@spam.example", {"email": "someone.else@spam.example"}),
        ("email", "someone@spam.example", {"email": ""}),
        ("email_domain", "spam.example", {"email": "anybody@notspam.example"}),
        ("email_domain", "spam.example", {"url": "https://spam.example"}),
        ("website", "spam.example", {"email": "anybody@spam.example"}),
        ("website", "a.spam.example", {"url": "https://spam.example"}),
        ("website", "spam.example", {"url": "https://spam.example.org"}),
        ("network", "192.0.2.0/24", {"address": "192.0.3.1"}),
        ("network", "2001:db8::1", {"address": "2001:db8:0:1::1"}),
        ("network", "192.0.2.7", {"address": ""}),
        ("network", "192.0.2.7", {"url": "http://192.0.2.7/"}),
    ],
)
def test_it_leaves_everybody_else_alone(kind: str, value: str, author: dict[str, Any]) -> None:
    assert not is_hit(ban(kind, value), **author)


def test_it_ends_a_ban_at_its_date() -> None:
    made = ban("email", "someone@spam.example", until=NOON)

    assert is_hit(made, email="someone@spam.example", now=NOON - DAY)
    assert not is_hit(made, email="someone@spam.example", now=NOON)


def test_it_keeps_the_bans_of_sites_apart() -> None:
    made = ban("email", "someone@spam.example", site=factories.quiet_site("herald"))

    assert not is_hit(made, email="someone@spam.example")


def test_it_gives_each_of_a_handful_its_own_bans_in_one_query() -> None:
    site = factories.quiet_site()
    ban("email", "someone@spam.example", effect=BanEffect.SPAM, note="Sells boats.")
    ban("network", "192.0.2.0/24", until=NOON + DAY)
    authors = {number: bans.values_for(f"ada{number}@example.org", "", address="203.0.113.9") for number in range(20)}
    authors |= {20: bans.values_for("someone@spam.example", "", address="192.0.2.1")}

    with CaptureQueriesContext(
        connection,
    ) as queries:
        found = bans.hits(site, authors, now=NOON)

    assert len(queries) == 1
    assert [number for number, hits in found.items() if hits] == [20]
    assert [(hit.kind, hit.effect, hit.note, hit.until) for hit in found[20]] == [
        (BanKind.EMAIL, BanEffect.SPAM, "Sells boats.", None),
        (BanKind.NETWORK, BanEffect.HOLD, "", NOON + DAY),
    ]


def test_it_tells_the_author_from_what_the_text_links_to() -> None:
    ban("website", "spam.example")
    own, linked = bans.values_for("", "https://spam.example"), bans.values_linked(["a.spam.example"])

    asked = {1: own, 2: bans.values_for("", ""), 3: own}
    found = bans.hits(factories.quiet_site(), asked, linked={2: linked, 3: linked}, now=NOON)

    assert {number: [hit.is_linked for hit in hits] for number, hits in found.items()} == {
        1: [False], 2: [True], 3: [False]
    }  # fmt: skip


def test_it_takes_a_handful_with_more_hosts_than_a_statement_has_parameters() -> None:
    site = factories.quiet_site()
    ban("website", "spam.example")
    linked = [f"{number}.a.b.c.d.e.f.spam{number}.example" for number in range(250)] + ["spam.example"]
    authors = {number: bans.values_linked(f"{number}.{host}" for host in linked) for number in range(20)}

    assert all(bans.hits(site, authors, now=NOON).values())


def test_it_asks_for_nothing_where_nothing_is_known() -> None:
    with CaptureQueriesContext(connection) as queries:
        assert bans.in_force(factories.quiet_site(), bans.values_for("", ""), now=NOON) == []

    assert not [query for query in queries if "comments_ban" in query["sql"]]
