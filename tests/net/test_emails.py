"""Which addresses are taken, and which are one mailbox. Needs no database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comments.limits import EMAIL_LIMIT
from comments.net import emails

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    "email",
    ["ada@example.org", "Ada.L@Example.ORG", "ada+news@example.org", "o'neil@example.org", "müller@example.org",
     "аня@пример.рф", "anna@münchen.de", "anna@xn--mnchen-3ya.de", "q@straße.de", '"ada"@example.org',
     "हिन्दी@उदाहरण.भारत",
     "a@b-c.example", "ali@ﾃｽﾄ.example", "用户@例子。公司", "!#$%&'*+/=?^_`{|}~-@example.org"],
)  # fmt: skip
def test_it_takes_what_can_receive_mail(email: str) -> None:
    assert emails.is_valid(email)


@pytest.mark.parametrize(
    "email",
    ["", "ada", "ada@", "@example.org", "ada@localhost", "user@[192.0.2.1]", "ada@192.0.2.1", "ada@0x7f.1", "a@b.c",
     "a b@example.org", '"a b"@example.org', '"a\\ b"@example.org', "ada(comment)@example.org", "ada@example.org(x)",
     ".ada@example.org", "ada.@example.org", "a..b@example.org", "a@b@example.org", "ada@example..org",
     "ada@-example.org", "ada@example.org.", "ada@example.org,", "ada@example.org>", "ada@exam_ple.org",
     "ada@example.org—", "ada@“example”.org", "ada@exam%70le.org", "ada@xn--99999999.org", "ada@i❤.ws",
     f"{'a' * 65}@example.org", f"a@{'b' * 64}.org", "ada@example.org\n", "a,b@example.org", "a<b@example.org"],
)  # fmt: skip
def test_it_refuses_what_cannot(email: str) -> None:
    assert not emails.is_valid(email)


@pytest.mark.parametrize("stop", [".", "\u3002", "\uff0e", "\uff61", " ", "\u3000", ". ", " ."])
def test_it_refuses_a_domain_with_something_before_it_or_behind(stop: str) -> None:
    for email in (f"ada@{stop}example.org", f"ada@example.org{stop}"):
        assert not emails.is_valid(email)


def test_it_refuses_what_its_canonical_form_makes_too_long() -> None:
    email = f"{'a' * 50}@水火木金.土日月.川田.山石林.example.org"

    assert len(email) <= EMAIL_LIMIT < len(emails.canonical(email))
    assert not emails.is_valid(email)


@pytest.mark.parametrize(
    ("mailbox", "spellings"),
    [
        ("ada@example.org", ["Ada@Example.org", "ada+news@example.org", "ada+a+b@EXAMPLE.ORG",
                             '"ada"@example.org', '"ADA+x"@example.org',
                             '"a\\da"@example.org', "ada@ｅｘａｍｐｌｅ．org", "a\u200bda@exam\u00adple.org"]),
        ("anna@xn--mnchen-3ya.de", ["anna@münchen.de", "anna@MÜNCHEN.de", "anna@mu\u0308nchen.de",
                                    "anna@XN--MNCHEN-3YA.de"]),
        ("q@xn--strae-oqa.example", ["q@straße.example", "Q@STRAẞE.example", "q@xn--strae-oqa.example"]),
        ("müller@example.org", ["Müller@example.org", "mu\u0308ller@example.org", "MÜLLER@example.org"]),
    ],
)  # fmt: skip
def test_it_knows_one_mailbox_under_its_spellings(mailbox: str, spellings: list[str]) -> None:
    assert {emails.canonical(spelling) for spelling in spellings} == {mailbox}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("info@straße.de", "info@strasse.de"),
        ("straße@example.org", "strasse@example.org"),
        ("ﬁ@example.org", "fi@example.org"),
        ("ı@example.org", "i@example.org"),
        ("+ada@example.org", "+bo@example.org"),
        ('"a b"@example.org', "ab@example.org"),
        ("ada@example.org", "ada@mail.example.org"),
    ],
)
def test_it_keeps_two_mailboxes_apart(one: str, other: str) -> None:
    assert emails.canonical(one) != emails.canonical(other)


def test_it_keeps_an_absent_email_absent() -> None:
    assert emails.canonical("") == ""


@given(st.text(max_size=60))
def test_it_finds_nothing_left_to_do_the_second_time(typed: str) -> None:
    once = emails.canonical(typed)

    if "+" not in once and '"' not in once:
        assert emails.canonical(once) == once


LABELS = st.text(st.sampled_from("abcäßöéжшאم水ａＢ"), min_size=1, max_size=8).map(lambda label: f"a{label}")


@given(LABELS, LABELS)
def test_it_takes_letters_and_punycode_for_one(one: str, other: str) -> None:
    canonical = emails.canonical(f"anna@{one}.{other}.example")

    assert canonical.isascii()
    assert emails.canonical(canonical) == canonical
    assert emails.is_valid(canonical) == emails.is_valid(f"anna@{one}.{other}.example")
