"""Which spellings of a host are one host. Needs no database."""

import idna
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comments.net import hostnames
from tests.support.effort import LINEAR, growth

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("host", "canonical"),
    [
        ("Spam.Example", "spam.example"),
        ("spam.example.", "spam.example"),
        ("ｓｐａｍ。example", "spam.example"),
        ("sp\u00adam.ex\u200bample", "spam.example"),
        ("sp%61m.example", "spam.example"),
        ("MÜNCHEN.example", "xn--mnchen-3ya.example"),
        ("mu\u0308nchen.example", "xn--mnchen-3ya.example"),
        ("XN--MNCHEN-3YA.example", "xn--mnchen-3ya.example"),
        ("xn--spam-.example", "spam.example"),
        ("straße.example", "xn--strae-oqa.example"),
        ("sp\ufe0fam.example", "spam.example"),
        ("sp\u180bam.example", "spam.example"),
        ("spam\U000e0100.ex\u034fample", "spam.example"),
        ("sp%EF%B8%8Fam.example", "spam.example"),
        ("mu\u034f\u0308nchen.example", "xn--mnchen-3ya.example"),
        ("3221225985", "192.0.2.1"),
        ("0xC0.0.2.1", "192.0.2.1"),
        ("0300.0.2.1", "192.0.2.1"),
        ("192.0.513", "192.0.2.1"),
        ("192.513", "192.0.2.1"),
        ("0xc0000201.", "192.0.2.1"),
        ("１９２.0.2.1", "192.0.2.1"),
        ("0x.0x.0.0", "0.0.0.0"),
        ("2001:DB8:0:0::1", "2001:db8::1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
    ],
)
def test_it_writes_one_host_one_way(host: str, canonical: str) -> None:
    assert hostnames.canonical(host) == canonical


@pytest.mark.parametrize(
    "host",
    [
        "256.0.2.1",
        "192.0.2.256",
        "4294967296",
        "08.0.2.1",
        "192.0.2.1.1",
        "192..2.1",
        "a.192.0.2",
        "0xg.0.2.1",
        "9" * 5000,
    ],
)
def test_it_leaves_numbers_that_are_no_address(host: str) -> None:
    assert hostnames.canonical(host) == host


@pytest.mark.parametrize("host", ["xn--99999999.example", "xn--\u0142.example", "\u0142" * 64 + ".example"])
def test_it_leaves_a_label_that_dns_cannot_have(host: str) -> None:
    assert hostnames.canonical(host) == host


def test_it_needs_no_time_for_a_host_of_any_length() -> None:
    letters = "".join(map(chr, range(0x4E00, 0x5E00)))

    assert growth(lambda size: hostnames.canonical(f"{letters[:size]}.{letters[:63]}.example"), most=4096) < LINEAR


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://www.Spam.example:8080/x?y#z", "www.spam.example"),
        ("https://someone@spam.example/", "spam.example"),
        ("mailto:someone@spam.example", ""),
        ("http://[", ""),
        ("spam.example", ""),
        ("", ""),
    ],
)
def test_it_takes_the_host_from_an_address(url: str, host: str) -> None:
    assert hostnames.host_of(url) == host


def test_it_knows_the_domains_that_a_host_lies_in_but_not_the_last() -> None:
    assert hostnames.with_parents("a.b.example") == ["a.b.example", "b.example"]
    assert hostnames.with_parents("example") == ["example"]


def test_it_looks_at_few_parents_of_an_endless_host() -> None:
    parents = hostnames.with_parents("a." * 100 + "spam.example")

    assert len(parents) == hostnames.MOST_PARENTS
    assert parents[-1] == "spam.example"


@pytest.mark.parametrize("host", ["spam.example", "a_b.spam.example", "xn--mnchen-3ya.example"])
def test_it_knows_a_domain(host: str) -> None:
    assert hostnames.is_domain(host)


@pytest.mark.parametrize(
    "host",
    ["example", "", "192.0.2.7", "spam..example", "-spam.example", "sp am.example", "[192.0.2.1]", "[::1]",
     "2001:db8::1", "::ffff:1.2.3.a", "*.example.org"],
)  # fmt: skip
def test_it_knows_what_is_no_domain(host: str) -> None:
    assert not hostnames.is_domain(host)


@pytest.mark.parametrize(
    ("host", "canonical"),
    [
        ("xn--mgba3gch31f060k.com", "xn--mgba3gch31f060k.com"),
        ("\u0646\u0627\u0645\u0647\u200c\u0627\u06cc.com", "xn--mgba3gch31f060k.com"),
        ("exam\u200cple.com", "example.com"),
        ("exam\u200dple.com", "example.com"),
        ("i\u2764.ws", "xn--i-7iq.ws"),
        ("STRA\u1e9eE.example", "xn--strae-oqa.example"),
        ("\u03b2\u03cc\u03bb\u03bf\u03c2.example", "xn--nxasmm1c.example"),
    ],
)
def test_it_keeps_what_idna_2008_tells_apart(host: str, canonical: str) -> None:
    assert hostnames.canonical(host) == canonical


@given(
    st.text(st.sampled_from("abcz09-\u00e4\u00df\u00f6\u03b1\u03c2\u0436\u05d0\u6c34\u30a2"), min_size=1, max_size=20)
)
def test_it_writes_every_domain_as_the_library_does(label: str) -> None:
    try:
        expected = idna.encode(f"{label}.example", uts46=True).decode()
    except idna.IDNAError:
        return

    assert hostnames.canonical(f"{label}.example") == expected


@given(st.text(max_size=40))
def test_it_finds_nothing_left_to_do_the_second_time(typed: str) -> None:
    once = hostnames.canonical(typed)

    if "%" not in once:
        assert hostnames.canonical(once) == once
