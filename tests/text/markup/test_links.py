"""Where a web address begins and ends in a text, and that all that counts links agrees. No database."""

import re
from html import unescape
from itertools import cycle, pairwise, product
from unicodedata import category

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comments.classifier.tokens import LINK, plain_text, words_and_hosts
from comments.net.hostnames import hosts_of
from comments.similarity.fingerprints import fingerprint
from comments.text import markup
from comments.text.markup import links

pytestmark = pytest.mark.once

ADDRESSES = [
    "https://a.example",
    "http://a.example/",
    "https://a.example/s",
    "HTTPS://A.example/s-t/u_v.html",
    "https://a.example:8080/a/b.c",
    "https://a.example/?b=1&c=d,e;f#g",
    "https://a.example/x_(y)",
    "https://a.example/a[1]/{b}",
    "https://a.example/(a(b)c)/d",
    "https://a.example/Ender's_Game",
    "https://a.example/a.b,c;d:e!f?g*h~i",
    "https://a.example/%D0%B0%E2%80%94%C3%BC",
    "https://münchen.example/straße",
    "https://пример.example/страница",
    "https://例え.example/テスト",
    "https://ja.example/ジョン・レノン",
    "https://ca.example/col·lecció",
    "https://उदाहरण.example/हिन्दी",
    "https://مثال.example/صفحة",
    "https://דוגמה.example/דף",
    "https://127.0.0.1:8000/x",
    "http://localhost:8000/x",
    "https://xn--mnchen-3ya.example/",
    "https://web.example/2020/https://a.example/b",
]
OPENING = [
    *"([{\"'*_~<`:>|",
    "‘",
    "‚",
    "“",
    "„",
    "«",
    "»",
    "‹",
    "›",
    "「",
    "『",
    "｢",
    "（",
    "［",
    "＜",
    "〈",
    "《",
    "【",
]
OPENING += [
    "\u200e",
    "\u200f",
    "\u2066",
    "\u2067",
    "\u2068",
    "—",
    "–",
    "→",
    "link:",
    "**",
    "看",
    "，",
    "、",
    "،",
    "¿",
    "…",
]
ENDING = [*".,;:!?)]}>\"'`*_~", "...", "?!", ").", ")),", "'s", "'s.", "**", "_,", "</i>"]
ENDING += [
    "’s",
    "’",
    "‘",
    "”",
    "“",
    "„",
    "»",
    "«",
    "›",
    "‹",
    "」",
    "』",
    "｣",
    "）",
    "］",
    "＞",
    "》",
    "】",
    "。",
    "，",
    "、",
]
ENDING += [
    "؟",
    "،",
    "؛",
    "۔",
    "״",
    "׳",
    "־ו",
    "।",
    "။",
    "።",
    "։",
    "…",
    "‥",
    "·",
    "・",
    "¡",
    "¿",
    "！",
    "？",
    "；",
    "：",
]
ENDING += ["—and", "–and", "―", "→", "⇒ b", "➜", "•", "™", "°", "€", "👍", "❤️", "¹", "\u3000", "\xa0", "\u2028"]
ENDING += ["\u200e", "\u200f", "\u061c", "\u2069", "\u202c", "\u200b", "\u200e.", "\u200f،", "\u2069)", "\u200e שלום"]
AROUND = [*product(OPENING, [""]), *product([""], ENDING), *zip(cycle(OPENING), ENDING, strict=False)]


def found_in(text: str) -> list[tuple[str, str]]:
    """(target, words) of each address that may be linked."""
    return [(found.target, text[found.start : found.end]) for found in links.linkable_addresses(text)]


def linked(text: str) -> list[tuple[str, str]]:
    """(address, words) of each link that is shown."""
    found = re.findall(r'<a href="([^"]*)"[^>]*>(.*?)</a>', markup.render(text))
    return [(unescape(address), unescape(words)) for address, words in found]


