"""Secrets as they lie in the database: encrypted with a key made from SECRET_KEY, so a copy of it gives none away."""

import hmac
from base64 import urlsafe_b64encode
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


def seal(secret: bytes) -> str:
    """Encrypt and authenticate it (Fernet: AES-128-CBC, HMAC-SHA-256); 120 characters for 20 bytes."""
    return _ciphers().encrypt(secret).decode()


def unseal(sealed: str) -> bytes | None:
    """None for what was sealed with a key that is neither SECRET_KEY nor among its fallbacks, or was changed since."""
    try:
        return _ciphers().decrypt(sealed.encode())
    except InvalidToken:
        return None


def secret_keys() -> list[str]:
    """The key in use, then those before it."""
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def digest(text: str, key: str) -> str:
    """A keyed hash of something random: enough for what nobody can guess."""
    return hmac.new(_derived(key, "digest"), text.encode(), sha256).hexdigest()


def _ciphers() -> MultiFernet:
    return MultiFernet([Fernet(urlsafe_b64encode(_derived(key, "seal"))) for key in secret_keys()])


def _derived(key: str, purpose: str) -> bytes:
    return sha256(f"project.second_factor {purpose} {key}".encode()).digest()
