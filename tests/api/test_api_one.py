"""GET /api/v1/comments/ID/: a published one for everybody, one's own in any state."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from comments import signed_tokens
from comments.models import Comment, ListKind, Site
from comments.moderation import decisions
from comments.screening import word_lists as lists
from comments.text import markup
from tests.api.calls import API, NEVER_USED, assert_problem, listed, one
from tests.support import factories
from tests.support.factories import NOON
from tests.support.responses import Response

KEYS = {
    "id",
    "parent",
    "depth",
    "author",
    "html",
    "created_at",
    "edited_at",
    "published_at",
    "url",
    "state",
    "replies",
    "recommendations",
    "picked",
    "pinned",
}
OWN_KEYS = {*KEYS, "text", "status", "version", "editable_until"}


def token_of(comment: Comment) -> str:
    return signed_tokens.author_token(comment.pk, comment.token_version)


def decided(how: Callable[..., Comment], comment: Comment, **told: Any) -> Comment:
    how(comment.pk, by=factories.moderator(), version=comment.version, **told)
    return factories.fresh(comment)


def waiting() -> Comment:
    return factories.waiting()


def held() -> Comment:
    return factories.screened()


def spam() -> Comment:
    return decided(decisions.mark_spam, factories.screened())


def rejected() -> Comment:
    return decided(decisions.reject, factories.screened(), now=NOON)


def removed() -> Comment:
    return decided(decisions.reject, factories.published())


def withdrawn() -> Comment:
    comment = factories.published()
    decisions.withdraw(comment.pk)
    return comment


def deleted() -> Comment:
    return decided(decisions.delete, factories.published())


def below_spam() -> Comment:
    top = factories.published()
    reply = factories.published(top)
    decided(decisions.mark_spam, factories.fresh(top))
    return reply


UNPUBLISHED = [waiting, held, spam, rejected, removed, withdrawn, deleted, below_spam]


def masked(response: Response, comment: Comment) -> bytes:
    """The answer without what names this very comment."""
    link = f"comment={comment.pk}#comment-{comment.pk}".encode()
    found = response.content.replace(link, b"comment=ID#comment-ID")
    return found.replace(f'"id":{comment.pk},'.encode(), b'"id":ID,')


def test_it_shows_a_published_comment_as_the_list_does(client: Client, times: Site) -> None:
    comment = factories.published()

    response = one(client, comment.pk)

    assert response.json() == listed(client).json()["results"][0]
    assert response.json().keys() == KEYS
    assert response["Cache-Control"] == "public, max-age=1, stale-while-revalidate=2, stale-if-error=3600"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Vary" not in response
    assert "ETag" in response


@pytest.mark.parametrize("make", UNPUBLISHED)
def test_it_tells_a_stranger_nothing_of_what_is_not_published(
    client: Client, times: Site, make: Callable[[], Comment]
) -> None:
    comment = make()

    response = one(client, comment.pk)

    never = one(client, NEVER_USED)
    assert_problem(response, 404, "not-found")
    assert response.content == never.content
    assert response.headers == never.headers


@pytest.mark.once
@pytest.mark.parametrize("make", [factories.published, *UNPUBLISHED])
def test_it_opens_for_no_token_but_its_own(client: Client, times: Site, make: Callable[[], Comment]) -> None:
    comment, other = make(), factories.waiting(on=factories.subject(key="tunnel"))
    own = token_of(comment)
    wrong = [
        f"{own}x",
        f"{own} x",
        own[:-1],
        own.swapcase(),
        f"{comment.pk}:1:",
        f"{comment.pk}",
        "null",
        "\xff",
        ":" * 5000,
    ]

    for token in [
        *wrong,
        token_of(other),
        signed_tokens.waiting_token(comment.pk),
        signed_tokens.author_token(comment.pk, 2),
    ]:
        response = one(client, comment.pk, token)

        never = one(client, NEVER_USED, token)
        assert_problem(response, 404, "not-found")
        assert response.content == never.content
        assert response.headers == never.headers


@pytest.mark.parametrize("header", ["{token}", "Basic {token}", "Bearer", "Token {token}", "Bearer,{token}"])
def test_it_takes_a_token_as_bearer_only(client: Client, times: Site, header: str) -> None:
    comment = factories.waiting()

    response = client.get(f"{API}{comment.pk}/", headers={"Authorization": header.format(token=token_of(comment))})

    assert_problem(response, 404, "not-found")


def test_it_takes_no_token_from_the_address(client: Client, times: Site) -> None:
    comment = factories.waiting()

    response = client.get(f"{API}{comment.pk}/", {"token": token_of(comment), "waiting": token_of(comment)})

    assert response.status_code == 404


def test_it_shows_an_author_the_own_unchecked_comment(client: Client, times: Site) -> None:
    comment = factories.waiting(text="See <b>this</b>:\nhttp://a.example & more")

    response = one(client, comment.pk, token_of(comment))

    own = response.json()
    assert own.keys() == {*OWN_KEYS, "reason"}
    assert (own["state"], own["status"]) == ("waiting", "pending")
    assert own["reason"] == "It is being checked and may appear in a few seconds."
    assert own["html"] == markup.render(comment.text)
    assert own["text"] == comment.text
    assert own["author"]["name"] == "Ada"
    assert response["Cache-Control"] == "private, no-store"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert not {"ETag", "Vary", "Set-Cookie"} & set(response.headers)


def test_it_says_that_a_moderator_will_read_a_held_one(client: Client, times: Site) -> None:
    comment = factories.screened()

    own = one(client, comment.pk, token_of(comment)).json()

    assert (own["state"], own["status"]) == ("waiting", "pending")
    told = "The first comments of every author are read before they are published."
    assert own["reason"] == told


def test_it_shows_an_author_the_own_published_comment(client: Client, times: Site) -> None:
    comment = factories.published()

    own = one(client, comment.pk, token_of(comment)).json()

    assert own.keys() == OWN_KEYS
    assert own == {**own, **one(client, comment.pk).json(), "status": "published"}


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_it_reads_the_scheme_in_any_case(client: Client, times: Site, scheme: str) -> None:
    comment = factories.waiting()

    response = client.get(f"{API}{comment.pk}/", headers={"Authorization": f"{scheme} {token_of(comment)}"})

    assert response.status_code == 200


def test_it_lets_a_spammer_see_only_that_it_waits(client: Client, times: Site) -> None:
    fields: dict[str, Any] = {"name": "Ada", "text": "Well."}
    held, spam = factories.screened(**fields), factories.screened(on=factories.subject(key="tunnel"), **fields)
    Comment.objects.filter(pk=spam.pk).update(thread=held.thread, number=9, path="0000009")
    decided(decisions.mark_spam, spam, reason="Known spammer")

    told_of_spam = one(client, spam.pk, token_of(spam))

    told_of_held = one(client, held.pk, token_of(held))
    assert masked(told_of_spam, spam) == masked(told_of_held, held)
    assert told_of_spam.headers == {**told_of_held.headers, "Content-Length": told_of_spam["Content-Length"]}


def test_it_tells_an_author_why_a_comment_was_rejected(client: Client, times: Site) -> None:
    comment = decided(decisions.reject, factories.screened(), reason="Please stay on the subject.", now=NOON)

    own = one(client, comment.pk, token_of(comment)).json()

    assert (own["state"], own["status"], own["reason"]) == ("removed", "rejected", "Please stay on the subject.")


def test_it_tells_an_author_what_a_check_may_say_of_a_rejection(client: Client, times: Site) -> None:
    lists.keep(times, {ListKind.DISALLOWED: "casino"})
    comment = factories.screened(text="Visit my casino.")

    own = one(client, comment.pk, token_of(comment)).json()

    assert own["status"] == "rejected"
    assert own["reason"] == "It contains words that this site does not publish."


@pytest.mark.parametrize(
    ("marks", "unmarks", "key"),
    [(decisions.pick, decisions.unpick, "picked"), (decisions.pin, decisions.unpin, "pinned")],
)
def test_it_says_what_the_publication_marked_until_it_is_marked_no_more(
    client: Client, times: Site, marks: Callable[..., Comment], unmarks: Callable[..., Comment], key: str
) -> None:
    comment = factories.published()

    said = []
    for action in (marks, unmarks, marks, decisions.review_again):
        comment = decided(action, comment)
        answers = one(client, comment.pk), one(client, comment.pk, token_of(comment))
        said.append([answer.json()[key] for answer in answers if answer.status_code == 200])

    assert said == [[True, True], [False, False], [True, True], [False]]


def test_it_gives_a_reason_when_the_moderator_gave_none(client: Client, times: Site) -> None:
    comment = rejected()

    assert one(client, comment.pk, token_of(comment)).json()["reason"] == "A moderator decided not to publish it."


def test_it_shows_an_author_that_a_comment_was_withdrawn(client: Client, times: Site) -> None:
    comment = withdrawn()

    own = one(client, comment.pk, token_of(comment)).json()

    assert (own["state"], own["status"]) == ("withdrawn", "withdrawn")


def test_it_forgets_a_deleted_comment_for_its_author_too(client: Client, times: Site) -> None:
    comment = deleted()

    response = one(client, comment.pk, token_of(comment))

    assert response.content == one(client, NEVER_USED, token_of(comment)).content


@pytest.mark.parametrize("path", ["0", "9" * 30, "abc", "-1", "1.5", "%00", "1%2F..", "１", "9" * 5000])
def test_it_knows_no_comment_by_an_odd_id(client: Client, times: Site, path: str) -> None:
    factories.published()

    assert one(client, path).status_code == 404
    assert one(client, path, "1:1:x").status_code == 404
