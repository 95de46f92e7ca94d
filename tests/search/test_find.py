"""What a search finds, for each kind of thing that can be typed, and what it can be narrowed to."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from comments import search
from comments.access.membership import ALL_SITES, NO_SITE, Access
from comments.models import Comment, Thread
from comments.moderation import decisions
from comments.search import Filters, index, parse, queries
from tests.support import factories
from tests.support.factories import NOON

pytestmark = pytest.mark.django_db


def indexed(parent: Comment | None = None, **fields: Any) -> Comment:
    comment = factories.waiting(parent, **fields)
    index.write_again([comment.pk])
    return comment


def found(typed: str, access: Access = ALL_SITES, *, limit: int = 50, **filters: Any) -> list[int]:
    """What is listed; as long as that is all, it is also what is found to decide on all of it at once."""
    ids = search.find(parse(typed), access, Filters(**filters), limit=limit)
    if len(ids) < limit:
        whole = search.matching(parse(typed), access, Filters(**filters))
        assert sorted(ids) == sorted(whole.values_list("pk", flat=True))
    return ids


def test_it_finds_a_comment_by_number_and_address() -> None:
    comment, other = factories.waiting(), factories.waiting()

    for typed in (f"{comment.pk}", f"#{comment.pk}", f"https://x.example/?comment={comment.pk}"):
        assert found(typed) == [comment.pk]
    assert found(f"{other.pk + 1}") == []


def test_it_finds_the_comments_of_a_page_by_its_address() -> None:
    comment = factories.waiting(on=factories.subject(key="bridge", url="/city/bridge/"))
    elsewhere = factories.waiting(on=factories.subject(key="ferry", url="https://news.example/ferry?id=7"))

    for typed in ("/city/bridge/", "/city/bridge/#comments", "/threads/times/?key=bridge"):
        assert found(typed) == [comment.pk]
    assert found("https://news.example/ferry?id=7&utm_source=x") == [elsewhere.pk]
    assert found("https://news.example/another") == []


def test_it_finds_an_author_by_every_spelling_of_the_mailbox_on_all_sites() -> None:
    here = factories.waiting(email="Ada+news@Example.org")
    there = factories.waiting(email="ada@example.org", on=factories.subject("post"))
    factories.waiting(email="bea@example.org")

    for typed in ("ada@example.org", "ADA@example.ORG", "ada+other@example.org"):
        assert found(typed) == [there.pk, here.pk]


def test_it_finds_who_writes_from_a_domain_and_from_below_it() -> None:
    at = indexed(email="ada@example.org")
    below = indexed(email="ada@mail.example.org")
    indexed(email="ada@notexample.org")

    assert found("@example.org") == [below.pk, at.pk]
    assert found("@mail.example.org") == [below.pk]


def test_it_finds_a_website_and_what_links_there() -> None:
    own = indexed(url="https://www.spam.example/about")
    linking = factories.screened(text="See https://shop.spam.example/x for more.")
    indexed(url="https://notspam.example/")

    assert found("spam.example") == found("https://www.spam.example/") == [linking.pk, own.pk]
    assert found("https://spam.example/no-thread-has-this-page") == [linking.pk, own.pk]
    assert found("shop.spam.example") == [linking.pk]


@pytest.mark.parametrize(
    ("address", "inside", "outside"),
    [
        ("192.0.2.7", "192.0.2.7 192.0.2.0/24 192.0.0.0/15 0.0.0.0/0 192.0.2.7/32", "192.0.2.8 192.0.3.0/24"),
        ("2001:db8:0:5::1", "2001:db8:0:5::1 2001:db8:0:5::/64 2001:db8::/32", "2001:db8:0:6::/64 192.0.2.7"),
        ("2001:db8::1", "2001:db8::ffff 2001:db8::/60", "2001:db9::/32 ::/8"),
    ],
)  # fmt: skip
def test_it_finds_an_address_and_every_network_around_it(address: str, inside: str, outside: str) -> None:
    comment = indexed(address=address)

    assert {typed: found(typed) for typed in inside.split()} == {typed: [comment.pk] for typed in inside.split()}
    assert {typed: found(typed) for typed in outside.split()} == {typed: [] for typed in outside.split()}


SAID = "The Café by the <b>old</b> bridge was cl&#111;sed – Straße 7, 東京都庁, e-mail us: cаsino"


@pytest.mark.parametrize(
    "typed",
    [
        "cafe", "CAFÉ bridge", "bridge the", '"by the old bridge"', "“cafe by the”", "closed", "strasse", "brid*",
        "東京", "京都", "都庁", "庁", "京", "e-mail", "casino", "cаsino", "Zoë", "zoe", '"about the tram"',
        "Tram depot", "cafe zoe tram",
    ],
)  # fmt: skip
def test_it_finds_words_of_name_text_and_title(typed: str) -> None:
    comment = indexed(name="Zoë", text=SAID, on=factories.subject(key="tram", title="About the tram depot"))

    assert found(typed) == [comment.pk]


@pytest.mark.parametrize(
    "typed",
    [
        "caf",
        "bridge missing",
        '"old by bridge"',
        "bridg",
        "東都",
        "ridge*",
        '"Zoë the"',
        '"casino about"',
        "b",
        "strong",
        "site=1",
    ],
)
def test_it_finds_nothing_by_other_words(typed: str) -> None:
    indexed(name="Zoë", text=SAID, on=factories.subject(key="tram", title="About the tram depot"))

    assert found(typed) == []


def test_it_finds_only_on_the_sites_of_the_moderator() -> None:
    here = indexed(text="casino", email="ada@example.org", url="https://spam.example")
    there = indexed(text="casino", email="ada@example.org", url="https://spam.example", on=factories.subject("post"))
    access = Access(frozenset([here.site_id]), frozenset())

    for typed in ("casino", "ada@example.org", "@example.org", "spam.example", "192.0.2.7", "192.0.2.0/24"):
        assert found(typed) == [there.pk, here.pk]
        assert found(typed, access) == found(typed, site_id=here.site_id) == [here.pk]
        assert found(typed, access, site_id=there.site_id) == found(typed, NO_SITE) == []
    for typed in (f"{there.pk}", "/threads/post/?key=bridge"):
        assert (found(typed), found(typed, access)) == ([there.pk], [])
    assert found("", access, statuses=["pending"]) == [here.pk]


def narrowing() -> dict[str, tuple[dict[str, Any], list[str]]]:
    """By what is narrowed: the filters, and which of the comments below they leave."""
    site, thread = factories.site(), Thread.objects.get(key="tram")
    return {
        "status": ({"statuses": ["spam"]}, ["spam"]),
        "statuses": ({"statuses": ["spam", "approved"]}, ["spam", "answered"]),
        "code": ({"codes": ["first-comment", "links"]}, ["linking"]),
        "since": ({"since": NOON + timedelta(hours=1)}, ["late"]),
        "before": ({"before": NOON + timedelta(hours=1)}, ["reply", "section", "linking", "spam", "answered"]),
        "thread": ({"thread_id": thread.pk}, ["section"]),
        "section": ({"section": "City"}, ["section"]),
        "site": ({"site_id": site.pk}, ["late", "reply", "section", "linking", "spam", "answered"]),
        "answered": ({"has_reply": True}, ["answered"]),
        "unanswered": ({"has_reply": False}, ["late", "reply", "section", "linking", "spam"]),
        "decided": ({"decided_by": factories.moderator("eva").pk}, ["spam"]),
        "all": ({"statuses": ["spam"], "decided_by": factories.moderator("eva").pk, "has_reply": False}, ["spam"]),
        "none": ({"statuses": ["approved"], "decided_by": factories.moderator("eva").pk}, []),
    }


@pytest.fixture
def comments() -> dict[str, Comment]:
    answered = factories.published(text="casino", email="ada@example.org")
    spam = factories.waiting(text="casino 2", email="ada@example.org")
    decisions.mark_spam(spam.pk, by=factories.moderator("eva"), version=spam.version)
    linking = factories.screened(
        text="casino http://a.example http://b.example http://c.example", email="ada@example.org"
    )
    section = factories.waiting(
        text="casino", email="ada@example.org", on=factories.subject(key="tram", section="City")
    )
    reply = factories.waiting(answered, text="casino 3", email="ada@example.org")
    late = factories.waiting(text="casino 4", email="ada@example.org", now=NOON + timedelta(hours=2))
    index.write_again(Comment.objects.values_list("pk", flat=True))
    return {"answered": answered, "spam": spam, "linking": linking, "section": section, "reply": reply, "late": late}


@pytest.mark.parametrize("typed", ["", "casino", "ada@example.org", "@example.org", "192.0.2.0/24"])
@pytest.mark.parametrize("window", [20_000, 1])
def test_it_narrows_whatever_was_typed(
    comments: dict[str, Comment], typed: str, window: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "_WINDOW", window)
    for name, (filters, left) in narrowing().items():
        if name == "code":
            filters = {"codes": [f.code for f in comments["linking"].findings.filter(check_name="links")]}
        assert found(typed, **filters) == [comments[one].pk for one in left], (typed, name)


@pytest.mark.parametrize("typed", ["casino", "ada@example.org", "@example.org", "192.0.2.0/24", ""])
@pytest.mark.parametrize("window", [20_000, 3, 1])
def test_it_goes_on_where_a_page_ended(typed: str, window: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "_WINDOW", window)
    ids = [indexed(text="casino", email="ada@example.org", on=factories.subject(key=f"{n}")).pk for n in range(7)]
    for is_newest_first in (True, False):
        listed: list[int] = []
        while page := search.find(
            parse(typed), ALL_SITES, Filters(statuses=["pending"]), after=listed[-1] if listed else None,
            is_newest_first=is_newest_first, limit=3,
        ):  # fmt: skip
            listed += page
        assert listed == sorted(ids, reverse=is_newest_first)


def test_it_counts_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(4):
        indexed(text="casino", on=factories.subject(key=f"{_}"))
    assert search.count(parse("casino"), ALL_SITES, Filters()) == 4
    monkeypatch.setattr(search, "MOST_COUNTED", 2)
    assert search.count(parse("casino"), ALL_SITES, Filters()) == 3


def test_it_finds_nothing_where_nothing_was_typed() -> None:
    indexed()

    assert [found(typed) for typed in ("", "  ", "\0", "👍", "?!")] == [[]] * 5


OPERATORS = [
    '"', "'", "''", '""', "*", "a*", "**", "(", ")", "a AND b", "a OR", "NOT a", "NEAR(a b, 2)", "words : a", "marks:a",
    "site=1", "^a", "a + b", "-a", "a & b", "a | b", "!a", "a:*", "a <-> b", "a <2> b", "\\", "\\'", "';--", "%",
    "%s", "{a b}", "a\0b", "\ud800", "\u202e abc", "אבג",
    "👩‍👩‍👧", "a" * 10_000, "a " * 5_000, '"' * 5_000, "東" * 10_000, "(" * 10_000,
]  # fmt: skip


@pytest.mark.parametrize("typed", OPERATORS, ids=range(len(OPERATORS)))
def test_it_takes_operators_for_text(typed: str) -> None:
    comment = indexed(text="a b c")

    assert set(found(typed)) <= {comment.pk}
    assert found("a b c") == [comment.pk]


class TestAnything(TestCase):
    @settings(max_examples=30)
    @given(st.text(max_size=80) | st.text("\"'*:()-^+&|!<>\\ aB7=東é\u202e", max_size=40))
    def test_it_finds_whatever_was_said_by_the_same_words(self, typed: str) -> None:
        said = "".join(char for char in typed if char.isprintable() or char == " ")
        comment = indexed(text=f"x {said}", name="x", on=factories.subject(title=""))

        assert comment.pk in found(f'"x {said.replace(chr(34), " ")}"')
        found(typed)


@pytest.mark.parametrize("typed", ["ada@example.org", "@example.org", "spam.example", "192.0.2.7", "casino", "7"])
def test_it_asks_little(typed: str, django_assert_max_num_queries: Callable[..., CaptureQueriesContext]) -> None:
    with django_assert_max_num_queries(3):
        search.find(parse(typed), ALL_SITES, Filters(), limit=50)


def test_it_narrows_whatever_was_typed_to_an_author_and_a_network() -> None:
    both = factories.screened(text="tram", email="Ada+x@example.org", address="192.0.2.7")
    hers = factories.screened(text="tram", email="ada@example.org", address="198.51.100.1")
    theirs = factories.screened(text="tram", email="bea@example.org", address="192.0.2.7")
    factories.screened(text="ferry", email="ada@example.org", address="192.0.2.7")
    by_her: dict[str, Any] = {"email": "ada@example.org"}
    from_there: dict[str, Any] = {"network": "192.0.2.7"}

    for typed in ("tram", '"tram"'):
        assert found(typed, **by_her) == [hers.pk, both.pk]
        assert found(typed, **from_there) == [theirs.pk, both.pk]
        assert found(typed, **by_her, **from_there) == [both.pk]
    assert both.pk in found("", **by_her, **from_there) and hers.pk not in found("", **by_her, **from_there)
    assert found("bea@example.org", **by_her) == []
    assert found("192.0.2.0/24", **by_her, section="") == found("", **by_her, **from_there)
    assert found("", network="no network") == []
