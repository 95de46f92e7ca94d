"""The token of a browser that consented, by the API: a regular of an embedded thread is not new for ever."""

import pytest
from django.test import Client

from comments import signed_tokens
from comments.models import Comment, Commenter, Site
from comments.moderation import decisions
from comments.screening import run
from comments.statuses import Status
from tests.api.calls import API, assert_problem, listed, post
from tests.support import factories

pytestmark = pytest.mark.both


def test_it_gives_a_browser_a_token_on_consent_alone(client: Client, times: Site) -> None:
    without, consented = post(client), post(client, remember=True, name="Ada", email="ada@example.org")

    assert (without.json()["commenter"], without.json()["replies_feed"]) == (None, None)
    token = consented.json()["commenter"]
    kept = Commenter.objects.get()
    assert signed_tokens.read_commenter_token(token) == kept.pk
    assert (kept.name, kept.email) == ("Ada", "ada@example.org")
    again = post(client, remember=True, commenter=token)
    assert again.json()["commenter"] == token
    assert Comment.objects.filter(commenter=kept).count() == 2
    assert token not in client.get(f"{API}{consented.json()['id']}/").content.decode() + listed(client).content.decode()


def test_it_knows_a_regular_again_by_the_token_alone(client: Client, times: Site) -> None:
    author = {"name": "Ada", "email": "ada@example.org"}
    first = post(client, remember=True, **author).json()
    run.screen([first["id"]])
    held = Comment.objects.get(pk=first["id"])
    decisions.approve(held.pk, by=factories.moderator(), version=held.version)

    later = [post(client, **author).json(), post(client, remember=True, commenter=first["commenter"], **author).json()]
    run.screen([one["id"] for one in later])

    assert [Comment.objects.get(pk=one["id"]).status for one in later] == [Status.PENDING, Status.APPROVED]


def test_it_forgets_a_browser_that_consents_no_more(client: Client, times: Site) -> None:
    token = post(client, remember=True).json()["commenter"]

    answer = post(client, commenter=token)

    assert answer.json()["commenter"] is None
    kept = Commenter.objects.get()
    assert (kept.name, kept.email, kept.url) == ("", "", "")


def test_it_believes_no_token_that_it_did_not_give_here(client: Client, times: Site) -> None:
    other = Commenter.objects.create(site=factories.quiet_site("herald"), name="Eve", created_at=factories.NOON)
    forged = ["", "1", "1:x", signed_tokens.waiting_token(1), signed_tokens.commenter_token(other.pk)]

    answers = [post(client, remember=True, commenter=token) for token in forged]

    assert {answer.status_code for answer in answers} == {201}
    assert not Comment.objects.filter(commenter=other).exists()
    assert len({answer.json()["commenter"] for answer in answers}) == len(forged)
    other.refresh_from_db()
    assert other.name == "Eve"


def test_it_offers_no_consent_where_the_site_asks_for_none(client: Client, times: Site) -> None:
    Site.objects.update(show_consent=False)

    assert post(client, remember=True).json()["commenter"] is None
    assert_problem(post(client, remember="yes"), 400, "invalid", "/remember")
    assert_problem(post(client, commenter=1), 400, "invalid", "/commenter")
