"""/feeds/SITE/: Atom as RFC 4287 has it, with ids that never change, and nothing in it that readers may not see."""

import re
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from lxml import etree
from pytest_django import DjangoAssertNumQueries

from comments import conf, signed_tokens
from comments.models import Comment, Commenter, Site, Thread
from comments.moderation import decisions
from comments.reading import permalinks
from tests.support import accounts, factories
from tests.support.factories import NOON
from tests.support.pages import parse
from tests.support.responses import Response

RNG = Path(__file__).parent.parent / "support" / "atom.rng"
FEED = "/feeds/times/"
OF_THREAD = f"{FEED}?key=bridge"
PUBLIC = "public, max-age=1, stale-while-revalidate=2, stale-if-error=3600"
NAMES = {"a": "http://www.w3.org/2005/Atom", "thr": "http://purl.org/syndication/thread/1.0"}


@pytest.fixture
def times(db: None) -> Site:
    return factories.quiet_site("times")


@cache
def schema() -> etree.RelaxNG:
    return etree.RelaxNG(etree.parse(RNG))


def feed_of(response: Response) -> Any:  # lxml has no types
    """The feed, which is one."""
    assert response.status_code == 200
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    root = etree.fromstring(response.content)
    assert schema().validate(root), schema().error_log
    assert all(len(entry.findall("a:author", NAMES)) == 1 for entry in root.findall("a:entry", NAMES))
    return root


def read(client: Client, address: str = FEED, **headers: str) -> Any:
    return feed_of(client.get(address, headers=headers))


def texts(root: Any, path: str) -> list[str]:
    return [element.text or "" for element in root.findall(path, NAMES)]


def link(root: Any, rel: str) -> str | None:
    found = root.find(f"a:link[@rel='{rel}']", NAMES)
    return None if found is None else found.get("href")


def path_of(address: str) -> str:
    return address.removeprefix(conf.public_url())


BROKEN = {
    "an entry without an id": "<entry><title>t</title><updated>2026-01-01T00:00:00Z</updated></entry>",
    "an entry without a title": "<entry><id>i</id><updated>2026-01-01T00:00:00Z</updated></entry>",
    "a time that is none": "<entry><id>i</id><title>t</title><updated>yesterday</updated></entry>",
    "an element of no feed": "<comment/>",
    "an author without a name": "<author><uri>https://a.example</uri></author>",
    "two titles": "<title>again</title>",
    "a link that leads nowhere": '<link rel="self"/>',
    "an attribute of no feed": '<link href="x" count="1"/>',
    "an email that is none": "<author><name>Ada</name><email>ada</email></author>",
    "HTML that is not escaped": '<rights type="html"><b>x</b></rights>',
}


@pytest.mark.once
@pytest.mark.parametrize("broken", ["", *BROKEN.values()], ids=["nothing", *BROKEN])
def test_it_refuses_what_is_no_feed(broken: str) -> None:
    whole = (
        f'<feed xmlns="{NAMES["a"]}"><id>i</id><title>t</title><updated>2026-01-01T00:00:00Z</updated>{broken}</feed>'
    )

    assert schema().validate(etree.fromstring(whole)) is not bool(broken)


def test_it_is_a_feed_without_a_comment(client: Client, times: Site) -> None:
    for address in (FEED, OF_THREAD):
        feed = read(client, address)

        assert texts(feed, "a:title") == ["Comments on The Times of Nowhere"]
        assert texts(feed, "a:updated") == ["1970-01-01T00:00:00Z"]


