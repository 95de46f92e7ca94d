"""How many links hold a comment. Needs no database."""

import pytest

from comments.models import Site
from comments.screening.checks import links
from comments.screening.vocabulary import Candidate, Verdict
from comments.text import markup

pytestmark = pytest.mark.once


def verdict(text: str, *, max_links: int = 2, url: str = "") -> Verdict:
    candidate = Candidate(text=text, html=markup.render(text), url=url)
    return links.check(candidate, Site(max_links=max_links)).verdict


def test_it_clears_one_link_by_default() -> None:
    assert verdict("See https://example.org for more.") == Verdict.CLEAR


def test_it_holds_two_links_by_default() -> None:
    assert verdict("See https://example.org and www.example.net.") == Verdict.HOLD


def test_it_counts_links_however_they_are_written() -> None:
    assert verdict('<a title="t" href="https://example.org">a</a> <A HREF=https://example.net>b</A>') == Verdict.HOLD


def test_it_counts_what_is_shown_as_a_link_and_nothing_else() -> None:
    assert verdict("<code>&lt;a href='https://example.org'&gt;</code> <a href='javascript:x'>y</a>") == Verdict.CLEAR


@pytest.mark.parametrize(("limit", "expected"), [(1, Verdict.HOLD), (3, Verdict.CLEAR), (0, Verdict.CLEAR)])
def test_it_follows_the_sites_limit_where_zero_switches_it_off(limit: int, expected: Verdict) -> None:
    assert verdict("https://example.org https://example.net", max_links=limit) == expected


def test_it_does_not_count_the_website() -> None:
    assert verdict("See https://example.org", url="https://example.net") == Verdict.CLEAR


@pytest.mark.parametrize(("limit", "said"), [(1, "a link"), (2, "2 or more links"), (3, "3 or more links")])
def test_it_tells_the_author_how_many_links_are_read_first(limit: int, said: str) -> None:
    html = '<a href="https://a.example">a</a>' * limit
    judgement = links.check(Candidate(text="", html=html), Site(max_links=limit))

    assert judgement.told == f"Comments with {said} are read before they are published."
