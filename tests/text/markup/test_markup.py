"""What is shown for a typed text, and that nothing typed can do harm. Needs no database."""

import re
from html import escape, unescape

import nh3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comments.net.hostnames import hosts_of
from comments.text import markup
from comments.text.markup import paragraphs, pieces

pytestmark = pytest.mark.once

REL = 'rel="nofollow ugc noopener"'


def link(href: str, text: str | None = None, title: str = "") -> str:
    title = f' title="{title}"' if title else ""
    return f'<a href="{href}"{title} {REL}>{text or href}</a>'


def p(*paragraphs: str) -> str:
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)


def is_stable(html: str) -> bool:
    """Does the last sanitiser, asked again, find nothing left to do?"""
    again = nh3.clean(
        html,
        tags=set(pieces.ALLOWED),
        attributes={tag: set(names) for tag, names in markup.ATTRIBUTES.items()},
        url_schemes=set(markup.SCHEMES),
        url_relative="deny",
        link_rel=markup.REL,
    )
    return again == html


FORMATTED = [
    ("", ""),
    (" \n\n \n", ""),
    ("One.\n\nTwo.\n \nThree.", p("One.", "Two.", "Three.")),
    ("\n\nRoses are red,\nViolets are blue\n\n\n", p("Roses are red,<br>Violets are blue")),
    ("one<br>two<br />\nthree<br><br>four", p("one<br>two<br>three", "four")),
    ("<p>one</p>\n<p>two</p>three", p("one", "two", "three")),
    ("a <b>b</b> <i>c</i> <em>d</em><strong>e</strong>", p("a <b>b</b> <i>c</i> <em>d</em><strong>e</strong>")),
    ("<q>a</q> <cite>b</cite> <del>c</del> <s>d</s>", p("<q>a</q> <cite>b</cite> <del>c</del> <s>d</s>")),
    ("<B>a</B> < b >", p("<b>a</b> &lt; b &gt;")),
    ('<abbr title="World &amp; all">W</abbr>', p('<abbr title="World &amp; all">W</abbr>')),
    ("<em>one\n\ntwo</em> three", p("<em>one</em>", "<em>two</em> three")),
    ("<b>one <i>two</b> three</i>", p("<b>one &lt;i&gt;two</b> three&lt;/i&gt;")),
    ("<b></b><i> </i>x", p("x")),
    ("before\n<pre>\n  a\n\n  b < c\n</pre>after", p("before") + "<pre>  a\n\n  b &lt; c</pre>" + p("after")),
    ("<pre><code>x\n<br>y</code></pre>z", "<pre><code>x\n&lt;br&gt;y</code></pre>" + p("z")),
    ("x <code>one\n  two</code> y", p("x ") + "<pre><code>one\n  two</code></pre>" + p("y")),
    ("<b>x</b><pre></pre>y<code> </code>", p("<b>x</b>", "y")),
    (
        "```python\nif a < b:\n\t<b>x</b> &amp;\n```\nz",
        "<pre><code>if a &lt; b:\n\t&lt;b&gt;x&lt;/b&gt; &amp;amp;</code></pre>" + p("z"),
    ),
    ("`<b>` and ``a ` <i>b</i>`` </b>", p("`&lt;b&gt;` and ``a ` &lt;i&gt;b&lt;/i&gt;`` &lt;/b&gt;")),
    ("a ` b <b>c</b>\n` d", p("a ` b <b>c</b><br>` d")),
    ("it`s <b>not</b> it`s", p("it`s <b>not</b> it`s")),
    ("使用`<b>x</b>`吧", p("使用`&lt;b&gt;x&lt;/b&gt;`吧")),
    ("<blockquote>a\nb\n\nc</blockquote>d", "<blockquote>" + p("a<br>b", "c") + "</blockquote>" + p("d")),
    (
        "<blockquote><blockquote>a</blockquote></blockquote>",
        "<blockquote><blockquote>" + p("a") + "</blockquote></blockquote>",
    ),
    ("<b><blockquote>a</blockquote>b</b>", "<blockquote>" + p("<b>a</b>") + "</blockquote>" + p("<b>b</b>")),
    ("<p>one\n<p>two</p>\n</p>", p("one", "two")),
    ('<p align="right" class=x>a</p><b style="color:red">b</b>', p("a", "<b>b</b>")),
    (
        "AT&T, R&amp;D, &lt;b&gt;, &eacute;, &#8364;, &notit; &copy",
        p("AT&amp;T, R&amp;D, &lt;b&gt;, é, €, &amp;notit; &amp;copy"),
    ),
    ("&amp;lt; is how < is written", p("&amp;lt; is how &lt; is written")),
    ("if a <b and c> d, List<T>, x<y, 1 < 2 > 0", p("if a &lt;b and c&gt; d, List&lt;T&gt;, x&lt;y, 1 &lt; 2 &gt; 0")),
    ("a\xa0b \u200d \U0001f469\u200d\U0001f4bb", p("a&nbsp;b \u200d \U0001f469\u200d\U0001f4bb")),
    ("\u3000\u4e00\n\u3000\u4e8c", p("\u3000\u4e00<br>\u3000\u4e8c")),
    ("http://a.org", p(link("http://a.org"))),
    ("See https://a.org/b?c=1&d=2#e, please.", p(f"See {link('https://a.org/b?c=1&amp;d=2#e')}, please.")),
    (
        "(https://a.org/x_(y)) [https://a.org] 'https://a.org'!",
        p(f"({link('https://a.org/x_(y)')}) [{link('https://a.org')}] '{link('https://a.org')}'!"),
    ),
    ("www.a.org/b... www.nothing", p(f"{link('http://www.a.org/b', 'www.a.org/b')}... www.nothing")),
    ('<https://a.org> "https://a.org"', p(f'&lt;{link("https://a.org")}&gt; "{link("https://a.org")}"')),
    ("\u8bf7\u770bhttps://a.org/\u3002\u8c22\u8c22", p(f"\u8bf7\u770b{link('https://a.org/')}\u3002\u8c22\u8c22")),
    ("me@a.org, a.org, ftp://a.org, me@www.a.org", p("me@a.org, a.org, ftp://a.org, me@www.a.org")),
    ("http://a.org\nhttp://b.org", p(f"{link('http://a.org')}<br>{link('http://b.org')}")),
    ("<b>http://a.org</b>/c", p(f"<b>{link('http://a.org')}</b>/c")),
    ("<code>http://a.org</code>", p("<code>http://a.org</code>")),
    ("<pre>http://a.org <b>http://b.org</b></pre>", "<pre>http://a.org &lt;b&gt;http://b.org&lt;/b&gt;</pre>"),
    ("<a href='https://a.org/?b=1&c=2' title=x>a</a>", p(link("https://a.org/?b=1&amp;c=2", "a", title="x"))),
    ("<a href=mailto:me@a.org>write</a>", p(link("mailto:me@a.org", "write"))),
    ("<a href=http://a.org/" + "&" * 500 + ">a</a>", p(link("http://a.org/" + "&amp;" * 500, "a"))),
    ("<a href=http://a.org>http://b.org</a>", p(link("http://a.org", "http://b.org"))),
]

