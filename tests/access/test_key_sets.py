"""Tokens signed by the host's own keys: which key may have signed what, and no other."""

import base64
import hmac
import json
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed448, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

from comments.access import identities, key_sets
from comments.errors import IdentityKeysUnknown, IdentityRefused
from comments.models import ReaderSession, SingleSignOn, Site
from tests.support import accounts, factories
from tests.support.factories import NOON
from tests.support.key_host import key_set, private_key, public_jwk

ALGORITHMS = [*key_sets.KINDS]


@pytest.fixture
def times(db: None) -> Site:
    site = factories.quiet_site()
    keys = key_sets.parse(key_set(*[public_jwk(algorithm) for algorithm in ALGORITHMS]))
    later = NOON + timedelta(hours=1)
    accounts.sign_on(
        site, secret="", jwks_url="https://times.example.org/keys", keys=keys, keys_due=later,
        keys_asked_at=NOON - timedelta(minutes=59),
    )  # fmt: skip
    return site


def signed(algorithm: str, *, number: int = 1, headers: dict[str, Any] | None = None, **changed: Any) -> str:
    named = {"kid": f"{algorithm}-{number}"} if headers is None else headers
    key = private_key(algorithm, number)
    return accounts.token(key=key, algorithm=algorithm, headers=named, now=NOON, **changed)


def refusal(site: Site, token: str) -> IdentityRefused:
    with pytest.raises(IdentityRefused) as refused:
        identities.sign_in(site, token, now=NOON)
    assert not ReaderSession.objects.exists()
    return refused.value


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_it_takes_what_the_host_s_key_signed(times: Site, algorithm: str) -> None:
    assert identities.sign_in(times, signed(algorithm), now=NOON).identity.name == "Grace Hopper"
    assert identities.sign_in(times, signed(algorithm, headers={}), now=NOON).identity.name == "Grace Hopper"


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_it_takes_nothing_that_another_key_signed_under_the_name_of_the_host_s(times: Site, algorithm: str) -> None:
    forged = signed(algorithm, number=2, headers={"kid": f"{algorithm}-1"})

    assert "signature" in str(refusal(times, forged).message)


@pytest.mark.parametrize("encoding", [Encoding.PEM, Encoding.DER])
def test_it_takes_no_public_key_for_a_secret(times: Site, encoding: Encoding) -> None:
    public = private_key().public_key()
    forms = [public.public_bytes(encoding, PublicFormat.SubjectPublicKeyInfo), json.dumps(public_jwk()).encode()]
    for secret in forms:
        assert "no secret" in str(refusal(times, by_hmac(secret)).message)
    accounts.sign_on(times)
    for secret in forms:
        assert "signature" in str(refusal(times, by_hmac(secret)).message)


def by_hmac(secret: bytes, **header: Any) -> str:
    """Signed by hand: the library refuses such keys."""
    parts = [{"alg": "HS256", "kid": "RS256-1", **header}, accounts.claims(now=NOON)]
    signed = ".".join(map(coded, [json.dumps(part).encode() for part in parts]))
    return f"{signed}.{coded(hmac.digest(secret, signed.encode(), 'sha256'))}"


def coded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def test_it_looks_at_no_key_that_a_token_brings_along_or_points_to(times: Site) -> None:
    own = private_key("RS256", 2)
    public = json.loads(RSAAlgorithm.to_jwk(own.public_key()))
    for header in (
        {"jwk": public}, {"jku": "https://evil.example/keys"}, {"x5u": "https://evil.example/cert"}, {"x5c": ["AAAA"]},
        {"jwk": public, "kid": "RS256-1"}, {"jwk": public, "jku": "https://evil.example/keys", "kid": "RS256-1"},
    ):  # fmt: skip
        assert "signature" in str(refusal(times, signed("RS256", number=2, headers=header)).message)
        honest = {"kid": "RS256-1", **header}
        identities.sign_in(times, signed("RS256", headers=honest), now=NOON)
        ReaderSession.objects.all().delete()


@pytest.mark.parametrize(
    "kid", ["", "../../etc/passwd", "' or '1'='1", "RS256-1\x00", "rs256-1", "/dev/null", "x" * 5000, "ES256-1", "é"]
)
def test_it_takes_the_name_of_a_key_for_nothing_but_a_name(times: Site, kid: str) -> None:
    assert isinstance(refusal(times, signed("RS256", headers={"kid": kid})), IdentityKeysUnknown)


