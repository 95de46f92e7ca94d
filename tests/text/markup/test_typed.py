"""Nothing that can be seen when typed is missing when shown, unless it is markup that works. Needs no database."""

import re
from html import unescape

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from comments.text import markup
from tests.text.markup.typed import TEXTS, Typed

pytestmark = pytest.mark.once


def squeezed(text: str) -> str:
    return "".join(text.split())


def seen(html: str) -> str:
    """What a reader sees of it, white space aside."""
    return squeezed(unescape(re.sub("<[^>]*>", "", html)))


def lines(html: str) -> list[str]:
    """The lines a reader sees outside of <pre>, spaces as HTML shows them without a style sheet."""
    shown = (re.sub("<[^>]*>", "", line) for line in re.split("<br>|</p>", html))
    return [unescape(re.sub(" +", " ", line).strip(" ")).replace("\xa0", " ") for line in shown if line]


@settings(max_examples=100)
@given(TEXTS)
def test_it_shows_all_that_can_be_seen_when_it_is_typed(typed: Typed) -> None:
    assume(markup.why_refused(typed.text) is None)

    html = markup.render(typed.text)

    assert seen(html) == squeezed(typed.seen)
    assert markup.is_safe(html)
    assert squeezed(markup.excerpt(typed.text, 10_000)) == squeezed(typed.seen)
    assert markup.is_blank(typed.text) == (not typed.seen.strip())


@pytest.mark.parametrize(
    "text",
    [
        "vector<a> and map<s, i>",
        "x<q>y",
        "Option<u> and Vec<tt>",
        "<main> is a tag",
        "The <p> element and <br and </br>",
        "never closed <blockquote> <pre> <code> <em>",
        "</b></i></code></pre></p></a> never opened",
        "`<b>x</b>` and ``a ` <i>b</i>``",
        "```\nnever closed <b>",
        "<div class=x>of <ul><li>another</li></ul> editor</div>",
        "<a>x</a> <a href=x>y</a> <a name='https://a'>z</a>",
    ],
)
def test_it_shows_as_typed_what_is_no_whole_element(text: str) -> None:
    assert seen(markup.render(text)) == squeezed(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<code>Map<s, List<b>> x = a && b</code>", "Map<s, List<b>> x = a && b"),
        ("<pre><b>x</b></pre>", "<b>x</b>"),
        ("<PRE>\n<Code>\n<b>x</b></CODE>\n</Pre>", "<b>x</b>"),
        ("<code>a <code>b</code> c</code>", "a <code>b c</code>"),
        ("<code><b></code></b>", "<b></b>"),
        ("<b><code></b></code>", "<b></b>"),
        ("````\n```\n<b>\n```\n````", "```<b>```"),
        ("<b><i></b></i>", "<i></i>"),
        ("<b><i>x</b>y</i>", "<i>xy</i>"),
        ("<blockquote><b>x</blockquote>y</b>", "<b>xy</b>"),
    ],
)
def test_it_shows_code_as_typed_and_of_what_crosses_what_ends_first(text: str, shown: str) -> None:
    assert seen(markup.render(text)) == squeezed(shown)


_SPACE = st.text(st.sampled_from(" \t"), max_size=5)
_VERSE = st.lists(
    st.tuples(_SPACE, st.sampled_from(["-", "word", "é", "(1)"]), _SPACE, st.sampled_from("ab")), min_size=1
)


@settings(max_examples=100)
@given(_VERSE)
def test_it_keeps_indentation_and_columns_without_a_style_sheet(verse: list[tuple[str, str, str, str]]) -> None:
    typed = ["".join(parts) for parts in verse]

    assert lines(markup.render("\n".join(typed))) == [line.expandtabs(4) for line in typed]
    assert lines(markup.render("<em>x</em>\n" + "\n".join(typed)))[1:] == [line.expandtabs(4) for line in typed]


def test_it_keeps_code_of_several_lines_as_it_is() -> None:
    code = "if a:\n\tif b:\n\t\tc  = 1\n\nd"
    for text in (f"```\n{code}\n```", f"```py\n{code}\n```", f"<code>{code}</code>", f"<pre><code>{code}</code></pre>"):
        assert markup.render(text) == f"<pre><code>{code}</code></pre>"


NOTHING = [
    "",
    " \n\t",
    "&nbsp;",
    "&#32;",
    "&#8203;",
    "&zwnj;",
    "\u200b",
    "<br>",
    "<p>",
    "<p></p>",
    "\n```\n\n```\n",
    "&#xad;",
]
EMPTY = ["b", "pre", "code", "blockquote", "q", "a href='https://a.example'", "abbr title='x'", "p", "em class=x"]


@pytest.mark.parametrize("nothing", NOTHING)
@pytest.mark.parametrize("tag", EMPTY)
def test_it_knows_what_would_show_nothing(tag: str, nothing: str) -> None:
    inside = "" if tag in ("pre", "code") and set("<`") & set(nothing) else nothing
    for text in (f"<{tag}>{inside}</{tag.split()[0]}>", f"<b><{tag}>{inside}</{tag.split()[0]}> </b>\n{nothing}"):
        assert markup.is_blank(text), text
        assert not markup.is_blank(f"{text}.")


@pytest.mark.parametrize(
    "text", ["<b>", "</b>", "<u></u>", "<a></a>", "<pre><br></pre>", "`", "&nosuch;", "\ufffd", "<b>.</b>"]
)
def test_it_knows_what_would_show_something(text: str) -> None:
    assert not markup.is_blank(text)
    assert seen(markup.render(text))


@pytest.mark.parametrize(
    ("text", "directions"),
    [
        ("Plain.", [""]),
        ("שלום", ["rtl"]),
        ("مرحبا hello", ["rtl"]),
        ("hello مرحبا", ["ltr"]),
        ("@anna שלום", ["rtl"]),
        ("@anna, @bo.b: 12 שלום", ["rtl"]),
        ("@דנה hello", ["ltr"]),
        ("@anna", [""]),
        ("@anna\n\n@דנה", ["ltr", "rtl"]),
        ("https://a.example/ שלום", ["rtl"]),
        ("<code>x</code> שלום", ["rtl"]),
        ("<b>שלום</b>", ["rtl"]),
        ("123 &#1513; abc", ["rtl"]),
        ("One.\n\nשתיים.\n\n3", ["ltr", "rtl", "ltr"]),
    ],
)
def test_it_says_which_way_each_paragraph_runs(text: str, directions: list[str]) -> None:
    html = markup.render(text)

    assert [found or "" for found in re.findall('<p(?: dir="([a-z]+)")?>', html)] == directions
    assert markup.is_safe(html)


def test_it_says_which_way_quotes_and_code_run() -> None:
    text = "<blockquote>שלום <code>a < b</code>\n```\nx\n```\n</blockquote>\n<blockquote>Yes.</blockquote>"

    assert markup.render(text) == (
        '<blockquote dir="rtl"><p dir="rtl">שלום <code dir="ltr">a &lt; b</code></p><pre dir="ltr"><code>x</code></pre>'
        '</blockquote><blockquote dir="ltr"><p dir="ltr">Yes.</p></blockquote>'
    )


@pytest.mark.parametrize("tag", ["p dir=rtl", "code dir='ltr'", "blockquote dir=rtl", "b dir=rtl"])
def test_it_lets_nobody_type_a_direction(tag: str) -> None:
    assert "dir=" not in markup.render(f"<{tag}>x</{tag.split()[0]}>")