def test_it_tells_of_each_comment_what_readers_see(client: Client, times: Site) -> None:
    top = factories.published(name="Ada <b>", url="https://ada.example/?a=1&b=2", text="One & <em>two</em>")
    reply = factories.published(top, now=NOON + timedelta(minutes=1))

    feed = read(client, OF_THREAD)

    newest, oldest = feed.findall("a:entry", NAMES)
    assert texts(feed, "a:title") == ["Comments on The bridge is open"]
    assert texts(feed, "a:updated") == ["2026-03-02T12:01:00Z"]
    assert link(feed, "self") == permalinks.feed_of("times", "bridge")
    assert link(feed, "alternate") == permalinks.address_of(factories.thread_of(top))
    assert texts(oldest, "a:title") == ["Ada <b> on “The bridge is open”"]
    assert texts(oldest, "a:author/a:name") == ["Ada <b>"]
    assert texts(oldest, "a:author/a:uri") == ["https://ada.example/?a=1&b=2"]
    assert texts(oldest, "a:content") == ["<p>One &amp; <em>two</em></p>"]
    assert oldest.find("a:content", NAMES).get("type") == "html"
    assert texts(oldest, "a:published") == ["2026-03-02T12:00:00Z"]
    assert link(oldest, "alternate") == permalinks.of_comments(factories.fresh(top).thread)(top.pk)
    assert oldest.find("a:link[@rel='replies']", NAMES).get(f"{{{NAMES['thr']}}}count") == "1"
    answered = newest.find("thr:in-reply-to", NAMES)
    assert answered.get("ref") == texts(oldest, "a:id")[0]
    assert answered.get("href") == link(oldest, "alternate")
    assert newest.find("a:link[@rel='replies']", NAMES) is None
    assert reply.email not in etree.tostring(feed).decode()


MARHABA = "\u0645\u0631\u062d\u0628\u0627 \u200f(2)\u200e"
ODD = {
    "controls": ("a\x0b\x00\x1b\x08b", "ab"),
    "no characters": ("a\ufffe\uffff\ud800b", "ab"),
    "the end of CDATA": ("a]]>b<![CDATA[", "a]]>b<![CDATA["),
    "markup": ("</content><script>&amp;&bogus;", "</content><script>&amp;&bogus;"),
    "right to left": (
        "\u0645\u0631\u062d\u0628\u0627 \u200f(2)\u200e",
        "\u0645\u0631\u062d\u0628\u0627 \u200f(2)\u200e",
    ),
    "emoji": ("\U0001f469\u200d\U0001f4bb\U0001f3fd", "\U0001f469\u200d\U0001f4bb\U0001f3fd"),
    "lines": ("a\r\nb\tc", "a\nb\tc"),
    "20,000 characters": ("x" * 20_000, "x" * 20_000),
}


@pytest.mark.parametrize(("typed", "told"), ODD.values(), ids=ODD)
def test_it_is_a_feed_whatever_is_in_it(
    client: Client, times: Site, monkeypatch: pytest.MonkeyPatch, typed: str, told: str
) -> None:
    """Read from the database as it is: not all of it can be posted, and not all can be kept on each database."""
    comment = factories.published()
    times.name = comment.thread.title = comment.name = comment.html = typed
    comment.url = f"https://a.example/{typed}"
    comment.thread.site = comment.site = times
    monkeypatch.setattr("comments.reading.feeds.queries.of_site", lambda *_args, **_options: [comment])
    monkeypatch.setattr("comments.web.feeds._known", lambda _slug: times)

    feed = read(client)

    assert texts(feed, "a:title") == [f"Comments on {told}"]
    assert texts(feed, "a:entry/a:title") == [f"{told} on “{told}”"]
    assert texts(feed, "a:entry/a:content") == [told]
    assert texts(feed, "a:entry/a:author/a:name") == [told]


@pytest.mark.both
def test_it_shows_odd_texts_as_they_were_kept(client: Client, times: Site) -> None:
    Site.objects.filter(pk=times.pk).update(text_limit=20_000)
    text = "\u0645\u0631\u062d\u0628\u0627 ]]> \U0001f469\u200d\U0001f4bb " + "y" * 19_000
    comment = factories.published(name="\u0645\u0631\u062d\u0628\u0627 ]]>", text=text)
    Comment.objects.filter(pk=comment.pk).update(html=f"<p>\x0b\ufffe{text}</p>")

    feed = read(client)

    assert texts(feed, "a:entry/a:content") == [f"<p>{text}</p>"]


def test_it_names_who_gave_no_name(client: Client, times: Site) -> None:
    Comment.objects.filter(pk=factories.published().pk).update(name="", email="", url="")

    assert texts(read(client), "a:entry/a:author/a:name") == ["Anonymous"]
    Site.objects.update(language="de")
    assert read(client).get("{http://www.w3.org/XML/1998/namespace}lang") == "de"
    assert texts(read(client), "a:entry/a:author/a:name") == ["Anonym"]


