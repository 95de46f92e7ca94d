"""Keys of programs: what is kept of them, whom they stand for, how often they may be used."""

from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.contrib.auth.models import User

from comments.access.api_keys import AT_ONCE, INTERVAL, bearer, count_call, make, revoke
from comments.access.membership import ALL_SITES, NO_SITE, Access, access_of
from comments.errors import CallsTooFast, Invalid, KeyRefused, NotAllowed, NotFound
from comments.models import ApiKey, AuditEntry, KeyScope, Membership, Role, Site
from tests.support import factories
from tests.support.factories import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def times() -> Site:
    return factories.site("times")


@pytest.fixture
def tamsin(times: Site) -> User:
    user = User.objects.create(username="tamsin", is_staff=True)
    Membership.objects.create(user=user, site=times, role=Role.CHIEF)
    return user


def token(by: User, site: Site | None = None, **fields: Any) -> str:
    ordinary = {"name": "Bot", "scope": KeyScope.READ, "expires_at": None, "now": NOON}
    return make(by=by, site=site, **{**ordinary, **fields}).token


def test_it_keeps_a_hash_of_the_secret_and_not_the_token(tamsin: User) -> None:
    made = token(tamsin)

    prefix, secret = made.removeprefix("cmts_").split("_")
    row = ApiKey.objects.values().get()
    assert (row["prefix"], row["digest"]) == (prefix, sha256(secret.encode()).hexdigest())
    assert len(bytes.fromhex(secret)) == 32
    assert secret not in str([row, *AuditEntry.objects.values()])
    assert token(tamsin).rpartition("_")[2] != secret


def test_it_finds_the_key_in_one_query(tamsin: User, django_assert_num_queries: Any) -> None:
    made = token(tamsin)

    with django_assert_num_queries(1):
        assert bearer(made, now=NOON).person == tamsin
    with django_assert_num_queries(0), pytest.raises(KeyRefused):
        bearer(f"{made}0", now=NOON)


def test_it_takes_no_other_form_of_a_token(tamsin: User) -> None:
    made = token(tamsin)

    for odd in ("", "x", "\x00", made.upper(), f"{made}\n", made.replace("cmts", "key"), f"cmts_{'٣' * 12}_{'0' * 64}"):
        with pytest.raises(KeyRefused, match="authentication-failed"):
            bearer(odd, now=NOON)


def test_it_says_why_a_key_is_not_valid_to_who_has_its_secret_alone(tamsin: User) -> None:
    made = token(tamsin, expires_at=NOON + timedelta(hours=1))
    told = {}
    for secret in (made, f"{made[:-8]}00000000"):
        with pytest.raises(KeyRefused) as refusal:
            bearer(secret, now=NOON + timedelta(hours=1))
        told[secret == made] = str(refusal.value.message)

    assert told == {True: "This API key has expired.", False: "There is no such API key."}


def test_it_ends_with_its_site_and_with_its_person(tamsin: User, times: Site) -> None:
    of_site, of_all = token(tamsin, times), token(tamsin)

    times.delete()
    assert [key.site for key in ApiKey.objects.all()] == [None]
    with pytest.raises(KeyRefused):
        bearer(of_site, now=NOON)
    tamsin.delete()
    with pytest.raises(KeyRefused):
        bearer(of_all, now=NOON)


def test_it_narrows_everybody_to_the_site_of_the_key(tamsin: User, times: Site) -> None:
    post = factories.site("post")
    Membership.objects.create(user=tamsin, site=post)
    of_all = User.objects.create(username="all", is_staff=True)
    Membership.objects.create(user=of_all, site=None)

    def reached(by: User, site: Site | None) -> Access:
        return access_of(bearer(token(by, site), now=NOON).person)

    only_post = frozenset({post.pk})
    assert reached(tamsin, None) == Access(frozenset({times.pk, post.pk}), frozenset({times.pk}))
    assert reached(tamsin, post) == reached(of_all, post) == Access(only_post, frozenset())
    assert reached(factories.moderator(), post) == Access(only_post, only_post)
    assert reached(factories.moderator(), None) == ALL_SITES
    left = token(tamsin, post)
    Membership.objects.filter(site=post).delete()
    assert access_of(bearer(left, now=NOON).person) == NO_SITE


def test_it_is_made_within_ones_own_rights(tamsin: User) -> None:
    with pytest.raises(NotAllowed):
        token(tamsin, factories.site("post"))
    with pytest.raises(NotAllowed):
        token(User.objects.create(username="colleague", is_staff=True))
    for wrong in ({"name": " \t"}, {"expires_at": NOON}):
        with pytest.raises(Invalid):
            token(tamsin, **wrong)
    assert not ApiKey.objects.exists() and not AuditEntry.objects.exists()


def test_it_is_revoked_once(tamsin: User, times: Site) -> None:
    token(tamsin, times)
    key = ApiKey.objects.get()
    stranger = User.objects.create(username="stranger", is_staff=True)
    Membership.objects.create(user=stranger, site=times)
    with pytest.raises(NotFound):
        revoke(key.pk, by=stranger)

    first = revoke(key.pk, by=tamsin, now=NOON)
    again = revoke(key.pk, by=factories.moderator(), now=NOON + timedelta(1))

    assert (first.revoked_at, first.revoked_by) == (again.revoked_at, again.revoked_by) == (NOON, tamsin)
    assert AuditEntry.objects.filter(text__startswith="Revoked").count() == 1


def test_it_is_used_so_often_and_no_more(tamsin: User) -> None:
    made = token(tamsin)
    ApiKey.objects.update(arrival=NOON.timestamp() + (AT_ONCE - 1) * INTERVAL)

    count_call(bearer_of(made), now=NOON)
    with pytest.raises(CallsTooFast) as refusal:
        count_call(bearer_of(made), now=NOON)
    count_call(bearer_of(made), now=NOON + timedelta(seconds=INTERVAL))
    count_call(bearer_of(made), now=NOON - timedelta(days=1))  # a clock that was set back

    assert (refusal.value.retry_after, refusal.value.limit, refusal.value.window) == (1, AT_ONCE, 24)
    count_call(bearer_of(token(tamsin)), now=NOON)  # each key for itself


def test_it_knows_to_the_minute_when_it_was_used(tamsin: User) -> None:
    made = token(tamsin)
    seen = []
    for seconds in (0, 59, 60):
        count_call(bearer_of(made), now=NOON + timedelta(seconds=seconds))
        seen.append(ApiKey.objects.get().last_used_at)

    assert seen == [NOON, NOON, NOON + timedelta(seconds=60)]


def bearer_of(made: str) -> ApiKey:
    return bearer(made, now=NOON)
