"""Texts as people type them, each with what is to be seen of it: known by how the text was put together."""

from typing import NamedTuple

from hypothesis import strategies as st


class Typed(NamedTuple):
    """`seen` is what a reader sees, white space aside."""

    text: str
    seen: str

    @staticmethod
    def literally(text: str) -> "Typed":
        return Typed(text, text)


# No name is in two of these, so that what is never closed is closed by nothing around it.
WORKING = ["b", "em", "q", "s", "abbr title='x'", "B class='x'", "blockquote"]
NEVER_CLOSED = ["i", "strong", "I", "strong class='x'", "i/"]
NEVER_OPENED = ["cite", "del", "DEL", "br"]
UNKNOWN = ["u", "tt", "main", "div", "ul", "li", "h1", "script", "img src=x", "T", "string", "span class='x'", "o:p"]
LEADS_NOWHERE = [
    "a",
    "a href=''",
    "a href='javascript:x'",
    "a href=/x",
    "a title='x'",
    "a href='http://good@evil.example'",
]

_WORD = st.text(st.characters(categories=["L", "Nd", "P", "S"], exclude_characters="<>&`;"), min_size=1, max_size=8)
_LITERALLY = st.sampled_from(
    [
        "a < b",
        "x<y",
        "1 <2> 3",
        "f<>g",
        "->",
        "<3",
        "a && b",
        "R&D",
        "?a=1&copy=2",
        "</",
        "<!-- x -->",
        "&nosuch;",
        "&#8;",
    ]
    + [
        "vector<a> and map<s, i>",
        "Option<u>",
        "Vec<tt>",
        "Map<s, List<T>>",
        "<main> is a tag",
        "x<q and r>",
        "<b and c>",
    ]
    + [f"<{tag}>" for tag in [*NEVER_CLOSED, *UNKNOWN]]
    + [f"</{tag}>" for tag in [*NEVER_OPENED, "u", "div", "script"]]
    + [f"<{tag}>x</a>" for tag in LEADS_NOWHERE]
    + ["\n", "\n\n", "\n  ", " ", "\t"]
)
_CODE = st.sampled_from(["Map<s, List<b>> x = a && b", "<b>x</b>", "<p>", "</q> <br>", "List<em>", "if a < b:\n\tc"])
_QUOTED = st.sampled_from(["<b>x</b>", "</q>", "&lt;", "<p>", "Vec<s>"])
_ENTITY = st.sampled_from(
    [("&eacute;", "é"), ("&lt;b&gt;", "<b>"), ("&amp;amp;", "&amp;"), ("&#8364;", "€"), ("&nbsp;", "")]
)
_BREAK = st.sampled_from(["<br>", "<br />", "<BR>", "\n<p>"])


def _within(tag: str, inside: Typed) -> Typed:
    return Typed(f"<{tag}>{inside.text}</{tag.split()[0]}>", inside.seen)


_PIECE = st.one_of(
    _WORD.map(Typed.literally),
    _LITERALLY.map(Typed.literally),
    _ENTITY.map(lambda pair: Typed(*pair)),
    _BREAK.map(lambda tag: Typed(tag, "")),
    _CODE.map(lambda code: Typed(f"<code>{code}</code>", code)),
    _CODE.map(lambda code: Typed(f"<pre>{code}</pre>", code)),
    _CODE.map(lambda code: Typed(f"<pre><code>\n{code}\n</code></pre>", code)),
    _CODE.map(lambda code: Typed(f"\n```\n{code} &lt;\n```\n", f"{code} &lt;")),
    _QUOTED.map(lambda quoted: Typed.literally(f"\n`{quoted}` ``{quoted} ` {quoted}``\n")),
    _WORD.map(lambda word: _within("a href='https://a.example/?b&amp;c' class=x", Typed.literally(word))),
    _WORD.map(lambda word: _within("p align=right", Typed.literally(word))),
)


def _joined(pieces: list[Typed]) -> Typed:
    return Typed("".join(piece.text for piece in pieces), "".join(piece.seen for piece in pieces))


TEXTS = st.recursive(
    st.lists(_PIECE, max_size=5).map(_joined),
    lambda inside: st.lists(inside | st.builds(_within, st.sampled_from(WORKING), inside), max_size=4).map(_joined),
    max_leaves=12,
)