def test_it_keeps_every_id_whatever_else_changes(client: Client, times: Site, settings: Any) -> None:
    factories.published(factories.published())
    before = [texts(read(client, address), path) for address in (FEED, OF_THREAD) for path in ("a:id", "a:entry/a:id")]

    Thread.objects.update(title="Another", url="https://elsewhere.example.org/moved/", section="x")
    Site.objects.update(name="Another", origins="https://elsewhere.example.org")
    settings.PUBLIC_URL = "https://comments.elsewhere.example.org"
    for comment in Comment.objects.all():
        decisions.review_again(comment.pk, by=factories.moderator(), version=comment.version)
        comment.refresh_from_db()
        decisions.approve(comment.pk, by=factories.moderator(), version=comment.version)

    after = [texts(read(client, address), path) for address in (FEED, OF_THREAD) for path in ("a:id", "a:entry/a:id")]
    assert after == before
    every = [each for some in after for each in some]
    assert len(set(every)) == 4  # the site, the thread, and two comments, each twice
    # RFC 4151: an authority, a date, and what that means by it.
    assert all(re.fullmatch(r"tag:[a-z0-9.-]+,\d{4}-\d\d-\d\d:[\w/.%-]+", each) for each in every)
    assert (link(read(client), "self") or "").startswith(settings.PUBLIC_URL)


def test_it_says_no_title_that_nobody_has_confirmed(client: Client, times: Site) -> None:
    comment = factories.published()
    Thread.objects.update(is_confirmed=False, title="Cheap watches", url="https://watches.example")

    for address in (FEED, OF_THREAD):
        answer = client.get(address)

        assert texts(feed_of(answer), "a:entry/a:title") == [f"A comment by {comment.name}"]
        assert b"atches" not in answer.content


def test_it_leads_on_to_what_is_older(client: Client, times: Site) -> None:
    factories.crowd(51)

    first = read(client, OF_THREAD)
    older = read(client, path_of(link(first, "next") or ""))

    assert (len(first.findall("a:entry", NAMES)), len(older.findall("a:entry", NAMES))) == (50, 1)
    assert link(older, "next") is None
    assert link(older, "self") == link(first, "next")
    assert texts(older, "a:id") == texts(first, "a:id")


def test_it_answers_304_until_something_changes(client: Client, times: Site) -> None:
    comment = factories.published()
    for address in (FEED, OF_THREAD):
        etag = client.get(address)["ETag"]
        for known in (etag, f"W/{etag}", f'"x", {etag}', "*"):
            answer = client.get(address, headers={"If-None-Match": known})
            assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", etag)
            assert answer["Cache-Control"] == PUBLIC
        head = client.head(address)
        assert (head.status_code, head.content, head["ETag"]) == (200, b"", etag)
        assert "Last-Modified" not in head

    was = {address: client.get(address)["ETag"] for address in (FEED, OF_THREAD)}
    decisions.reject(comment.pk, by=factories.moderator(), version=comment.version)
    for address, etag in was.items():
        answer = client.get(address, headers={"If-None-Match": etag})
        assert texts(feed_of(answer), "a:entry/a:id") == []


def test_it_is_the_same_for_everybody_for_a_second(client: Client, times: Site) -> None:
    commenter = Commenter.objects.create(site=times, created_at=NOON)
    client.cookies["commenter-times"] = signed_tokens.commenter_token(commenter.pk)
    for address in (FEED, OF_THREAD, path_of(permalinks.feed_of_replies("times", commenter))):
        answer = client.get(address)

        assert answer.status_code == 200
        assert answer["Cache-Control"] == PUBLIC
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert answer["X-Robots-Tag"] == "noindex"
        assert "Cookie" not in answer.get("Vary", "")
        assert "Set-Cookie" not in answer


