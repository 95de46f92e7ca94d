"""The list of comments narrowed to what was found, the most suspicious first, so that a group can be decided on."""

import re
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comments import signed_tokens
from comments.models import Comment, Finding
from comments.posting import edits
from comments.posting.edits import Edit
from comments.screening import outcome, run
from comments.screening.registry import CODE_LABELS
from comments.similarity import clusters
from comments.statuses import Status
from tests.admin.desk import LIST, choose, listed, said
from tests.support import factories
from tests.support.pages import parse
from tests.support.structure import sources
from tests.support.variants import spun

UNPROVEN = "?what_for=known-unproven&status__exact=pending"


def from_another_browser(name: str) -> Comment:
    """By somebody who was approved here before, or says so."""
    email = f"{name}@example.org"
    factories.published(name=name, email=email)
    return factories.screened(name=name, email=email)


def test_it_filters_by_what_was_found(moderator: Client) -> None:
    linked, plain = factories.screened(text="http://a.example http://b.example"), factories.screened()

    assert listed(moderator, "?what_for=links") == [str(linked.pk)]
    assert listed(moderator, "?what_for=new-author") == [str(plain.pk), str(linked.pk)]
    assert listed(moderator, "?what_for=disallowed-words") == []


def test_it_lists_everything_for_what_it_does_not_know(moderator: Client) -> None:
    factories.screened(text="http://a.example http://b.example")
    factories.screened()

    for asked in ("nonsense", "", "%20", "links'--"):
        assert len(listed(moderator, f"?what_for={asked}")) == 2, asked


def test_it_finds_what_screening_gave_up(moderator: Client) -> None:
    given_up, _screened = factories.waiting(), factories.screened()
    outcome.park(given_up.pk, now=factories.NOON)

    assert listed(moderator, "?what_for=parked") == [str(given_up.pk)]
    assert "will not be tried again" in moderator.get(LIST).content.decode()


def test_it_forgets_what_was_found_before_an_edit(moderator: Client) -> None:
    comment = factories.screened(text="http://a.example http://b.example")
    own = edits.own_comment(comment.pk, signed_tokens.author_token(comment.pk, 1))
    edits.keep_edit(own, Edit(text="No links."), now=comment.created_at)
    run.screen([comment.pk], now=comment.created_at)

    assert Finding.objects.filter(code="links").exists()
    assert listed(moderator, "?what_for=links") == []
    assert listed(moderator, "?what_for=new-author") == [str(comment.pk)]
    assert "links" not in parse(moderator.get(LIST)).one(class_="field-reasons").text


def test_it_approves_the_known_but_not_proven_as_a_group(moderator: Client) -> None:
    known = [from_another_browser(name) for name in ("Ada", "Bo", "Cy")]
    stranger = factories.screened(name="Dee")
    ids = listed(moderator, UNPROVEN)

    choose(moderator, "approve", *Comment.objects.filter(pk__in=ids), on=f"{LIST}{UNPROVEN}")

    assert ids == [str(comment.pk) for comment in reversed(known)]
    assert [factories.fresh(comment).status for comment in known] == [Status.APPROVED] * 3
    assert factories.fresh(stranger).status == Status.PENDING
    assert said(moderator) == [("success", "3 comments approved.")]


def test_it_puts_the_most_suspicious_first(moderator: Client) -> None:
    plain = factories.screened()
    worst = factories.screened(text="http://a.example http://b.example")
    column = [head.text for head in parse(moderator.get(LIST)).one("thead").all("th")].index("Suspicion")

    assert listed(moderator, f"?o=-{column}") == [str(worst.pk), str(plain.pk)]
    assert listed(moderator, f"?o={column}") == [str(plain.pk), str(worst.pk)]


def test_it_says_how_suspicious_a_comment_is_once_it_was_checked(moderator: Client) -> None:
    factories.screened()
    factories.waiting()

    cells = parse(moderator.get(LIST)).all("td", class_="field-suspicion_percent")
    assert [cell.text for cell in cells] == ["-", "Suspicion 30 %"]


def test_it_leads_to_those_that_say_nearly_the_same(moderator: Client) -> None:
    alike = [factories.waiting(text=spun(number)) for number in range(3)]
    clusters.assign(alike[0].thread.site, alike, factories.NOON)
    run.screen([comment.pk for comment in alike], now=factories.NOON)
    factories.screened()

    links = parse(moderator.get(LIST)).all("a", class_="similar")
    address = f"/admin/comments/cluster/{factories.fresh(alike[0]).cluster_id}/change/"
    assert [(link.text, link["href"]) for link in links] == [("3 similar comments", address)] * 3


def test_it_reads_the_list_in_as_many_queries_however_long(moderator: Client) -> None:
    from_another_browser("Ada")
    few = {query: queries(moderator, query) for query in ("", UNPROVEN, "?similar=yes", "?o=-4")}
    alike = [from_another_browser(name) for name in "abcde"]
    clusters.assign(alike[0].thread.site, alike, factories.NOON)

    for query, number in few.items():
        assert queries(moderator, query) <= number + 1 <= 9, query


def queries(client: Client, query: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        client.get(f"{LIST}{query}")
    return len(asked)


@pytest.mark.once
def test_it_has_a_name_for_every_code() -> None:
    """As they are written where they are given: code="…", or a constant of such a value."""
    given = re.compile(r'(?:code=|^[A-Z_]+ = )"([a-z]+(?:-[a-z]+)*)"', re.MULTILINE)
    texts = [
        path.read_text()
        for path in sources(Path(__file__).parent.parent.parent, "comments/screening", "comments/akismet")
    ]

    assert {name for text in texts for name in given.findall(text)} - {"akismet"} == set(CODE_LABELS)
