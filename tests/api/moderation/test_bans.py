"""Bans by programs: listed, laid on values and on authors, and lifted, within the limits of the desk."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone

from comments.models import AuditEntry, Ban, Comment, Role, Site
from tests.api.calls import assert_problem, path_of
from tests.api.moderation.programs import call, person, token
from tests.support import factories
from tests.support.responses import Response

pytestmark = pytest.mark.django_db
SPAM = {"site": "times", "kind": "email_domain", "value": "@Spam.Example", "effect": "spam"}


def lay(client: Client, key: str, headers: Any = None, **body: Any) -> Response:
    return call(client, "POST", "bans/", key, body, headers)


def statuses() -> list[str]:
    return list(Comment.objects.order_by("pk").values_list("status", flat=True))


def test_it_bans_a_value_once(client: Client, key: str) -> None:
    until = (timezone.now() + timedelta(days=7)).strftime("%Y-%m-%dT%H:%M:%SZ")

    laid = lay(client, key, **SPAM, until=until, note="Sells boats.")
    again = lay(client, key, **SPAM, until=until, note="Sells boats.")

    ban = laid.json()["ban"]
    assert (laid.status_code, again.status_code, again.json()) == (201, 200, laid.json())
    assert (ban["value"], ban["effect"], ban["until"], ban["in_force"]) == ("spam.example", "spam", until, True)
    assert (ban["site"], ban["by"]["name"], laid.json()["batch"]) == ("times", "tamsin", None)
    assert call(client, "GET", f"bans/{ban['id']}/", key).json() == ban
    assert_problem(lay(client, key, **{**SPAM, "effect": "hold"}), 400, "invalid", "/value")


def test_it_bans_the_author_of_a_comment_with_what_they_wrote_and_undoes_it(client: Client, key: str) -> None:
    first = factories.waiting(email="ada@spam.example")
    factories.waiting(email="Ada@spam.example")
    order = {"comment": first.pk, "kind": "email", "effect": "refuse", "waiting": "reject", "reason": "spam"}

    laid = lay(client, key, **order).json()

    assert (laid["ban"]["value"], laid["batch"]["done"], laid["batch"]["ban"]) == (
        "ada@spam.example", 2, laid["ban"]["id"],
    )  # fmt: skip
    assert (laid["batch"]["kind"], laid["batch"]["action"]) == ("author", None)
    assert statuses() == ["rejected"] * 2
    call(client, "POST", f"batches/{laid['batch']['id']}/undo/", key)
    assert statuses() == ["pending"] * 2
    assert not Ban.objects.exists()


def test_it_lays_one_ban_with_one_idempotency_key(client: Client, key: str) -> None:
    comment = factories.waiting(email="ada@spam.example")
    order, once = {"comment": comment.pk, "kind": "email", "effect": "refuse"}, {"Idempotency-Key": "9d"}

    first, again = (lay(client, key, headers=once, **order) for _time in range(2))

    assert first.json() == again.json()
    assert_problem(lay(client, key, headers=once, **{**order, "effect": "hold"}), 422, "key-reused")


@pytest.mark.parametrize("with_comment", [False, True])
def test_it_hits_no_more_published_authors_than_expected(client: Client, times: Site, with_comment: bool) -> None:
    chief = token(person("ines", times, Role.CHIEF))
    comment = factories.waiting(email="ada@spam.example")
    for name in ("tom", "kim"):
        factories.published(email=f"{name}@spam.example")
    order = {"kind": "email_domain", "effect": "refuse"}
    order |= {"comment": comment.pk} if with_comment else {"site": "times", "value": "spam.example"}  # type: ignore[dict-item]

    assert_problem(lay(client, chief, **order), 400, "invalid", "/expected_authors")
    assert_problem(lay(client, chief, **order, expected_authors=1), 400, "invalid", "/expected_authors")
    told = call(client, "GET", "bans/reach/", chief, site="times", kind="email_domain", value="spam.example").json()
    assert (told["authors"], told["waiting"], told["published"], told["for_chiefs"]) == (2, 1, 2, True)
    assert lay(client, chief, **order, expected_authors=told["authors"]).status_code == 201


def test_it_leaves_what_hits_others_to_chiefs(client: Client, key: str) -> None:
    factories.published(email="tom@spam.example")
    comment = factories.waiting(email="ada@spam.example")

    typed = lay(client, key, **SPAM, expected_authors=9)
    dialog = lay(client, key, comment=comment.pk, kind="email_domain", effect="spam", expected_authors=9)

    assert_problem(typed, 400, "invalid", "/value")
    assert typed.json()["errors"][0]["code"] == "for-chiefs"
    assert_problem(dialog, 403, "not-allowed")
    assert not Ban.objects.exists()


NOT_BANS: list[Any] = [
    ({}, ["/kind", "/effect"]),
    ({"kind": "email", "effect": "spam"}, ["/site"]),
    ({"kind": "email", "effect": "spam", "site": "times"}, ["/value"]),
    ({**SPAM, "kind": "shoe"}, ["/kind"]),
    ({**SPAM, "value": "nothing"}, ["/value"]),
    ({**SPAM, "value": "gmail.com"}, ["/value"]),
    ({**SPAM, "kind": "network", "value": "10.0.0.0/2"}, ["/value"]),
    ({**SPAM, "value": "x" * 256}, ["/value"]),
    ({**SPAM, "value": "a\nb.example"}, ["/value"]),
    ({**SPAM, "until": "2001-01-01T00:00:00Z"}, ["/until"]),
    ({**SPAM, "until": "tomorrow"}, ["/until"]),
    ({**SPAM, "note": "x" * 2001}, ["/note"]),
    ({**SPAM, "waiting": "spam", "reason": "spam"}, ["/waiting", "/reason"]),
    ({**SPAM, "expected_authors": "1"}, ["/expected_authors"]),
    ({**SPAM, "color": "red"}, ["/color"]),
    ({**SPAM, "comment": 1}, ["/site"]),
]


def test_it_refuses_what_is_no_ban(client: Client, key: str) -> None:
    for body, pointers in NOT_BANS:
        assert_problem(lay(client, key, **body), 400, "invalid", *pointers)
    assert not Ban.objects.exists()


def test_it_says_what_is_wrong_with_the_ban_of_an_author(client: Client, key: str) -> None:
    comment, nameless = factories.waiting(), factories.waiting(url="")
    author = {"comment": comment.pk, "kind": "email", "effect": "spam"}
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"until": "2001-01-01T00:00:00Z"}, "/until"),
        ({"waiting": "reject", "reason": "no-such-code"}, "/reason"),
        ({"comment": nameless.pk, "kind": "website"}, "/value"),
    ]

    for change, pointer in wrong:
        assert_problem(lay(client, key, **{**author, **change}), 400, "invalid", pointer)
    assert_problem(lay(client, key, **{**author, "comment": 9_000_000}), 404, "not-found")
    Site.objects.update(reasons_required=True)
    assert_problem(lay(client, key, **author, waiting="reject"), 400, "reason-needed")


def test_it_lists_bans_of_ones_sites_and_of_all(client: Client, key: str, times: Site) -> None:
    everywhere = token(factories.moderator())
    factories.quiet_site("other")
    for site in ("times", None, "other"):
        lay(client, everywhere, **{**SPAM, "site": site})
    lay(client, key, site="times", kind="network", value="192.0.2.7", effect="hold", note="Rude.")
    Ban.objects.filter(kind="network").update(until=factories.NOON)

    def listed(**query: Any) -> list[Any]:
        found = call(client, "GET", "bans/", key, **query).json()["results"]
        return [(ban["site"], ban["value"]) for ban in found]

    shared, own, over = (None, "spam.example"), ("times", "spam.example"), ("times", "192.0.2.7")
    assert listed() == listed(site="times") == [over, shared, own]
    assert listed(in_force="yes") == listed(kind="email_domain") == listed(q="spam") == [shared, own]
    assert listed(in_force="no") == listed(q="rude") == [over]
    first = call(client, "GET", "bans/", key, limit=2).json()
    assert len(call(client, "GET", path_of(first["next"]), key).json()["results"]) == 1
    answer = call(client, "GET", "bans/", key, site="other")
    assert_problem(answer, 404, "not-found")
    assert answer.json()["detail"] == "The key reaches no site “other”."
    assert_problem(call(client, "GET", "bans/", key, in_force="perhaps"), 400, "invalid", "/in_force")


def test_it_lifts_a_ban(client: Client, key: str) -> None:
    ban_id = lay(client, key, **SPAM).json()["ban"]["id"]
    shared = lay(client, token(factories.moderator()), **{**SPAM, "site": None}).json()["ban"]["id"]

    assert call(client, "DELETE", f"bans/{ban_id}/", key).status_code == 204
    assert_problem(call(client, "DELETE", f"bans/{ban_id}/", key), 404, "not-found")
    assert_problem(call(client, "DELETE", f"bans/{shared}/", key), 403, "not-allowed")
    assert AuditEntry.objects.filter(verb="ban").count() == 3


def test_it_asks_for_the_permissions_of_the_admin(client: Client, tamsin: User, key: str) -> None:
    ban_id = lay(client, key, **SPAM).json()["ban"]["id"]
    tamsin.groups.clear()
    tamsin.user_permissions.set(Permission.objects.filter(codename="change_comment"))

    assert_problem(lay(client, key, **{**SPAM, "value": "else.example"}), 403, "not-allowed")
    assert_problem(call(client, "DELETE", f"bans/{ban_id}/", key), 403, "not-allowed")


def test_it_lets_nobody_ban_where_they_do_not_moderate(client: Client, key: str) -> None:
    other = factories.waiting(on=factories.subject("other"))

    assert_problem(lay(client, key, **{**SPAM, "site": "other"}), 404, "not-found")
    assert_problem(lay(client, key, **{**SPAM, "site": None}), 403, "not-allowed")
    assert_problem(lay(client, key, comment=other.pk, kind="email", effect="spam"), 404, "not-found")
