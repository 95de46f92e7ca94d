"""Whose word it is: no field, session, cookie or method makes more of a comment than one that waits."""

import pytest
from django.test import Client

from comments import signed_tokens
from comments.models import Comment, Commenter, Decision, Site, Thread
from comments.statuses import Status
from tests.api.calls import API, ORIGIN, assert_problem, one, post
from tests.support import factories


@pytest.mark.once
@pytest.mark.parametrize(
    "field",
    [
        "status", "is_public", "id", "pk", "created_at", "published_at", "ip", "address", "user", "user_agent", "staff",
        "moderated_by", "version", "shown", "html", "commenter_id", "signals", "token", "_method", "thread_id",
        "__proto__", "constructor", "Text", "text ", "",
    ],
)  # fmt: skip
def test_it_takes_no_field_that_it_does_not_know(client: Client, times: Site, field: str) -> None:
    response = post(client, **{field: "approved"})

    assert_problem(response, 400, "invalid", f"/{field}" if field else "")
    assert not Comment.objects.exists()


def test_it_does_not_see_a_moderators_session(client: Client, times: Site) -> None:
    client.force_login(factories.moderator())

    response = post(client, headers={"Origin": ORIGIN})

    comment = Comment.objects.get()
    assert response.status_code == 201
    assert (comment.status, comment.staff, comment.commenter) == (Status.PENDING, False, None)
    assert not Decision.objects.exclude(by=None).exists()
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert one(client, comment.pk).status_code == 404


def test_it_does_not_see_a_commenters_cookie(client: Client, times: Site) -> None:
    commenter = Commenter.objects.create(site=times, name="Ada", created_at=factories.NOON)
    client.cookies["commenter-times"] = signed_tokens.commenter_token(commenter.pk)

    response = post(client)

    assert Comment.objects.get().commenter is None
    assert not response.cookies


def test_it_takes_other_methods_for_what_they_are(client: Client, times: Site) -> None:
    comment = factories.published()
    headers = {"X-HTTP-Method-Override": "DELETE", "X-Method-Override": "DELETE"}

    answers = [getattr(client, method)(API, headers=headers) for method in ("put", "patch", "delete", "trace")]
    answers += [getattr(client, method)(f"{API}{comment.pk}/", headers=headers) for method in ("put", "post", "trace")]

    for answer in answers:
        assert_problem(answer, 405, "method-not-allowed")
    assert {answer["Allow"] for answer in answers[:4]} == {"GET, POST, HEAD, OPTIONS"}
    assert {answer["Allow"] for answer in answers[4:]} == {"GET, PATCH, DELETE, HEAD, OPTIONS"}
    assert post(client, headers=headers).status_code == 201


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_it_changes_nothing_by_reading(client: Client, times: Site, method: str) -> None:
    comment = factories.waiting()
    before = list(Comment.objects.values()), list(Thread.objects.values()), Decision.objects.count()

    for path in (API, f"{API}?site=times&thread=bridge", f"{API}?site=times&thread=new", f"{API}{comment.pk}/"):
        getattr(client, method)(path)

    assert before == (list(Comment.objects.values()), list(Thread.objects.values()), Decision.objects.count())
