"""Feeds are valid whatever is in them, and the schema refuses what is none."""

import pytest
from django.test import Client
from lxml import etree

from comments.models import Comment, Site
from tests.support import factories
from tests.web.atom import NAMES, read, schema, texts


@pytest.fixture
def times(db: None) -> Site:
    return factories.quiet_site("times")


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


MARHABA = "\u0645\u0631\u062d\u0628\u0627 \u200f(2)\u200e"
ODD = {
    "controls": ("a\x0b\x00\x1b\x08b", "ab"),
    "no characters": ("a\ufffe\uffff\ud800b", "ab"),
    "the end of CDATA": ("a]]>b<![CDATA[", "a]]>b<![CDATA["),
    "markup": ("</content><script>&amp;&bogus;", "</content><script>&amp;&bogus;"),
    "right to left": (MARHABA, MARHABA),
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
