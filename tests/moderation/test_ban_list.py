"""The list of bans: added to and lifted by a program, with the rules of the form."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from comments.errors import Invalid, NotAllowed, NotFound
from comments.models import AuditEntry, Ban, Membership, Role, Site
from comments.moderation.authors import ban_list
from comments.moderation.authors.ban_list import TypedBan
from tests.support import factories

pytestmark = pytest.mark.django_db


def typed(site: Site | None, value: str = "@Spam.Example", **fields: Any) -> TypedBan:
    ordinary = {"kind": "email_domain", "effect": "refuse", "note": "Sells boats."}
    return TypedBan(**{"site_id": site.pk if site else None, "value": value, **ordinary, **fields})


def codes(act: Callable[[], object]) -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as refused:
        act()
    return [(error.field, error.code) for error in refused.value.errors]


def test_it_adds_a_ban_once_and_says_so_in_the_log(site: Site, anna: User) -> None:
    first, is_new = ban_list.add(typed(site), by=anna)
    again = ban_list.add(typed(site, "spam.example"), by=anna)

    assert is_new
    assert again == (first, False)
    assert (first.value, first.by, first.site) == ("spam.example", anna, site)
    assert [entry.text for entry in AuditEntry.objects.all()] == [
        "Ban “Email domain and its subdomains: spam.example”: Added."
    ]


def test_it_refuses_what_is_banned_already_in_another_way(site: Site, anna: User) -> None:
    ban_list.add(typed(site), by=factories.moderator())

    assert codes(lambda: ban_list.add(typed(site), by=anna)) == [("value", "banned-already")]
    assert codes(lambda: ban_list.add(typed(site, effect="hold"), by=factories.moderator()))


def test_it_leaves_what_hits_others_to_chiefs(site: Site, anna: User) -> None:
    factories.published(email="tamsin@spam.example")

    assert codes(lambda: ban_list.add(typed(site), by=anna)) == [("value", "for-chiefs")]
    value, hits = ban_list.look_at(site.pk, "email_domain", "@Spam.Example", by=anna, now=timezone.now())
    assert (value, hits.authors) == ("spam.example", 1)
    Membership.objects.filter(user=anna).update(role=Role.CHIEF)
    assert ban_list.add(typed(site), by=User.objects.get(pk=anna.pk))[1]


@pytest.mark.parametrize(("field", "wrong"), [("value", "nothing"), ("until", factories.NOON)])
def test_it_refuses_what_cannot_be_banned(site: Site, anna: User, field: str, wrong: Any) -> None:
    assert [where for where, _code in codes(lambda: ban_list.add(typed(site, **{field: wrong}), by=anna))] == [field]
    assert not Ban.objects.exists()


def test_it_lets_nobody_ban_or_lift_beyond_their_sites(site: Site, anna: User) -> None:
    other = factories.quiet_site("other")
    theirs, _new = ban_list.add(typed(other), by=factories.moderator())
    of_all, _new = ban_list.add(typed(None), by=factories.moderator())

    for one in (other, None):
        with pytest.raises(NotAllowed):
            ban_list.add(typed(one, "else.example"), by=anna)
    with pytest.raises(NotFound):
        ban_list.lift(theirs.pk, by=anna)
    with pytest.raises(NotAllowed):
        ban_list.lift(of_all.pk, by=anna)


def test_it_lifts_a_ban(site: Site, anna: User) -> None:
    ban, _new = ban_list.add(typed(site), by=factories.moderator())

    ban_list.lift(ban.pk, by=anna)

    assert not Ban.objects.exists()
    assert AuditEntry.objects.first().text.endswith("Deleted.")  # type: ignore[union-attr]
    with pytest.raises(NotFound):
        ban_list.lift(ban.pk, by=anna)
