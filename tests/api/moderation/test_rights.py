"""Who may do what by a key, on every route: the routes come from the URLconf, a valid call of each from a table."""

from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client
from django.utils import timezone

from comments.access import api_keys
from comments.api.moderation.base import ModerationAPIView
from comments.models import ApiKey, Ban, Batch, Decision, KeyScope, Membership, Role, Site
from tests.api.moderation import wide_calls
from tests.api.moderation.programs import call, person, token
from tests.api.moderation.routes import routes
from tests.api.moderation.valid_calls import CALLS, Call
from tests.support import factories, foreign_site
from tests.support.foreign_site import SECRETS, Rows
from tests.support.responses import Response

pytestmark = pytest.mark.django_db

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


class Operation(NamedTuple):
    route: str
    method: str
    scope: KeyScope


def operations() -> list[Operation]:
    found = [(route, view) for route, view in routes() if issubclass(view, ModerationAPIView)]
    methods = [(route, view, method) for route, view in found for method in METHODS if hasattr(view, method.lower())]
    return [Operation(route, method, view().required_scope(method)) for route, view, method in methods]


OPERATIONS = operations()


@pytest.fixture
def rows(db: None) -> Rows:
    """Of a site, with a comment of another site that the refused keys are for."""
    factories.published(on=factories.subject("mine"))
    return foreign_site.make()


@pytest.fixture
def staff(rows: Rows) -> User:
    """Who leads the site."""
    leader: User = rows[User][0]
    return leader


@pytest.fixture
def mine(rows: Rows) -> Site:
    return Site.objects.get(slug="mine")


def call_of(operation: Operation, rows: Rows) -> Call:
    return CALLS[operation.route, operation.method](rows)


def asked(client: Client, rows: Rows, bearer: str) -> Iterator[tuple[Operation, Response]]:
    """The answer of each operation; whatever one does is undone before the next."""
    for operation in OPERATIONS:
        valid = call_of(operation, rows)
        ApiKey.objects.update(arrival=0)
        with transaction.atomic():
            yield operation, call(client, operation.method, valid.path, bearer, valid.body)
            transaction.set_rollback(True)


def code(response: Response) -> str:
    return str(response.json()["code"]) if response.status_code >= 400 else "done"


def codes(client: Client, rows: Rows, bearer: str) -> dict[tuple[str, str], str]:
    return {(op.route, op.method): code(answer) for op, answer in asked(client, rows, bearer)}


def all_of(word: str) -> dict[tuple[str, str], str]:
    return {(op.route, op.method): word for op in OPERATIONS}


@pytest.mark.once
def test_it_knows_a_valid_call_of_every_route() -> None:
    assert {(op.route, op.method) for op in OPERATIONS} == set(CALLS)


def test_a_key_of_the_site_does_all_of_it(client: Client, rows: Rows, staff: User) -> None:
    bearer = token(staff, site=Site.objects.get(slug=foreign_site.SLUG))

    assert codes(client, rows, bearer) == all_of("done")


def test_a_request_without_a_key_gets_nothing(client: Client, rows: Rows, staff: User) -> None:
    client.force_login(staff)  # a session does not count

    assert codes(client, rows, "") == all_of("not-authenticated")


def not_valid(tamsin: User) -> Iterator[tuple[str, str]]:
    """Why, and a token, which is not valid until the next is asked for."""
    now = timezone.now()
    key, bearer = api_keys.make(
        by=tamsin, name="Bot", scope=KeyScope.MANAGE, site=None, expires_at=now + timedelta(1), now=now - timedelta(2)
    )
    yield "garbage", "x"
    yield "unknown", f"cmts_{'0' * 12}_{'0' * 64}"
    yield "another secret", f"{bearer[:-8]}00000000"
    ApiKey.objects.update(expires_at=now)
    yield "expired", bearer
    ApiKey.objects.update(expires_at=None)
    User.objects.filter(pk=tamsin.pk).update(is_active=False)
    yield "inactive", bearer
    User.objects.filter(pk=tamsin.pk).update(is_active=True)
    api_keys.revoke(key.pk, by=tamsin)
    yield "revoked", bearer
    tamsin.delete()
    yield "deleted", bearer


def test_a_key_that_is_not_valid_gets_nothing(client: Client, rows: Rows) -> None:
    for why, bearer in not_valid(person("tamsin", None, Role.CHIEF)):
        assert codes(client, rows, bearer) == all_of("authentication-failed"), why


def test_a_key_does_no_more_than_its_scope_includes(client: Client, rows: Rows, staff: User) -> None:
    for scope in (KeyScope.READ, KeyScope.DECIDE):
        includes = {op: "done" if op.scope in scope.included else "scope-missing" for op in OPERATIONS}
        expected = {(op.route, op.method): word for op, word in includes.items()}
        assert codes(client, rows, token(staff, scope=scope)) == expected