@pytest.mark.parametrize("address", [FEED, OF_THREAD])
def test_it_makes_two_statements(
    client: Client, times: Site, address: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    factories.crowd(60, replies=1)
    with django_assert_num_queries(2):
        read(client, address)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/feeds/nowhere/", 404),
        ("/feeds/nowhere/?key=bridge", 404),
        (f"{FEED}?key=", 400),
        (f"{FEED}?key={'x' * 256}", 400),
        (f"{FEED}?key=a%00b", 400),
        (f"{FEED}?key=%ff", 400),
        (f"{FEED}?before=x", 404),
        (f"{FEED}?before=-1", 404),
        (f"{FEED}replies/", 404),
        (f"{FEED}replies/?author=ada@example.org", 404),
        (f"{FEED}replies/?author=1", 404),
    ],
)
def test_it_refuses_in_words_and_nothing_keeps_that(client: Client, times: Site, address: str, status: int) -> None:
    answer = client.get(address)

    assert answer.status_code == status
    assert answer["Content-Type"].startswith("text/plain")
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_it_only_reads(client: Client, times: Site, method: str) -> None:
    assert getattr(client, method)(FEED).status_code == 405


def test_it_ignores_what_it_does_not_know(client: Client, times: Site) -> None:
    factories.published()

    assert client.get(f"{FEED}?utm_source=x&order=email").content == client.get(FEED).content


def test_it_lists_the_replies_to_one_reader_by_a_signed_address(client: Client, times: Site) -> None:
    me = Commenter.objects.create(site=times, created_at=NOON)
    mine = factories.published(commenter_id=me.pk, remember=True)
    reply = factories.published(mine)
    factories.published()
    address = path_of(permalinks.feed_of_replies("times", me))

    feed = read(client, address)

    assert texts(feed, "a:title") == ["Replies to your comments on The Times of Nowhere"]
    assert texts(feed, "a:entry/a:author/a:name") == [reply.name]
    assert link(feed, "self") == permalinks.feed_of_replies("times", me)
    assert client.get(address.replace("/times/", "/gazette/")).status_code == 404
    assert client.get(address + "x").status_code == 404
    other_kind = urlencode({"author": signed_tokens.commenter_token(me.pk)})
    assert client.get(f"{FEED}replies/?{other_kind}").status_code == 404


def test_it_is_found_from_the_page_of_the_thread(client: Client, times: Site) -> None:
    factories.published()
    page = parse(client.get("/threads/times/?key=bridge"))

    found = page.one("link", type="application/atom+xml")
    assert (found["rel"], found["href"]) == ("alternate", permalinks.feed_of("times", "bridge"))
    assert page.one("a", href=found["href"]).text == "Subscribe by feed"
    fragment = parse(client.get("/threads/times/fragment/?key=bridge"))
    assert fragment.one("a", href=found["href"]).text == "Subscribe by feed"


def test_it_offers_a_feed_of_replies_to_who_is_remembered(client: Client, times: Site) -> None:
    me = Commenter.objects.create(site=times, created_at=NOON)
    factories.published()
    assert "Replies to you" not in client.get("/threads/times/?key=bridge").content.decode()

    client.cookies["commenter-times"] = signed_tokens.commenter_token(me.pk)
    page = parse(client.get("/threads/times/?key=bridge"))

    assert page.one("a", href=permalinks.feed_of_replies("times", me)).text == "Replies to you by feed"


def test_it_shows_signed_in_readers_alone_what_only_they_may_read(client: Client, times: Site) -> None:
    comment = factories.published()
    me = Commenter.objects.create(site=times, created_at=NOON)
    permalink = urlencode({"url": permalinks.of_comments(factories.fresh(comment).thread)(comment.pk)})
    addresses = [FEED, OF_THREAD, path_of(permalinks.feed_of_replies("times", me)), f"/oembed/?{permalink}"]
    Site.objects.update(reading="signed_in")

    for address in addresses:
        for headers in ({}, {"Comments-Identity": "forged"}, {"If-None-Match": "*"}):
            answer = client.get(address, headers=headers)
            assert (answer.status_code, answer["Cache-Control"]) == (401, "no-store")
            assert comment.name not in answer.content.decode()
    session, _account = accounts.signed_in(factories.site())
    for address in addresses:
        answer = client.get(address, headers={"Comments-Identity": session})
        assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")
        assert "ETag" not in answer