# None of this is an element that works, so it is shown as it was typed.
AS_TYPED = [
    "<script>alert(1)</script>",
    "<scr<script>ipt>alert(1)//",
    "<img src=x onerror=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<iframe srcdoc='<b>x'></iframe>",
    "<style>*{color:red}</style>",
    "<svg/onload=alert(1)>",
    "<b/onmouseover=alert(1)>x",
    "<div style='background:url(javascript:x)'>x</div>",
    "<table><tr><td>x</td></tr></table> <h1>x</h1> <u>x</u> <font color=red>x</font> <span class='x'>x</span>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href="JaVaScRiPt:alert(1)">x</a>',
    '<a href="jav&#x09;ascript:alert(1)">x</a>',
    '<a href="jav&#10;ascript:alert(1)">x</a>',
    '<a href=" &#14; javascript:alert(1)">x</a>',
    '<a href="&#x6A;&#97;vascript:alert(1)">x</a>',
    '<a href="&#x6A&#x61vascript:alert(1)">x</a>',
    '<a href="javascript&colon;alert(1)">x</a>',
    '<a href="java\u200bscript:alert(1)">x</a>',
    '<a href="java&ZeroWidthSpace;script:alert(1)">x</a>',
    '<a href="data:text/html,x">x</a> <a href=vbscript:x>y</a>',
    '<a href="//evil.com">x</a> <a href="/\\evil.com">y</a>',
    '<a href="relative">x</a> <a href="#x">y</a> <a href="">z</a> <a>w</a>',
    '<a href="http:evil.com">x</a> <a href="http:///evil.com">y</a> <a href="http://">z</a>',
    '<a href="http://good@evil.com/">x</a> http://good:pw@evil.com/',
    '<a href="http://good\uff20evil.com/">x</a> http://good\uff0fevil.com',
    '<a href="https://good.com\\@evil.com">x</a> https://good.com\\@evil.com',
    '<a href="http://%65vil.com/">x</a> http://a.org:99999999',
    "http://e\u200bvil.com http://evil.com/\u2066x",
    "<abbr title='\"><script>'>x</abbr>",
    "<math><mtext><table><mglyph><style><!--</style><img title='-->'>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    '<svg><p><style><g title="</style><img src=x onerror=alert(1)>">',
    "<form action=javascript:x><button formaction=javascript:x>y</button>",
    "<![CDATA[<script>]]><!DOCTYPE html><?php x ?>",
    "</p></title></textarea></script>",
    "<plaintext><xmp><template><select>",
    "<",
    "</",
    "<b",
    "<a href='",
    "</br>",
    "&#x;&#;&;&#8;&notit;",
    "http://a.org/?" + "a" * 2_000,
]  # fmt: skip

