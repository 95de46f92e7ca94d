"""The host's public keys (JSON Web Key Set, RFC 7517): which of a set are kept, and which may have signed a token."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from django.utils.translation import gettext as _

from comments.errors import IdentityRefused
from comments.limits import CLAIM_LIMIT
from comments.models import SingleSignOn
from comments.text.characters import has_control_in_line

# By algorithm: the kind of key and its curve.
KINDS = {"RS256": ("RSA", None), "ES256": ("EC", "P-256"), "EdDSA": ("OKP", "Ed25519")}
MOST_KEYS = 20
_RSA_BITS = range(2048, 8193)
# Members of a key that are kept: none that is private.
_PUBLIC = ("kty", "kid", "alg", "use", "crv", "n", "e", "x", "y")


class UnknownKey(Exception):  # noqa: N818 - a reason to ask the host, not an error
    """The token names a key that is not among those that were fetched."""


class NoKeySet(Exception):  # noqa: N818 - an answer of the host, not an error
    """What was fetched is no key set, or none of its keys can be used; the message is a sentence for people."""


def parse(body: bytes) -> list[dict[str, Any]]:
    """The public keys of a set that can check a signature; raises NoKeySet.

    Keys of other kinds are left out, symmetric ones first of all: what anybody can fetch is no secret.
    """
    try:
        listed = json.loads(body.decode("utf-8"))["keys"]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise NoKeySet(_("There is no JSON Web Key Set at this address.")) from None
    found = [_public(key) for key in listed if _is_usable(key)] if isinstance(listed, list) else []
    if not found:
        raise NoKeySet(_("The key set at this address has no key for RS256, ES256 or EdDSA."))
    return found[:MOST_KEYS]


def usable(sign_on: SingleSignOn, algorithm: str, key_id: str | None) -> Sequence[Any]:
    """The host's keys that may have signed a token, as PyJWT takes them; raises UnknownKey, IdentityRefused.

    A token that names no key fits those of its algorithm that have no name, or the only one.
    """
    if not sign_on.jwks_url:
        message = _("The token is signed by %(algorithm)s, and this site has no address of the host's keys.")
        raise IdentityRefused(message % {"algorithm": algorithm})
    fitting = [key for key in sign_on.keys if _algorithm_of(key) == algorithm]
    named = [key for key in fitting if key.get("kid") == key_id]
    if not named and key_id is None and len(fitting) == 1:
        named = fitting
    if not named:
        raise UnknownKey
    return [_key(key, algorithm) for key in named]


def _is_usable(key: object) -> bool:
    if not isinstance(key, dict) or key.get("use", "sig") != "sig":
        return False
    algorithm = _algorithm_of(key)
    if algorithm is None or key.get("alg", algorithm) != algorithm or not _is_text(key):
        return False
    try:
        made = _key(_public(key), algorithm)
    except (jwt.PyJWTError, ValueError, TypeError, AttributeError, KeyError):
        return False
    return not isinstance(made, RSAPublicKey) or made.key_size in _RSA_BITS


def _is_text(key: Mapping[str, Any]) -> bool:
    """Whether all that is kept is text that every database can store, and the name is short."""
    kept = _public(key)
    are_lines = all(isinstance(value, str) and not has_control_in_line(value) for value in kept.values())
    return are_lines and len(kept.get("kid", "")) <= CLAIM_LIMIT


def _algorithm_of(key: Mapping[str, Any]) -> str | None:
    kind = (key.get("kty"), None if key.get("kty") == "RSA" else key.get("crv"))
    return next((algorithm for algorithm, known in KINDS.items() if known == kind), None)


def _public(key: Mapping[str, Any]) -> dict[str, Any]:
    return {name: key[name] for name in _PUBLIC if name in key}


def _key(key: Mapping[str, Any], algorithm: str) -> Any:
    return jwt.PyJWK(dict(key), algorithm=algorithm).key
