"""Readers sign in by a token of their host, once, and stay signed in for a while."""

import base64
import json
from datetime import timedelta
from typing import Any

import jwt
import pytest
from django.utils import timezone

from comments import encryption
from comments.access import identities
from comments.errors import IdentityRefused, SignInNeeded
from comments.limits import READER_SESSION_HOURS
from comments.models import Identity, ReaderSession, SingleSignOn, Site
from tests.support import accounts, factories
from tests.support.accounts import OTHER_SECRET, SECRET
from tests.support.factories import NOON
from tests.support.parallel import at_once


@pytest.fixture
def times(db: None) -> Site:
    site = factories.quiet_site()
    accounts.sign_on(site)
    return site


def taken(site: Site, **changed: Any) -> Identity:
    return identities.sign_in(site, accounts.token(now=NOON, **changed), now=NOON).identity


def refusal(site: Site, token: str) -> str:
    with pytest.raises(IdentityRefused) as refused:
        identities.sign_in(site, token, now=NOON)
    assert not ReaderSession.objects.exists()
    return str(refused.value.message)


def test_it_signs_a_reader_in_by_the_host_s_token(times: Site) -> None:
    new = identities.sign_in(times, accounts.token(now=NOON, url="grace.example.org", staff=True, iss="Host"), now=NOON)

    who = identities.signed_in(times, new.token, now=NOON)
    assert who == new.identity == Identity.objects.get()
    assert (who.issuer, who.subject, who.name, who.email) == ("Host", "42", "Grace Hopper", "grace@example.org")
    assert (who.url, who.is_staff) == ("https://grace.example.org", True)
    assert new.expires_at == NOON + timedelta(hours=READER_SESSION_HOURS)


def test_it_knows_an_account_again_whatever_its_name_is_by_now(times: Site) -> None:
    first, again = taken(times, staff=True), taken(times, name="Grace Murray", email=None)

    assert first.pk == again.pk
    [row] = Identity.objects.all()
    assert (row.name, row.email, row.is_staff) == ("Grace Murray", "", False)


def test_it_tells_accounts_of_sites_and_issuers_apart(times: Site) -> None:
    post = factories.quiet_site("post")
    accounts.sign_on(post)

    rows = [taken(times), taken(times, iss="A"), taken(times, iss="B"), taken(post, aud="post"), taken(times, sub="７")]

    assert len({row.pk for row in rows}) == 5


def test_it_takes_a_token_once(times: Site) -> None:
    token = accounts.token(now=NOON)
    identities.sign_in(times, token, now=NOON)

    with pytest.raises(IdentityRefused, match="identity-refused") as refused:
        identities.sign_in(times, token, now=NOON + timedelta(minutes=2))

    assert "used before" in str(refused.value.message)
    assert ReaderSession.objects.count() == 1


@pytest.mark.parametrize("age", [-59, 0, 359])
def test_it_allows_for_clocks_that_differ_by_a_minute(times: Site, age: int) -> None:
    identities.sign_in(times, accounts.token(now=NOON - timedelta(seconds=age)), now=NOON)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"key": OTHER_SECRET}, "signature"),
        ({"aud": "post"}, "“aud”"), ({"aud": None}, "“aud”"), ({"aud": ["post", 7]}, "“aud”"), ({"aud": {}}, "“aud”"),
        ({"now": NOON - timedelta(seconds=362)}, "too old"), ({"now": NOON + timedelta(seconds=62)}, "future"),
        ({"nbf": NOON.timestamp() + 90}, "future"), ({"exp": NOON.timestamp() + 601}, "600"),
        ({"exp": NOON.timestamp() - 1}, "600"), ({"exp": None}, "“exp”"), ({"iat": None}, "“iat”"),
        ({"exp": "soon"}, "“exp”"), ({"iat": True}, "“iat”"), ({"exp": 10**400}, "“exp”"),
        ({"exp": float("nan")}, "“exp”"), ({"exp": float("inf")}, "“exp”"),
        ({"jti": None}, "“jti”"), ({"jti": " "}, "“jti”"), ({"jti": 7}, "“jti”"), ({"sub": None}, "“sub”"),
        ({"sub": 42}, "“sub”"), ({"sub": "x" * 256}, "“sub”"), ({"sub": "a\ud800b"}, "“sub”"),
        ({"sub": "a\x00b"}, "“sub”"), ({"iss": "\u202e"}, "“iss”"), ({"iss": ["A"]}, "“iss”"),
        ({"name": None}, "“name”"), ({"name": "\u200b"}, "“name”"), ({"name": "x" * 246}, "“name”"),
        ({"name": "e" + "\u0301" * 100}, "“name”"), ({"name": {"x": 1}}, "“name”"),
        ({"email": "grace"}, "“email”"), ({"url": "javascript:alert(1)"}, "“url”"), ({"staff": "yes"}, "“staff”"),
        ({"staff": 1}, "“staff”"), ({"headers": {"crit": ["exp"]}}, "no JSON"),
        ({"headers": {"crit": ["b64"], "b64": True}}, "no JSON"), ({"name": "x" * 9000}, "longer"),
        ({"algorithm": "HS512", "key": SECRET * 2}, "“alg”"), ({"key": None, "algorithm": "none"}, "“alg”"),
    ],
)  # fmt: skip
def test_it_says_what_is_wrong_with_a_token(times: Site, changed: dict[str, Any], said: str) -> None:
    token = accounts.token(**{"now": NOON, **changed})

    assert said in refusal(times, token)


@pytest.mark.parametrize(
    "token", ["", "x", "a.b", "a.b.c", "....", "é.é.é", "e30.e30.", "[]", base64.b64encode(b'{"alg":"HS256"}').decode()]
)
def test_it_takes_nothing_that_is_no_token(times: Site, token: str) -> None:
    assert refusal(times, token)


