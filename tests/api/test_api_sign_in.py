"""A program signs its reader in, and posts for them."""

import pytest
from django.test import Client

from comments.models import Comment, Gate, ReaderSession, SingleSignOn, Site
from tests.api.calls import ORIGIN, assert_problem, edit, post, send, sign_in, submission
from tests.api.own import token_of
from tests.support import accounts
from tests.support.accounts import header

ADDRESS = "/api/v1/sites/times/sign-in/"


@pytest.fixture(autouse=True)
def sign_on(times: Site) -> SingleSignOn:
    return accounts.sign_on(times)


def test_it_gives_a_token_of_ours_for_the_host_s(client: Client) -> None:
    response = sign_in(client, headers={**header(accounts.token(staff=True)), "Origin": ORIGIN})

    assert response.status_code == 200
    assert response.json().keys() == {"token", "expires_at", "name", "staff"}
    assert (response.json()["name"], response.json()["staff"]) == ("Grace Hopper", True)
    assert response["Cache-Control"] == "private, no-store"
    assert response["Access-Control-Allow-Origin"] == ORIGIN
    posted = post(client, headers=header(response.json()["token"]))
    assert posted.status_code == 201


def test_it_refuses_with_a_challenge(client: Client) -> None:
    token = accounts.token()
    assert sign_in(client, headers=header(token)).status_code == 200

    for answer in (
        sign_in(client, headers=header(token)),
        sign_in(client),
        sign_in(client, headers=header("x" * 9000)),
    ):
        assert_problem(answer, 401, "identity-refused")
        assert answer["WWW-Authenticate"] == "Comments-Identity"


def test_it_lets_only_listed_pages_sign_in(client: Client) -> None:
    answer = sign_in(client, headers={**header(accounts.token()), "Origin": "https://evil.example"})

    assert_problem(answer, 403, "origin-refused")
    assert not ReaderSession.objects.exists()
    asked = client.options(ADDRESS, headers={"Origin": ORIGIN, "Access-Control-Request-Method": "POST"})
    assert "Comments-Identity" in asked["Access-Control-Allow-Headers"]


def test_it_ends_the_session(client: Client) -> None:
    token = sign_in(client, headers=header(accounts.token())).json()["token"]

    for _time in range(2):
        assert client.delete(ADDRESS, headers=header(token)).status_code == 204

    assert_problem(post(client, headers=header(token)), 401, "sign-in-needed")


def test_it_signs_comments_with_the_account_whatever_was_typed(client: Client) -> None:
    token, who = accounts.signed_in(staff=True, url="https://grace.example.org")
    typed = {"name": "Ada", "email": "not an address", "url": "nor this", "remember": True}

    posted = post(client, headers=header(token), **typed)

    assert posted.status_code == 201
    comment = Comment.objects.get()
    assert comment.identity == who
    assert (comment.name, comment.email, comment.url) == (who.name, who.email, who.url)
    assert comment.staff and not comment.is_of_desk
    assert posted.json()["comment"]["author"] == {"name": who.name, "url": who.url, "staff": True}
    assert posted.json()["commenter"] is None


def test_it_needs_no_email_of_an_account(client: Client) -> None:
    token, _who = accounts.signed_in(email=None)

    assert post(client, headers=header(token), name=None, email=None).status_code == 201


def test_it_takes_no_comment_of_a_guest_where_signed_in_readers_alone_post(client: Client) -> None:
    for fields in ({"posting": Gate.SIGNED_IN}, {"posting": Gate.OPEN, "reading": Gate.SIGNED_IN}):
        Site.objects.update(**fields)
        assert client.get("/api/v1/sites/times/").json()["posting"] == "signed_in"
        answer = post(client)
        assert_problem(answer, 401, "sign-in-needed")
        assert answer["WWW-Authenticate"] == "Comments-Identity"
    assert not Comment.objects.exists()
    token, _who = accounts.signed_in()
    assert post(client, headers=header(token)).status_code == 201


def test_it_counts_what_guests_are_refused(client: Client) -> None:
    Site.objects.update(posting=Gate.SIGNED_IN, burst_per_minute=1)

    assert [post(client).status_code for _ in range(2)] == [401, 429]


def test_it_takes_no_comment_by_a_session_that_is_over(client: Client) -> None:
    for token in ("x", accounts.token()):
        assert_problem(post(client, headers=header(token)), 401, "sign-in-needed")
    assert not Comment.objects.exists()


def test_it_slows_an_account_down_on_all_networks(client: Client) -> None:
    Site.objects.update(flood_seconds=60)
    token, _who = accounts.signed_in()
    other, _who = accounts.signed_in(sub="43")

    answers = [
        post(client, headers={**header(one), "X-Forwarded-For": address}, email=None).status_code
        for one, address in ((token, "192.0.2.1"), (token, "198.51.100.7"), (other, "192.0.2.1"))
    ]

    assert answers == [201, 429, 201]


def test_it_gives_nobody_else_the_token_of_what_an_account_posted(client: Client) -> None:
    token, who = accounts.signed_in()
    other, _who = accounts.signed_in(sub="43")
    fields = submission(name=who.name, email=who.email, text="Word for word.")
    key = {"Idempotency-Key": "once"}
    first = send(client, fields, headers={**header(token), **key}).json()

    again = send(client, fields, headers={**header(token), **key})
    assert again.json()["token"] == first["token"]
    assert_problem(send(client, fields, headers={**header(other), **key}), 422, "key-reused")
    assert_problem(send(client, fields, headers=key), 422, "key-reused")
    assert send(client, fields).json()["id"] != first["id"]
    assert send(client, fields, headers=header(token)).json()["id"] == first["id"]


def test_it_leaves_the_name_of_an_account_to_the_host(client: Client) -> None:
    token, who = accounts.signed_in()
    post(client, headers=header(token))
    comment = Comment.objects.get()

    answer = edit(client, comment.pk, token_of(comment), text="Other words.", name="Ada")

    assert answer.status_code == 200
    comment.refresh_from_db()
    assert (comment.name, comment.text, comment.identity) == (who.name, "Other words.", who)