@pytest.mark.parametrize("address", ADDRESSES)
def test_it_links_an_address_without_the_sentence_around_it(address: str) -> None:
    for before, behind in AROUND:
        assert found_in(f"x {before}{address}{behind}") == [(address, address)], (before, behind)


@pytest.mark.parametrize("address", ["www.a.example", "www.a.example/s?t=u#v", "WWW.münchen.example/x_(y)"])
def test_it_links_an_address_without_a_scheme(address: str) -> None:
    for before, behind in AROUND:
        assert found_in(f"x {before}{address}{behind}") == [(f"http://{address}", address)], (before, behind)


def test_it_ends_an_address_at_any_punctuation_of_any_language() -> None:
    beyond_ascii = map(chr, range(0x80, 0x1FB00))
    for char in [c for c in beyond_ascii if category(c)[0] in "PZ" and c not in "·͵׳״・\uff0f\uff20\ufe6b"]:
        (found, *_rest) = links.find_addresses(f"https://a.example/s{char}and more")
        assert found.target == "https://a.example/s", hex(ord(char))


@pytest.mark.parametrize(
    "text",
    [
        "xhttps://a.example", "me@www.a.example", "ftp://www.a.example", "www.nothing", "https://", "http:///a.example",
        "https://a\u200eb.example", "https://a.example/\u200bx", "https://good\uff20evil.example", "https://u:p@a.example",
        "https://a.example\\@evil.example", "<code>https://a.example</code>", "```\nhttps://a.example\n```",
    ],
)  # fmt: skip
def test_it_links_no_part_of_what_is_no_address(text: str) -> None:
    assert linked(text) == []


@pytest.mark.parametrize(
    "host",
    ["a.example:65536", "a.example:99999", "1.2.3.4.5", "256.1.1.1", "a.1", "09", "xn--", "xn--a.example"],
)
@pytest.mark.parametrize("path", ["", "/x", "?y=1#z"])
def test_it_shows_as_typed_a_link_that_no_browser_would_follow(host: str, path: str) -> None:
    address = f"https://{host}{path}"
    for text in (f'<a href="{address}">read this</a>', f"see {address} now"):
        html = markup.render(text)
        assert unescape(html) == f"<p>{text}</p>"
        assert markup.count_links(html) == 0


def test_it_shows_a_link_on_the_words_of_the_address_alone() -> None:
    assert linked("‚https://a.example/s‘ www.b.example's") == [
        ("https://a.example/s", "https://a.example/s"),
        ("http://www.b.example", "www.b.example"),
    ]


def test_it_links_both_sides_of_an_arrow() -> None:
    assert [words for _address, words in linked("https://a.example/s→https://b.example")] == [
        "https://a.example/s",
        "https://b.example",
    ]


@pytest.mark.parametrize("behind", ["", ".", "’s", "—and", "】", "\u200f", ")"])
def test_it_counts_and_compares_the_addresses_that_are_linked(behind: str) -> None:
    text = f"Read about the bridge and the harbour at https://spam.example/offer{behind} or not"

    words, hosts = words_and_hosts(plain_text(text))

    assert hosts_of(markup.linked_addresses(markup.render(text))) == hosts == ["spam.example"]
    assert words.count(LINK) == 1
    assert fingerprint(text).has_contact
    assert fingerprint(text).words == fingerprint(text.replace("/offer", "/other/page")).words


@settings(max_examples=200)
@given(st.lists(st.sampled_from(["https://", "www.", *"a.b/()[]'s_?&#,—→\u200f\u2069 é文🙂"])).map("".join))
def test_it_finds_addresses_in_order_and_loses_no_character(text: str) -> None:
    found = list(links.find_addresses(text))

    assert all(first.end <= second.start for first, second in pairwise(found))
    assert all(address.target.endswith(text[address.start : address.end]) for address in found)
    assert links.replace_addresses(text, lambda address: address) == text