@pytest.mark.parametrize("payload", ["[]", "7", '"x"', "null", "{", "[" * 3000, "\x00", '{"aud":1e999}'])
def test_it_takes_no_token_whose_content_is_no_object(times: Site, payload: str) -> None:
    token = jwt.api_jws.encode(payload.encode(), SECRET, algorithm="HS256")

    assert refusal(times, token)


def test_it_takes_no_token_without_a_signature_whatever_its_header_says(times: Site) -> None:
    head, body, _signature = accounts.token(now=NOON).split(".")
    for algorithm in ("none", "None", "nOnE", "", None, 7, ["HS256"], "HS256"):
        forged = base64.urlsafe_b64encode(json.dumps({"alg": algorithm, "typ": "JWT"}).encode()).rstrip(b"=").decode()
        for token in (f"{forged}.{body}.", f"{forged}.{body}.{'A' * 43}", f"{head}.{body}."):
            assert refusal(times, token)


def test_it_asks_for_the_audience_and_the_issuer_of_its_settings(times: Site) -> None:
    accounts.sign_on(times, audience="https://comments.example.org", issuer="https://times.example.org")

    assert "comments.example.org" in refusal(times, accounts.token(now=NOON, iss="https://times.example.org"))
    assert "times.example.org" in refusal(times, accounts.token(now=NOON, aud="https://comments.example.org"))
    taken(times, aud=["other", "https://comments.example.org"], iss="https://times.example.org")


def test_it_takes_the_secret_before_for_as_long_as_it_says(times: Site) -> None:
    row = SingleSignOn.objects.get()
    former = row.secret
    accounts.sign_on(times, secret=OTHER_SECRET, previous_secret=former, previous_until=NOON + timedelta(hours=1))

    taken(times, key=SECRET)
    taken(times, key=OTHER_SECRET)
    SingleSignOn.objects.update(previous_until=NOON)
    with pytest.raises(IdentityRefused):
        taken(times, key=SECRET)


def test_it_reads_secrets_that_an_earlier_key_sealed(times: Site, settings: Any) -> None:
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another-key-0123456789" * 3

    taken(times)
    settings.SECRET_KEY_FALLBACKS = []
    assert "no secret" in refusal_after(times)


def refusal_after(site: Site) -> str:
    with pytest.raises(IdentityRefused) as refused:
        taken(site)
    return str(refused.value.message)


def test_it_signs_nobody_in_where_sign_on_is_off(times: Site) -> None:
    token, _who = accounts.signed_in(times)
    SingleSignOn.objects.update(is_on=False)

    assert "switched off" in refusal_after(times)
    with pytest.raises(SignInNeeded):
        identities.signed_in(times, token)
    assert "switched off" in refusal_after(factories.site("post"))


def test_it_ends_a_session_by_time_and_by_hand(times: Site) -> None:
    first, second = (accounts.signed_in(times, now=NOON)[0] for _ in range(2))
    end = NOON + timedelta(hours=READER_SESSION_HOURS)

    identities.sign_out(times, first, now=NOON)
    identities.sign_out(times, first, now=end)

    with pytest.raises(SignInNeeded):
        identities.signed_in(times, first, now=NOON)
    assert identities.signed_in(times, second, now=end - timedelta(seconds=1))
    with pytest.raises(SignInNeeded):
        identities.signed_in(times, second, now=end)
    assert ReaderSession.objects.filter(ended_at=NOON).count() == 1


@pytest.mark.parametrize("token", ["x", "1", "1:x", "é", "1:" + "A" * 43])
def test_it_knows_nobody_by_a_token_that_is_not_ours(times: Site, token: str) -> None:
    accounts.signed_in(times)

    with pytest.raises(SignInNeeded):
        identities.signed_in(times, token)
    identities.sign_out(times, token)
    assert not ReaderSession.objects.exclude(ended_at=None).exists()


def test_it_knows_nobody_by_a_token_of_another_site_or_kind(times: Site) -> None:
    post = factories.quiet_site("post")
    token, _who = accounts.signed_in(post)
    host_token = accounts.token(aud="post", now=timezone.now())

    for one, site in ((token, times), (host_token, post)):
        with pytest.raises(SignInNeeded):
            identities.signed_in(site, one)
    assert identities.signed_in(post, "") is None


def test_it_finds_out_by_one_query(times: Site, django_assert_num_queries: Any) -> None:
    token, _who = accounts.signed_in(times)

    with django_assert_num_queries(1):
        assert identities.signed_in(times, token)
    with django_assert_num_queries(0):
        identities.signed_in(times, "")


def test_it_lets_an_account_begin_so_many_sessions(times: Site) -> None:
    for _window in range(identities.AT_ONCE):
        taken(times)

    with pytest.raises(identities.SignInsTooFast):
        taken(times)
    taken(times, sub="43")
    later = NOON + timedelta(seconds=identities.INTERVAL)
    identities.sign_in(times, accounts.token(now=later), now=later)


@pytest.mark.django_db(transaction=True)
def test_it_takes_a_token_once_of_many_that_come_at_once() -> None:
    site = factories.quiet_site()
    accounts.sign_on(site)
    token = accounts.token()

    outcomes = at_once([lambda: identities.sign_in(site, token)] * 4)

    assert sorted(type(one).__name__ for one in outcomes) == ["IdentityRefused"] * 3 + ["SignedIn"]
    assert (ReaderSession.objects.count(), Identity.objects.count()) == (1, 1)


def test_it_seals_secrets_for_one_purpose(times: Site) -> None:
    sealed = SingleSignOn.objects.get().secret

    assert SECRET not in sealed
    assert encryption.unseal(sealed, purpose="another") is None