@pytest.mark.parametrize("algorithm", ["RS384", "RS512", "PS256", "ES384", "HS384", "none", "RS1"])
def test_it_takes_no_other_algorithm_of_the_same_key(times: Site, algorithm: str) -> None:
    _head, body, signature = signed("RS256").split(".")
    changed = coded(json.dumps({"alg": algorithm, "kid": "RS256-1"}).encode())

    assert "“alg”" in str(refusal(times, f"{changed}.{body}.{signature}").message)


def test_it_takes_no_public_key_where_the_site_has_only_a_secret(times: Site) -> None:
    accounts.sign_on(times, jwks_url="")

    assert "no address" in str(refusal(times, signed("RS256")).message)


def test_it_has_the_keys_fetched_once_a_minute_where_one_is_unknown(times: Site) -> None:
    token = signed("RS256", number=2)
    seconds = []
    for passed in (0, 10, 61):
        SingleSignOn.objects.filter(keys_due__lte=NOON + timedelta(seconds=passed)).update(
            keys_asked_at=NOON, keys_due=NOON + timedelta(hours=1)
        )
        with pytest.raises(IdentityKeysUnknown) as refused:
            identities.sign_in(times, token, now=NOON + timedelta(seconds=passed))
        seconds.append(refused.value.retry_after)
        assert str(refused.value.retry_after) in str(refused.value.message)

    assert seconds == [3, 53, 3]
    accounts.sign_on(times, keys=[public_jwk(number=2)])
    identities.sign_in(times, token, now=NOON + timedelta(seconds=70))


def test_it_keeps_public_keys_alone_and_nothing_private() -> None:
    whole = json.loads(RSAAlgorithm.to_jwk(private_key()))
    shared = {"kty": "oct", "k": coded(b"x" * 32), "kid": "shared", "alg": "HS256"}

    assert key_sets.parse(key_set({**whole, "kid": "RS256-1", "x5c": ["AAAA"]}, shared)) == [
        {name: value for name, value in public_jwk(use=None).items() if name != "key_ops"}
    ]


@pytest.mark.parametrize(
    "key",
    [
        {"kty": "oct", "k": coded(b"x" * 32)},
        public_jwk(use="enc"),
        public_jwk(alg="PS256"),
        public_jwk(alg=["RS256"]),
        public_jwk(kid=7),
        public_jwk(kid="x" * 256),
        public_jwk(n="AQAB"),
        public_jwk(n="é"),
        public_jwk(n=None),
        public_jwk(e=None),
        public_jwk("ES256", x="AAAA"),
        public_jwk("ES256", crv="P-384"),
        public_jwk("EdDSA", x=7),
        public_jwk("EdDSA", crv="Ed448"),
        json.loads(OKPAlgorithm.to_jwk(ed448.Ed448PrivateKey.generate().public_key())),
        json.loads(ECAlgorithm.to_jwk(ec.generate_private_key(ec.SECP384R1()).public_key())),
        json.loads(RSAAlgorithm.to_jwk(rsa.generate_private_key(65537, 1024).public_key())),
        {"kty": ["RSA"]}, {}, 7, None, "RSA", [],
        # What a database does not store, some of which decoders of base64 pass over.
        public_jwk(kid="a\0"), public_jwk(kid="a\ud800"), public_jwk(e="AQAB\0"), public_jwk(e="AQ\nAB"),
    ],
    ids=range(27),
)  # fmt: skip
def test_it_leaves_out_keys_that_it_does_not_take(key: Any) -> None:
    with pytest.raises(key_sets.NoKeySet):
        key_sets.parse(key_set(key))
    assert key_sets.parse(key_set(key, public_jwk())) == [{**public_jwk()}]


@pytest.mark.parametrize("body", [b"", b"\xff", b"{", b"[]", b"7", b"{}", b'{"keys":7}', b'{"keys":{}}', b"[" * 9000])
def test_it_takes_nothing_that_is_no_key_set(body: bytes) -> None:
    with pytest.raises(key_sets.NoKeySet):
        key_sets.parse(body)


def test_it_keeps_few_keys() -> None:
    keys = [public_jwk(kid=f"{number}") for number in range(50)]

    assert len(key_sets.parse(key_set(*keys))) == key_sets.MOST_KEYS
