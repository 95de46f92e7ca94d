"""A website that has accounts: it signs tokens about its readers, as hosts do, and the site that believes it."""

import itertools
import json
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from django.utils import timezone

from comments import encryption
from comments.access import identities, identity_tokens
from comments.models import Identity, SingleSignOn, Site
from tests.support import factories

SECRET = "the-secret-that-a-site-and-its-host-share-0123456789"
OTHER_SECRET = "the-secret-that-another-site-and-its-host-share-012"

_numbers = itertools.count(1)


def sign_on(site: Site | None = None, *, secret: str = SECRET, **fields: Any) -> SingleSignOn:
    """Of a site whose host signs by this secret; "" for none."""
    sealed = encryption.seal(secret, purpose=identity_tokens.PURPOSE) if secret else ""
    defaults = {"is_on": True, "secret": sealed, **fields}
    row, _is_new = SingleSignOn.objects.update_or_create(site=site or factories.quiet_site(), defaults=defaults)
    return row


def claims(*, now: datetime | None = None, **changed: Any) -> dict[str, Any]:
    """Of a token that is taken, each with an id of its own; a claim that is None is left out."""
    moment = int((now or timezone.now()).timestamp())
    ordinary = {
        "aud": "times", "sub": "42", "jti": f"token {next(_numbers)}", "iat": moment, "exp": moment + 300,
        "name": "Grace Hopper", "email": "grace@example.org",
    }  # fmt: skip
    return {name: value for name, value in {**ordinary, **changed}.items() if value is not None}


def token(*, key: Any = SECRET, algorithm: str = "HS256", headers: dict[str, Any] | None = None, **changed: Any) -> str:
    """Whatever it claims: the library would refuse to sign what a host should not claim."""
    payload = json.dumps(claims(**changed)).encode()
    return jwt.api_jws.encode(payload, key, algorithm=algorithm, headers=headers)


def signed_in(site: Site | None = None, *, now: datetime | None = None, **changed: Any) -> tuple[str, Identity]:
    """A reader's session, by its token, and their account."""
    site = site or factories.quiet_site()
    if not SingleSignOn.objects.filter(site=site).exists():
        sign_on(site)
    new = identities.sign_in(site, token(now=now, aud=site.slug, **changed), now=now)
    return new.token, new.identity


@cache
def rsa_key() -> RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def header(value: str) -> dict[str, str]:
    return {identities.HEADER: value}


def in_a(**time: int) -> datetime:
    """From now on."""
    return timezone.now() + timedelta(**time)


def by(who: Identity) -> dict[str, Any]:
    """The fields of a draft that come from an account."""
    return {"name": who.name, "email": who.email, "url": who.url, "identity_id": who.pk, "is_staff": who.is_staff}