NASTY = [
    *((text, p(escape(text, quote=False))) for text in AS_TYPED),
    ("<b onmouseover=alert(1)>x</b>", p("<b>x</b>")),
    ("<p id=forms name=cookie>x</p>", p("x")),
    ('<a id=__proto__ name=body href="http://a.org">x</a>', p(link("http://a.org", "x"))),
    ('<a href="\x01javascript:alert(1)">x</a>', p('&lt;a href="\ufffdjavascript:alert(1)"&gt;x&lt;/a&gt;')),
    (
        '<a href="http://x.com/\u202egpj.exe">x</a> http://x.com/\u202egpj.exe',
        p('&lt;a href="http://x.com/\ufffdgpj.exe"&gt;x&lt;/a&gt; http://x.com/\ufffdgpj.exe'),
    ),
    ("https://xn--pypal-4ve.com/", p(link("https://xn--pypal-4ve.com/"))),
    ("<a href=\"http://a.org/?'onmouseover='x\">x</a>", p(link("http://a.org/?'onmouseover='x", "x"))),
    ("http://a.org/?'onmouseover='x(1)'y='", p(link("http://a.org/?'onmouseover='x(1)'y=") + "'")),
    ('http://a.org/"onmouseover="x', p(link("http://a.org/") + '"onmouseover="x')),
    ('<a href="http://a.org"onclick="x">y</a>', p(f'&lt;a href="{link("http://a.org")}"onclick="x"&gt;y&lt;/a&gt;')),
    ("<abbr title='&quot;&gt;&lt;script&gt;'>x</abbr>", p('<abbr title="&quot;&gt;&lt;script&gt;">x</abbr>')),
    (
        "<a href=http://a.org><a href=http://b.org>x</a>y</a>",
        p(f"&lt;a href={link('http://a.org')}&gt;{link('http://b.org', 'x')}y&lt;/a&gt;"),
    ),
    (
        "<a href=http://a.org>x<a href=javascript:1>y</a>z</a>",
        p(link("http://a.org", "x&lt;a href=javascript:1&gt;y&lt;/a&gt;z")),
    ),
    ("<b><!-- x --><!--><script>--></b>", p("<b>&lt;!-- x --&gt;&lt;!--&gt;&lt;script&gt;--&gt;</b>")),
    ("<b <i>x</i>", p("&lt;b <i>x</i>")),
    ("&#0;&#x110000;&#xd800;&#x202e;&#8;", p("\ufffd\ufffd\ufffd\ufffd&amp;#8;")),
    ("&&amp;&amp;amp;&;&#;&#x;&#60;script&#62;", p("&amp;&amp;&amp;amp;&amp;;&amp;#;&amp;#x;&lt;script&gt;")),
    ("\x00a\x0bb\x7f\ud800", p("\ufffda\ufffdb\ufffd\ufffd")),
]


@pytest.mark.parametrize(("text", "html"), FORMATTED)
def test_it_shows_what_was_meant(text: str, html: str) -> None:
    assert markup.render(text) == html


