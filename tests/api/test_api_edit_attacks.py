"""PATCH and DELETE by others than the author, of what is over, and by authors who would know too much."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from comments import signed_tokens
from comments.models import Comment, Commenter, Decision, Site
from comments.moderation import decisions
from comments.screening import run
from comments.statuses import Status
from tests.api.calls import API, NEVER_USED, ORIGIN, assert_problem, edit, one, withdraw
from tests.api.own import decided, published, token_of, written
from tests.support import factories
from tests.support.responses import Response

OURS = {"Origin": ORIGIN}
FOREIGN = {"Origin": "https://evil.example"}


def test_it_tells_a_spammer_nothing(client: Client, times: Site) -> None:
    """Marking raises the moderators' version; the author's own, and every answer, stay those of who is held."""
    now = timezone.now()
    held, spam = (factories.waiting(now=now, text=text, name="Ada") for text in ("Same.", "Same."))
    run.screen([held.pk, spam.pk])
    decided(decisions.mark_spam, factories.fresh(spam))

    def answers(comment: Comment) -> list[tuple[int, Any]]:
        token = token_of(comment)
        calls = [
            one(client, comment.pk, token),
            edit(client, comment.pk, token, text="Other.", version=7),
            edit(client, comment.pk, token, text="Other words.", version=1),
            one(client, comment.pk, token),
        ]
        run.screen([comment.pk])
        calls += [one(client, comment.pk, token), withdraw(client, comment.pk, token)]
        calls += [one(client, comment.pk, token), withdraw(client, comment.pk, token)]
        return [(call.status_code, masked(call, comment)) for call in calls]

    assert answers(spam) == answers(held)


def masked(response: Response, comment: Comment) -> Any:
    if not response.content:
        return None
    body = response.json()
    return {**body, "id": None, "url": None, "edited_at": bool(body.get("edited_at"))}


@pytest.mark.parametrize("call", [lambda *args: edit(*args, text="Mine now."), withdraw], ids=["PATCH", "DELETE"])
@pytest.mark.parametrize("make", [written, published], ids=["waiting", "published"])
def test_it_tells_a_stranger_nothing(
    client: Client, times: Site, make: Callable[[], Comment], call: Callable[..., Response]
) -> None:
    comment, other = make(), written()
    own = token_of(comment)
    before = list(Comment.objects.values())
    wrong = [
        None, "", f"{own}x", f"{own} x", own[:-1], own.swapcase(), f"{comment.pk}:1:", "null", "\xff", ":" * 5000,
        token_of(other), signed_tokens.waiting_token(comment.pk), signed_tokens.commenter_token(comment.pk),
        signed_tokens.author_token(comment.pk, 2),
    ]  # fmt: skip

    for token in wrong:
        response = call(client, comment.pk, token)

        never = call(client, NEVER_USED, token)
        assert_problem(response, 404, "not-found")
        assert response.content == never.content
        assert response.headers == never.headers
    assert list(Comment.objects.values()) == before


@pytest.mark.parametrize("header", ["{token}", "Basic {token}", "Bearer", "Token {token}", "Bearer,{token}"])
@pytest.mark.parametrize("method", ["patch", "delete"])
def test_it_takes_a_token_as_bearer_only(client: Client, times: Site, method: str, header: str) -> None:
    comment = written()
    headers = {"Authorization": header.format(token=token_of(comment))}

    response = getattr(client, method)(f"{API}{comment.pk}/", headers=headers)

    assert_problem(response, 404, "not-found")
    assert factories.fresh(comment).status == Status.PENDING


@pytest.mark.parametrize("method", ["patch", "delete"])
def test_it_knows_nobody_by_session_or_cookie(client: Client, times: Site, method: str) -> None:
    comment = published()
    client.force_login(factories.moderator())
    commenter = Commenter.objects.create(site=times, created_at=factories.NOON)
    Comment.objects.update(commenter=commenter)
    client.cookies["commenter-times"] = signed_tokens.commenter_token(commenter.pk)

    response = getattr(client, method)(f"{API}{comment.pk}/", {"text": "x"}, content_type="application/json")

    assert_problem(response, 404, "not-found")


def rejected() -> Comment:
    return decided(decisions.reject, written())


def removed() -> Comment:
    return decided(decisions.reject, published())


def withdrawn() -> Comment:
    return decisions.withdraw(published().pk)


def deleted() -> Comment:
    return decided(decisions.delete, published())


def too_late() -> Comment:
    return factories.waiting(now=timezone.now() - timedelta(minutes=16))


@pytest.mark.parametrize("make", [rejected, removed, withdrawn, deleted, too_late])
def test_it_edits_nothing_that_is_over(client: Client, times: Site, make: Callable[[], Comment]) -> None:
    comment = make()
    before = factories.fresh(comment)

    response = edit(client, comment.pk, token_of(comment), text="Again.")

    never = edit(client, NEVER_USED, token_of(comment), text="Again.")
    assert_problem(response, 404, "not-found")
    assert (response.content, response.headers) == (never.content, never.headers)
    after = factories.fresh(comment)
    assert (after.status, after.text, after.version) == (before.status, before.text, before.version)


def test_it_edits_nothing_where_the_site_switched_it_off(client: Client, times: Site) -> None:
    Site.objects.update(edit_minutes=0)
    comment = written()

    assert one(client, comment.pk, token_of(comment)).json()["editable_until"] is None
    assert_problem(edit(client, comment.pk, token_of(comment), text="New."), 404, "not-found")


def test_it_withdraws_nothing_that_a_moderator_deleted(client: Client, times: Site) -> None:
    comment = deleted()

    assert_problem(withdraw(client, comment.pk, token_of(comment)), 404, "not-found")


@pytest.mark.parametrize(
    "field",
    [
        "email", "url", "parent", "status", "id", "thread", "site", "created_at", "edited_at", "html", "staff", "shown",
        "text_version", "token", "token_version", "page_url", "__proto__", "Text", "text ", "",
    ],
)  # fmt: skip
def test_it_changes_no_other_field(client: Client, times: Site, field: str) -> None:
    comment = written()

    response = edit(client, comment.pk, token_of(comment), **{"text": "New.", field: 1})

    assert_problem(response, 400, "invalid", f"/{field}" if field else "")
    assert factories.fresh(comment).text_version == 1


@pytest.mark.parametrize(
    "call", [lambda *args, **kw: edit(*args, **kw, text="New."), withdraw], ids=["PATCH", "DELETE"]
)
def test_it_serves_pages_of_the_site_only(client: Client, times: Site, call: Callable[..., Response]) -> None:
    comment = written()

    refused = call(client, comment.pk, token_of(comment), headers=FOREIGN)
    stranger = call(client, comment.pk, "1:1:x", headers=FOREIGN)
    taken = call(client, comment.pk, token_of(comment), headers=OURS)

    assert_problem(refused, 403, "origin-refused")
    assert_problem(stranger, 404, "not-found")
    assert "Access-Control-Allow-Origin" not in refused
    assert taken.status_code in (200, 204)
    assert taken["Access-Control-Allow-Origin"] == ORIGIN
    assert "Origin" in taken["Vary"]


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
def test_it_allows_listed_pages_to_ask(client: Client, times: Site, method: str) -> None:
    asked = {"Access-Control-Request-Method": method, "Access-Control-Request-Headers": "authorization,content-type"}

    allowed = client.options(f"{API}{NEVER_USED}/", headers={**asked, **OURS})
    foreign = client.options(f"{API}{NEVER_USED}/", headers={**asked, **FOREIGN})

    assert method in allowed["Access-Control-Allow-Methods"].split(", ")
    assert "Authorization" in allowed["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Methods" not in foreign


def test_it_asks_nothing_of_the_database_for_a_wrong_token(
    client: Client, times: Site, django_assert_num_queries: Any
) -> None:
    """So that who measures the time of a refusal does not learn what there is."""
    comment = published()

    with django_assert_num_queries(0):
        withdraw(client, comment.pk, "1:1:x")
        edit(client, NEVER_USED, "1:1:x", text="x")


@pytest.mark.parametrize("path", ["0", "9" * 30, "abc", "-1", "1.5"])
def test_it_changes_nothing_by_an_odd_id(client: Client, times: Site, path: str) -> None:
    comment = published()

    assert edit(client, path, token_of(comment), text="x").status_code == 404
    assert withdraw(client, path, token_of(comment)).status_code == 404
    assert Decision.objects.count() == 2