def test_a_key_whose_person_lost_the_role_gets_nothing(client: Client, rows: Rows, staff: User, mine: Site) -> None:
    of_site = token(staff, site=Site.objects.get(slug=foreign_site.SLUG))
    of_all = token(staff)
    Membership.objects.filter(user=staff).delete()

    assert codes(client, rows, of_all) == all_of("not-allowed")
    Membership.objects.create(user=staff, site=mine, role=Role.CHIEF)
    assert codes(client, rows, of_site) == all_of("not-allowed")
    User.objects.filter(pk=staff.pk).update(is_staff=False)
    assert codes(client, rows, of_all) == all_of("not-allowed")


def test_a_key_of_a_person_who_may_only_look_changes_nothing(client: Client, rows: Rows, staff: User) -> None:
    staff.groups.clear()
    expected = {(op.route, op.method): "done" if op.scope == KeyScope.READ else "not-allowed" for op in OPERATIONS}

    assert codes(client, rows, token(staff)) == expected


def people_of_both_sites(mine: Site) -> Iterator[User]:
    """Who lead the site too, but for the first, so that the key alone keeps them from it."""
    yield person("neighbour", mine, Role.CHIEF)
    both = person("both", mine, Role.CHIEF)
    Membership.objects.create(user=both, site=Site.objects.get(slug=foreign_site.SLUG), role=Role.CHIEF)
    yield both
    yield person("all", None, Role.CHIEF)
    yield factories.moderator()


def test_a_key_of_another_site_sees_and_does_nothing(client: Client, rows: Rows, mine: Site) -> None:
    bearers = {who: token(who, site=mine) for who in people_of_both_sites(mine)}
    before = kept()
    for who, bearer in bearers.items():
        for operation in OPERATIONS:
            valid = call_of(operation, rows)
            answer = call(client, operation.method, valid.path, bearer, valid.body)
            done = {200} if operation.method == "GET" else set()
            assert answer.status_code in {400, 403, 404} | done, (who, operation)
            told = answer.content.decode()
            assert [one for one in SECRETS if one in told and one not in str(valid)] == [], (who, operation)
        assert kept() == before, who


def test_a_key_of_another_site_finds_and_changes_nothing_without_its_name(
    client: Client, rows: Rows, mine: Site, staff: User
) -> None:
    bearer = token(staff)
    for reading in wide_calls.readings():
        assert told_by(client, "GET", reading, bearer) != [], reading
    before = kept_of_foreign_site()
    for who in [*people_of_both_sites(mine)][1::2]:  # one by roles, and a superuser
        bearer = token(who, site=mine)
        for reading in wide_calls.readings():
            assert told_by(client, "GET", reading, bearer) == [], (who, reading)
        for change in wide_calls.changes(rows):
            assert told_by(client, "POST", change, bearer) == [], (who, change)
        assert kept_of_foreign_site() == before, who


def told_by(client: Client, method: str, sent: Call, bearer: str) -> list[str]:
    """What of the foreign site an answer has that was not in the call."""
    told = call(client, method, sent.path, bearer, sent.body).content.decode()
    return [one for one in SECRETS if one in told and one not in str(sent)]


def kept_of_foreign_site() -> list[list[dict[str, object]]]:
    """Its comments, what was decided on them and on many, and who is banned."""
    site = Site.objects.get(slug=foreign_site.SLUG)
    rows = (
        site.comments.order_by("pk"), Decision.objects.filter(comment__site=site).order_by("pk"),
        Batch.objects.exclude(site__slug="mine").order_by("pk"), Ban.objects.order_by("pk"),
    )  # fmt: skip
    return [[*each.values()] for each in rows]


def kept() -> dict[str, list[dict[str, object]]]:
    """All rows of the database, without when keys were used."""
    return {label: values for label, values in foreign_site.everything().items() if label != "comments.ApiKey"}


def test_a_preflight_request_is_told_nothing(client: Client, rows: Rows, staff: User) -> None:
    browser = {"Origin": "https://mine.example", "Access-Control-Request-Method": "POST"}
    bearer = token(staff)
    for operation in OPERATIONS:
        path = call_of(operation, rows).path
        answers = [
            call(client, "OPTIONS", path, headers=browser),
            call(client, "OPTIONS", path, bearer, headers=browser),
            call(client, "GET", path, bearer, headers={"Origin": "https://mine.example"}),
        ]
        assert [answer.status_code for answer in answers[:2]] == [401, 405], operation
        assert not [name for answer in answers for name in answer.headers if name.startswith("Access-Control")], (
            operation
        )
