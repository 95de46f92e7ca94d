"""/feeds/SITE/: Atom as RFC 4287 has it, with ids that never change, and nothing in it that readers may not see."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from lxml import etree

from comments import signed_tokens
from comments.models import Comment, Commenter, Site, Thread
from comments.moderation import decisions
from comments.reading import permalinks
from tests.support import factories
from tests.support.factories import NOON
from tests.support.pages import parse
from tests.web.atom import FEED, NAMES, OF_THREAD, feed_of, link, path_of, read, texts


@pytest.fixture
def times(db: None) -> Site:
    return factories.quiet_site("times")


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
