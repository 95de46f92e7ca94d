"""Secrets as they lie in the database: encrypted with a key made from SECRET_KEY, so that a copy of it gives none away.

A secret is shorter than one block of HMAC-SHA-256. It is masked with the block of a fresh nonce, and what results is
authenticated under another key: a stream cipher of a single block, encrypt-then-MAC.
"""

import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from hashlib import sha256

from django.conf import settings

_NONCE_BYTES = 16
_TAG_BYTES = 16
_LONGEST = sha256().digest_size


def seal(secret: bytes) -> str:
    """Raises ValueError for more than 32 bytes."""
    if len(secret) > _LONGEST:
        raise ValueError("too long")
    nonce, key = secrets.token_bytes(_NONCE_BYTES), settings.SECRET_KEY
    masked = nonce + _masked(secret, nonce, key)
    return urlsafe_b64encode(masked + _tag(masked, key)).decode()


def unseal(sealed: str) -> bytes | None:
    """None for what was sealed with a key that is neither SECRET_KEY nor among its fallbacks, or was changed since."""
    try:
        raw = urlsafe_b64decode(sealed.encode())
    except (NotBase64, ValueError):
        return None
    masked, tag = raw[:-_TAG_BYTES], raw[-_TAG_BYTES:]
    for key in secret_keys():
        if hmac.compare_digest(_tag(masked, key), tag):
            return _masked(masked[_NONCE_BYTES:], masked[:_NONCE_BYTES], key)
    return None


def secret_keys() -> list[str]:
    """The key in use, then those before it."""
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def digest(text: str, key: str) -> str:
    """A keyed hash of something random: enough for what nobody can guess."""
    return hmac.new(_derived(key, "digest"), text.encode(), sha256).hexdigest()


def _masked(secret: bytes, nonce: bytes, key: str) -> bytes:
    block = hmac.digest(_derived(key, "mask"), nonce, "sha256")
    return bytes(a ^ b for a, b in zip(secret, block, strict=False))


def _tag(masked: bytes, key: str) -> bytes:
    return hmac.digest(_derived(key, "tag"), masked, "sha256")[:_TAG_BYTES]


def _derived(key: str, purpose: str) -> bytes:
    return sha256(f"project.second_factor {purpose} {key}".encode()).digest()
