"""What everybody waits for, by the site's rule or the article's. Needs no database."""

from typing import Any

import pytest

from comments.models import Premoderation, Site, ThreadPremoderation
from comments.screening.checks import premoderation
from comments.screening.vocabulary import Candidate, Context, Judgement, Verdict

pytestmark = pytest.mark.once

LINKED = '<p><a href="https://example.org" rel="nofollow ugc noopener">here</a></p>'


def judged(rule: str, html: str = "<p>A thought.</p>", **known: Any) -> Judgement:
    context = Context(premoderation=rule, **known)
    return premoderation.check(Candidate(text="", html=html, context=context), Site(close_days=14))


def test_it_holds_everything_where_everything_waits() -> None:
    assert judged(Premoderation.ALL).verdict == Verdict.HOLD


@pytest.mark.parametrize("rule", [Premoderation.NEW, Premoderation.OBJECTIONS])
@pytest.mark.parametrize("html", ["<p>A thought.</p>", LINKED])
def test_it_holds_nothing_that_is_for_others_to_judge(rule: str, html: str) -> None:
    assert judged(rule, html).verdict == Verdict.CLEAR


def test_it_holds_links_where_links_wait() -> None:
    assert judged(ThreadPremoderation.LINKS, LINKED).verdict == Verdict.HOLD
    assert judged(ThreadPremoderation.LINKS).verdict == Verdict.CLEAR


@pytest.mark.parametrize("rule", ThreadPremoderation.values)
def test_it_holds_what_comes_to_an_old_article_whatever_the_rule(rule: str) -> None:
    held = judged(rule, is_late=True)

    assert (held.verdict, held.code) == (Verdict.HOLD, "old-article")
    assert "14" in held.reason


@pytest.mark.parametrize(("rule", "html"), [(Premoderation.ALL, ""), (ThreadPremoderation.LINKS, LINKED)])
def test_it_holds_whoever_is_trusted_and_says_why_without_suspicion(rule: str, html: str) -> None:
    held = judged(rule, html)

    assert held.is_firm
    assert held.told
    assert held.score == 0
