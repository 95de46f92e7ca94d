"""Bans on authors that are refused: who may lay which, and what is no ban."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from comments.errors import Invalid, NotAllowed, ReasonNeeded
from comments.models import Ban, BanKind, Membership, Role, Site
from comments.moderation.authors import banning
from tests.support import factories
from tests.support.banned_author import ILKA, aimed, ordered
from tests.support.factories import NOON

pytestmark = pytest.mark.django_db

WIDER: list[dict[str, Any]] = [
    {"kind": BanKind.NETWORK},
    {"kind": BanKind.NETWORK, "value": "203.0.113.0/24"},
    {"kind": BanKind.EMAIL_DOMAIN},
    {"kind": BanKind.WEBSITE},
]


@pytest.mark.parametrize("order", WIDER)
def test_it_wants_a_chief_where_others_were_published(anna: User, order: dict[str, Any]) -> None:
    comment = factories.waiting(**ILKA)
    factories.published(**{**ILKA, "email": "bo@spam.example"})

    with pytest.raises(NotAllowed):
        ordered(comment, by=anna, **order)

    Membership.objects.filter(user=anna).update(role=Role.CHIEF)
    assert ordered(comment, by=User.objects.get(pk=anna.pk), **order).ban


@pytest.mark.parametrize("order", WIDER)
def test_it_wants_no_chief_where_only_the_author_was_published(anna: User, order: dict[str, Any]) -> None:
    factories.published(**ILKA)

    assert ordered(factories.waiting(**ILKA), by=anna, **order).ban


@pytest.mark.parametrize(
    ("address", "network", "is_wide"),
    [
        ("203.0.113.9", "203.0.113.0/24", False),
        ("203.0.113.9", "203.0.112.0/23", True),
        ("2001:db8::7", "2001:db8::/48", False),
        ("2001:db8::7", "2001:db8::/47", True),
    ],
)
def test_it_wants_a_chief_for_a_wide_network(anna: User, address: str, network: str, is_wide: bool) -> None:
    comment = factories.waiting(address=address)

    assert aimed(comment, BanKind.NETWORK, network, by=anna).needs_chief is is_wide


@pytest.mark.parametrize("kind", [BanKind.EMAIL, BanKind.EMAIL_DOMAIN])
def test_it_refuses_the_addresses_of_colleagues(anna: User, kind: str) -> None:
    User.objects.filter(pk=anna.pk).update(email="Ilka+x@spam.example")

    with pytest.raises(Invalid) as refusal:
        ordered(factories.waiting(**ILKA), kind=kind)

    assert [error.code for error in refusal.value.errors] == ["invalid"]


def test_it_refuses_the_publications_own_website_and_shared_domains() -> None:
    factories.quiet_site(origins="https://www.nowhere.example")
    comment = factories.waiting(email="ilka@gmail.com", url="https://nowhere.example/x")

    assert aimed(comment, BanKind.WEBSITE).refused
    assert aimed(comment, BanKind.EMAIL_DOMAIN).refused


@pytest.mark.parametrize(
    "order", [{"until": NOON}, {"effect": "nothing"}, {"waiting": "approve"}, {"note": "x" * 2001}, {"value": "x"}]
)
def test_it_refuses_what_is_no_ban(order: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        ordered(factories.waiting(**ILKA), **order)


def test_it_wants_a_reason_where_the_site_does() -> None:
    comment = factories.waiting(**ILKA)
    Site.objects.update(reasons_required=True)

    with pytest.raises(ReasonNeeded):
        ordered(comment, waiting="reject")
    assert not Ban.objects.exists()


def test_it_is_for_those_who_moderate_the_site() -> None:
    comment, user = factories.waiting(**ILKA), User.objects.create(username="tamsin", is_staff=True)
    Membership.objects.create(user=user, site=factories.site("other"))

    for refused in (
        lambda: ordered(comment, by=user),
        lambda: banning.hold(comment.pk, by=user, lasts=None),
        lambda: banning.latest(comment, by=user),
        lambda: aimed(comment, BanKind.EMAIL, by=user),
    ):
        with pytest.raises(NotAllowed):
            refused()
