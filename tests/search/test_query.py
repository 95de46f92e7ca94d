import pytest
from hypothesis import given
from hypothesis import strategies as st

from comments.search import Kind, parse

pytestmark = pytest.mark.once

COMMENTS = {
    "7": "7", "#7": "7", "# 7": "7", "#comment-7": "7", "comment-7": "7", " 0007 ": "7",
    "http://example.org/a/?comment=7#comment-7": "7",
    "https://times.example.org/city/bridge/?page=2#comment-7": "7",
    "https://times.example.org/city/bridge/?comment=7": "7",
    "times.example.org/city/bridge/?comment_branch=7&x=1": "7",
    "/threads/times/?key=a&comments-2-replytocom=7#comments-2-respond": "7",
    "/admin/desk/comment/7/?queue=decide": "7",
    "/admin/comments/comment/7/change/": "7",
    "/api/v1/comments/7/": "7",
}  # fmt: skip
OTHERS = {
    "": (Kind.NOTHING, ""),
    " \t\u00a0": (Kind.NOTHING, ""),
    "\0": (Kind.NOTHING, ""),
    "👍 ?!": (Kind.UNREADABLE, ""),
    "Ada+news@Example.ORG": (Kind.EMAIL, "ada@example.org"),
    "mailto:ada@example.org": (Kind.EMAIL, "ada@example.org"),
    "anna@münchen.de": (Kind.EMAIL, "anna@xn--mnchen-3ya.de"),
    "@Spam.Example": (Kind.DOMAIN, "spam.example"),
    "192.0.2.7": (Kind.NETWORK, "192.0.2.7"),
    "192.0.2.7/24": (Kind.NETWORK, "192.0.2.0/24"),
    "::ffff:192.0.2.7": (Kind.NETWORK, "192.0.2.7"),
    "2001:db8::/48": (Kind.NETWORK, "2001:db8::/48"),
    "www.Spam.example": (Kind.WEBSITE, "spam.example"),
    "*.spam.example": (Kind.WEBSITE, "spam.example"),
    "https://münchen.de": (Kind.WEBSITE, "xn--mnchen-3ya.de"),
    "https://x.example/comments/7/": (Kind.PAGE, "https://x.example/comments/7/"),
    "spam.example/path": (Kind.PAGE, "https://spam.example/path"),
    "https://[::1": (Kind.WORDS, ""),
    "1" * 19: (Kind.WORDS, ""),
    "e.g.": (Kind.WORDS, ""),
    "version 2.0": (Kind.WORDS, ""),
    '"ada@example.org"': (Kind.WORDS, ""),
    "buy at spam.example now": (Kind.WORDS, ""),
}


@pytest.mark.parametrize("typed", COMMENTS)
def test_it_knows_the_number_and_every_address_of_a_comment(typed: str) -> None:
    query = parse(typed)

    assert (query.kind, query.value) == (Kind.COMMENT, COMMENTS[typed])


@pytest.mark.parametrize("typed", OTHERS)
def test_it_knows_what_was_typed(typed: str) -> None:
    query = parse(typed)

    assert (query.kind, query.value) == OTHERS[typed]


def test_it_knows_its_own_addresses(settings: "pytest.FixtureRequest") -> None:
    settings.PUBLIC_URL = "https://comments.example.org"  # type: ignore[attr-defined]

    assert parse("https://comments.example.org/api/v1/comments/7/").value == "7"
    assert parse("https://another.example.org/api/v1/comments/7/").kind == Kind.PAGE


def test_it_reads_phrases_between_marks_of_any_kind() -> None:
    for typed in ('"much too late" tram', "“much too late” tram", "„much too late“ tram", "«much too late» tram"):
        first, second = parse(typed).clauses
        assert [[phrase.words for phrase in one] for one in (*first, *second)] == [
            [("much", "too", "late")],
            [("tram",)],
        ]


@given(st.text(max_size=1000) | st.text("\"'*:()-^+&|!<>\\ a7@/.#=", max_size=100))
def test_it_reads_anything(typed: str) -> None:
    assert parse(typed).kind in Kind


def test_it_reads_a_long_text_in_few_words() -> None:
    query = parse("word " * 2_000)

    assert sum(len(phrases) for clause in query.clauses for phrases in clause) <= 100
