"""What strangers try with the pages on which one does something to a comment."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from comments import signed_tokens
from comments.counters import recommending
from comments.models import Comment, Recommendation, Report, Site
from comments.moderation import reports
from comments.statuses import Status
from tests.support import factories
from tests.support.pages import parse
from tests.support.reported import by_checks
from tests.web.browsing import submit

HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>"
ACTS = ["report", "recommend", "edit", "withdraw"]


@pytest.fixture
def comment(on: dict[str, Any]) -> Comment:
    Site.objects.update(recommends=True)
    return factories.published(name="Ada", **on)


def address(of: Comment, act: str, **query: str) -> str:
    return f"/threads/{of.site.slug}/{of.pk}/{act}/?{urlencode(query)}"


def state(comment: Comment) -> tuple[Any, ...]:
    kept = Comment.objects.values_list("text", "status", "version", "recommendations", "reported_at").get(pk=comment.pk)
    return (*kept, Report.objects.count(), Recommendation.objects.count())


@pytest.mark.parametrize("act", ACTS)
def test_it_changes_nothing_by_being_read(client: Client, comment: Comment, act: str) -> None:
    before = state(comment)
    token = signed_tokens.waiting_token(comment.pk)
    query = {"waiting": token, "reason": "spam", "recommend": "yes", "comment": "Mine.", "sent": "1", "part": "1"}

    for ask in (client.get, client.head, client.put, client.delete, client.patch, client.options):
        ask(address(comment, act, **query))

    assert state(comment) == before


@pytest.mark.parametrize("act", ["edit", "withdraw"])
def test_it_takes_no_other_token_for_the_authors(
    client: Client, comment: Comment, on: dict[str, Any], act: str
) -> None:
    other = factories.published(name="Eve", **on)
    before = state(comment)
    tokens = [
        signed_tokens.waiting_token(other.pk),
        signed_tokens.waiting_token(comment.pk)[:-1],
        signed_tokens.author_token(comment.pk, 1),
        signed_tokens.commenter_token(comment.pk),
        signed_tokens.form_token("newsroom", comment.thread.key, hour=0),
        f"{comment.pk}:{signed_tokens.waiting_token(other.pk).partition(':')[2]}",
        "",
    ]

    for token in tokens:
        typed = {"comment": "Mine.", "waiting": token}
        for where in (address(comment, act), address(comment, act, waiting=signed_tokens.waiting_token(other.pk))):
            assert submit(client, where, typed).status_code == 404

    assert state(comment) == before


@pytest.mark.django_db
def test_it_is_silenced_by_networks_alone_not_by_addresses(client: Client) -> None:
    comment = by_checks()
    type(comment.site).objects.update(review_after_reports=2)
    kind = "application/x-www-form-urlencoded"

    def status_after(number: int, network: str) -> str:
        claimed = {"X-Forwarded-For": f"203.0.113.{number}", "User-Agent": f"Browser {number}"}
        where, said = address(comment, "report"), urlencode({"reason": "hate"})
        client.generic("POST", where, said, content_type=kind, headers=claimed, REMOTE_ADDR=network)
        return factories.fresh(comment).status

    statuses = {status_after(number, f"2001:db8:7:{number:x}::1") for number in range(reports.AT_ONCE + 1)}
    assert (statuses, Report.objects.count()) == ({Status.APPROVED}, 1)
    assert status_after(0, "2001:db8:8::1") == Status.PENDING


def test_it_is_recommended_few_times_by_a_loop(client: Client, comment: Comment) -> None:
    kind, where = "application/x-www-form-urlencoded", address(comment, "recommend", part="1")

    def status_after(number: int, answer: str) -> int:
        claimed = {"X-Forwarded-For": f"203.0.113.{number}", "User-Agent": f"Browser {number}", "Cookie": f"a={number}"}
        network = f"2001:db8:7:{number:x}::1"
        sent = urlencode({"recommend": answer})
        return client.generic("POST", where, sent, content_type=kind, headers=claimed, REMOTE_ADDR=network).status_code

    statuses = [status_after(number, "no" if number % 9 == 8 else "yes") for number in range(2 * recommending.AT_ONCE)]

    assert factories.fresh(comment).recommendations == Recommendation.objects.count() == recommending.NETWORK_MOST
    assert set(statuses[recommending.AT_ONCE :]) == {429}


@pytest.mark.parametrize("part", ["", "1"])
@pytest.mark.parametrize("act", ACTS)
def test_it_shows_no_markup_that_somebody_else_sent(client: Client, comment: Comment, act: str, part: str) -> None:
    token = signed_tokens.waiting_token(comment.pk)
    query = dict.fromkeys(("lang", "prefix", "fragment", "sent", "key"), HOSTILE) | {"waiting": token}
    where = address(comment, act, **query, **({"part": part} if part else {}))

    for answer in (client.get(where), submit(client, where, {"reason": HOSTILE, "text": HOSTILE, "comment": HOSTILE})):
        page = parse(answer)
        assert not page.all("img")
        assert not [one for one in page.walk() if any(name.startswith("on") for name in one.attributes)]
        assert "<script>alert" not in answer.content.decode()


def test_it_gives_everybody_the_same_page_whatever_is_claimed(client: Client, comment: Comment) -> None:
    claimed = [{}, {"Origin": "https://evil.example"}, {"Cookie": "sessionid=x; commenter-newsroom=y"}]
    claimed += [{"X-Forwarded-Host": "evil.example"}, {"Accept-Language": "de"}, {"Forwarded": "host=evil.example"}]

    for part in ({}, {"part": "1"}):
        bodies = {client.get(address(comment, "report", **part), headers=one).content for one in claimed}
        assert len(bodies) == 1
        assert b"evil.example" not in bodies.pop()