@pytest.mark.parametrize(("text", "html"), NASTY)
def test_it_makes_nasty_text_harmless(text: str, html: str) -> None:
    assert markup.render(text) == html
    assert markup.is_safe(html)
    assert is_stable(html)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", ""),
        ("One  line\nand\n\nanother.", "One line and another."),
        ("<p>a</p><p>b<br>c <b>d</b>e</p> <T> &lt; &amp;lt;", "a b c de <T> < &lt;"),
        ("<script>x</script>", "<script>x</script>"),
    ],
)
def test_it_says_it_in_one_line(text: str, line: str) -> None:
    assert markup.excerpt(text) == line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("One two three, four five six", "One two three, four…"),
        ("One two three. Four five six", "One two three. Four…"),
        ("Seventeen letters: abc", "Seventeen letters…"),
        ("\u4e00" * 21, "\u4e00" * 19 + "…"),
        ("\u4e00" * 20, "\u4e00" * 20),
    ],
)
def test_it_cuts_between_words_where_there_are_words(text: str, line: str) -> None:
    assert markup.excerpt(text, length=20) == line


ONE = ["👨‍👩‍👧‍👦", "🇩🇪", "1️⃣", "e\u0301", "🏳️‍🌈", "👍🏽", "กำ", "नि"]


@pytest.mark.parametrize("one", ONE)
def test_it_cuts_an_excerpt_between_what_is_seen_as_one(one: str) -> None:
    for before in range(30):
        kept = markup.excerpt("水" * before + one * 40, length=60).removesuffix("…").removeprefix("水" * before)

        assert kept == one * (len(kept) // len(one))
        assert len(kept) > 59 - before - len(one) - 1


@pytest.mark.parametrize("invisible", ["\u034f", "\u180b", "\ufe0f", "\U000e0100"])
@pytest.mark.parametrize("text", ["http://sp{}am.example/ hi", "<a href='http://sp{}am.example/'>hi</a>"])
def test_it_links_to_no_address_with_an_invisible_character(text: str, invisible: str) -> None:
    assert markup.count_links(markup.render(text.format(invisible))) == 0


def test_it_counts_links() -> None:
    text = "http://a.org <a href='http://b.org' title='&lt;a &gt;'>b</a> &lt;a href <pre>http://c.org</pre> /d"
    assert markup.count_links(markup.render(text)) == 2


def visible(html: str) -> list[str]:
    return unescape(re.sub("<[^>]*>", "", re.sub("<br>|</p>", " ", html))).split()


SPLICED = st.lists(
    st.one_of(
        st.sampled_from([text for text, _html in NASTY + FORMATTED]),
        st.sampled_from(
            [f"<{tag}>" for tag in ["div", "u", *sorted(pieces.ALLOWED)]]
            + [f"</{tag}>" for tag in sorted(pieces.ALLOWED)]
        ),
        st.sampled_from([*"<>&;#/=\"'`\n\t ()[]", "\n\n", "http://", "www.a.org", "&lt;", "&#", "<!--", "-->"]),
        st.text(max_size=8),
    ),
    max_size=30,
).map("".join)


@settings(max_examples=100)
@given(SPLICED)
def test_it_is_safe_whatever_is_typed(text: str) -> None:
    html = markup.render(text)
    assert markup.is_safe(html)
    assert is_stable(html)
    assert is_stable(paragraphs.plain_html(text))


@settings(max_examples=100)
@given(st.text(st.characters(exclude_characters="<&", exclude_categories=("Cs", "Cc"))))
def test_it_keeps_every_word_of_plain_text(text: str) -> None:
    assert visible(markup.render(text)) == re.sub("[\u202d\u202e]", "\ufffd", text).split()


@pytest.mark.parametrize(
    ("text", "hosts"),
    [
        ("No link at all, spam.example.", []),
        ("http://www.Spam.example/x?a=1&b=2 and www.news.example.", ["www.spam.example", "www.news.example"]),
        ('<a href="https://MÜNCHEN.example">a</a> https://xn--mnchen-3ya.example:8080/', ["xn--mnchen-3ya.example"]),
        ('<a title="t" href="https://sp&#97;m.example">a</a>', ["spam.example"]),
        ('<a href="mailto:a@spam.example">a</a> <a href="javascript:spam.example">b</a>', []),
        ("<code>http://spam.example</code>", []),
    ],
)
def test_it_knows_the_hosts_that_are_linked(text: str, hosts: list[str]) -> None:
    assert hosts_of(markup.linked_addresses(markup.render(text))) == hosts
